import { readdirSync } from "node:fs";

interface Group {
  readonly text: string;
  /** The sidebar's label for a page, and the page's name on the site. */
  readonly pages: readonly (readonly [label: string, name: string])[];
}

const examples = readdirSync(new URL("../examples", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => [name, `examples/${name}`] as const)
  .sort();

/** The site's order of pages. `npm test` runs the commands of the pages in this order. */
export const SIDEBAR: readonly Group[] = [
  {
    text: "Start here",
    pages: [
      ["Overview", "overview"],
      ["Getting started", "getting-started"],
      ["Concepts", "concepts"],
      ["Glossary", "glossary"],
    ],
  },
  {
    text: "Resources",
    pages: [
      ["Tool", "tool"],
      ["PalToolAttachment", "pal-tool-attachment"],
      ["PalTools", "pal-tools"],
      ["PostCallAction", "actions"],
      ["Provider", "provider"],
      ["Look-ups", "look-ups"],
    ],
  },
  {
    text: "Your service",
    pages: [
      ["Receiver", "receiver"],
      ["How a delivery is made", "delivery"],
      ["Unit tests", "testing"],
    ],
  },
  {
    text: "Commands",
    pages: [
      ["Command line", "command-line"],
      ["dev: the emulator", "emulator"],
      ["trigger and replay", "trigger-replay"],
      ["import", "import"],
      ["drift", "drift"],
      ["verify", "verify"],
      ["types", "types"],
      ["doctor", "doctor"],
    ],
  },
  {
    text: "Guides",
    pages: [
      ["Migrate", "migration"],
      ["Recipes", "recipes/README"],
      ["Troubleshooting", "troubleshooting"],
    ],
  },
  {
    text: "Reference",
    pages: [
      ["Errors", "reference/errors"],
      ["Rules of the Tavus API", "reference/rules"],
    ],
  },
  { text: "Examples", pages: [["All examples", "examples/README"], ...examples] },
  {
    text: "Background",
    pages: [
      ["Comparison", "comparison"],
      ["Reliability", "reliability"],
      ["Versions", "versioning"],
      ["Benchmarks", "benchmarks"],
      ["Architecture", "architecture"],
      ["Security", "security"],
      ["Decisions", "decisions/README"],
      ["For coding agents", "agents"],
      ["Contributing", "contributing"],
    ],
  },
];
