/** Checks the search of the built site: a reader who pastes a rule's id, a code, or an input's name finds it. */
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import MiniSearch from "minisearch";
import { API, AUTH_TYPES, OWN_INPUTS, TOOL, typeFields } from "../src/contract/fields.ts";
import { CATALOG } from "../src/messages/catalog.ts";
import { readFacts } from "../tools/rules.ts";
import { fuzzy, prefix, tokenize } from "./search.ts";

const DIST = fileURLToPath(new URL(".vitepress/dist", import.meta.url));

/** VitePress's own options, with those of `search.ts`. */
const SETTINGS = {
  tokenize,
  fields: ["title", "titles", "text"],
  storeFields: ["title", "titles"],
  searchOptions: { fuzzy, prefix, boost: { title: 4, text: 2, titles: 1 } },
};
/** The number of results that a reader looks at. */
const FIRST = 5;

const [file] = globSync("assets/chunks/@localSearchIndexroot.*.js", { cwd: DIST });
if (file === undefined) throw new Error(`There is no search index in ${DIST}. Run \`npm run docs\`.`);
const { default: json } = (await import(`${DIST}/${file}`)) as { default: string };
const index = MiniSearch.loadJSON(json, SETTINGS);

/** Pages and sections, best first. */
const find = (query: string): string[] => index.search(query).map(({ id }) => String(id));
/** Whether one of the pages contains every word of the query as written. */
const isFound = (query: string): boolean =>
  index.search(query, { fuzzy: false, prefix: false, combineWith: "AND" }).length > 0;

const inputs = [TOOL, API, OWN_INPUTS, ...Object.keys(AUTH_TYPES).map(typeFields)].flatMap(Object.keys);
const missing = [
  ...readFacts()
    .map(({ id }) => id)
    .filter((id) => !find(id).slice(0, FIRST).includes(`/reference/rules#${id.toLowerCase()}`)),
  ...Object.keys(CATALOG).filter((code) => !find(code).slice(0, FIRST).includes(`/reference/errors#${code}`)),
  ...new Set(inputs.filter((input) => !isFound(input))),
];
if (missing.length > 0) {
  console.error(`The search of the site doesn't find: ${missing.join(", ")}. Name each of them on a page of docs/.`);
  process.exit(1);
}
