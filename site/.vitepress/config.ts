import { defineConfig } from "vitepress";
import { writePages } from "../pages.ts";
import { fuzzy, prefix, tokenize } from "../search.ts";
import { SIDEBAR } from "../sidebar.ts";

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
/** TypeDoc writes these pages, which have no commands to run. */
const API = [
  page("API", "api/"),
  ...ENTRY_POINTS.map((name) => page(name, `api/${name.replace("pulumi-tavus/", "")}`)),
];

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
    sidebar: SIDEBAR.map(({ text, pages }) => ({
      text,
      items: [...(text === "Reference" ? API : []), ...pages.map(([label, name]) => page(label, name))],
    })),
  },
});
