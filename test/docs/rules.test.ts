import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { PLACES } from "../../src/contract/wire.ts";
import { CATALOG } from "../../src/messages/catalog.ts";
import { ERRORS_PAGE, errorsPage } from "../../tools/errors.ts";
import { RULES_PAGE, readFacts, rulesPage } from "../../tools/rules.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ID = /(?<![\w-])[GXTDKCPREWVU]-\d{1,2}(?![\w-])/g;

const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name) && !name.endsWith(".test.ts"))
    .map((name) => `${folder}/${name}`);
const idsIn = (files: readonly string[]): Map<string, string> =>
  new Map(
    files.flatMap((file) => (readFileSync(`${ROOT}${file}`, "utf8").match(ID) ?? []).map((id) => [id, file] as const)),
  );

const page = readFileSync(RULES_PAGE, "utf8");
const known = new Set([...page.matchAll(/^### (\S+)$/gm)].map(([, id]) => id));

it("docs/reference/errors.md is up to date; npm run docs:write writes it", () => {
  expect(errorsPage()).toBe(readFileSync(ERRORS_PAGE, "utf8"));
});

it("docs/reference/rules.md is up to date; npm run docs:write writes it", () => {
  expect(rulesPage()).toBe(page);
});

it("explains each rule that code, docs and README cite", () => {
  const cited = idsIn([...filesIn("src", /\.ts$/), ...filesIn("docs", /\.md$/), "README.md", "AGENTS.md"]);
  expect(cited.size).toBeGreaterThan(100);
  expect([...cited].filter(([id]) => !known.has(id))).toEqual([]);
});

it("explains each rule that a message can cite", () => {
  const rules = [...Object.values(CATALOG).map(({ rule }) => rule), ...PLACES.map(({ field }) => field.rule)];
  const ids = rules.filter((rule) => typeof rule === "string" && rule !== "field");
  expect(ids.length).toBeGreaterThan(50);
  expect(ids.filter((id) => !known.has(String(id)))).toEqual([]);
});

it("has a rule, a practice, a certainty, and a source for each id", () => {
  expect(readFacts().length).toBeGreaterThan(100);
  for (const { id, rule, practice, certainty } of readFacts()) {
    expect(rule, id).toMatch(/^\S.*\.$/);
    expect(practice, id).toMatch(/^\S.*\.$/);
    expect(certainty, id).toMatch(/^(documented|client|seen|reported|assumed|open)$/);
  }
  expect(page).not.toContain("undefined");
  expect(new Set(readFacts().map(({ id }) => id)).size).toBe(readFacts().length);
});
