import { readdirSync } from "node:fs";
import { defineConfig } from "vitepress";
import { PAGES, writePages } from "../pages.ts";
import { fuzzy, prefix, tokenize } from "../search.ts";

writePages();

const page = (text: string, name: string) => ({ text, link: `/${name}` });
/** In the order of the list that TypeDoc writes. */
const ENTRY_POINTS = [
  "pulumi-tavus/action",
  "pulumi-tavus",
  "pulumi-tavus/webhook",
  "pulumi-tavus/testing",
  "pulumi-tavus/emulator",
  "pulumi-tavus/reports",
  "pulumi-tavus/dynamic",
];
const examples = readdirSync(new URL("examples", PAGES))
  .map((file) => file.replace(/\.md$/, ""))
  .sort();

export default defineConfig({
  title: "pulumi-tavus",
  description: "A Pulumi provider for Tavus post-call actions",
  lang: "en-US",
  srcDir: "pages",
  cleanUrls: true,
  ignoreDeadLinks: "localhostLinks",
  themeConfig: {
    search: { provider: "local", options: { miniSearch: { options: { tokenize }, searchOptions: { prefix, fuzzy } } } },
    outline: [2, 3],
    nav: [
      page("Getting started", "getting-started"),
      page("Concepts", "concepts"),
      page("Recipes", "recipes/README"),
      page("Troubleshooting", "troubleshooting"),
      page("API", "api/"),
    ],
    sidebar: [
      {
        text: "Start here",
        items: [
          page("Overview", "overview"),
          page("Getting started", "getting-started"),
          page("Concepts", "concepts"),
          page("Glossary", "glossary"),
        ],
      },
      {
        text: "Resources",
        items: [
          page("Tool", "tool"),
          page("PalToolAttachment", "pal-tool-attachment"),
          page("PalTools", "pal-tools"),
          page("PostCallAction", "actions"),
          page("Provider", "provider"),
          page("Look-ups", "look-ups"),
        ],
      },
      {
        text: "Your service",
        items: [
          page("Receiver", "receiver"),
          page("How a delivery is made", "delivery"),
          page("Unit tests", "testing"),
        ],
      },
      {
        text: "Commands",
        items: [
          page("Command line", "command-line"),
          page("dev: the emulator", "emulator"),
          page("trigger and replay", "trigger-replay"),
          page("import", "import"),
          page("drift", "drift"),
          page("verify", "verify"),
          page("types", "types"),
          page("doctor", "doctor"),
        ],
      },
      {
        text: "Guides",
        items: [
          page("Migrate", "migration"),
          page("Recipes", "recipes/README"),
          page("Troubleshooting", "troubleshooting"),
        ],
      },
      {
        text: "Reference",
        items: [
          page("API", "api/"),
          ...ENTRY_POINTS.map((name) => page(name, `api/${name.replace("pulumi-tavus/", "")}`)),
          page("Rules of the Tavus API", "reference/rules"),
        ],
      },
      { text: "Examples", items: examples.map((name) => page(name, `examples/${name}`)) },
      {
        text: "Background",
        items: [
          page("Comparison", "comparison"),
          page("Reliability", "reliability"),
          page("Versions", "versioning"),
          page("Benchmarks", "benchmarks"),
          page("Security", "security"),
          page("Decisions", "decisions/README"),
          page("For coding agents", "agents"),
          page("Contributing", "contributing"),
        ],
      },
    ],
  },
});
