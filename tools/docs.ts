/** Writes the tables of docs/ that come from the table of fields, and the pages of rules and errors. A test checks that they are up to date. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { API, AUTH_TYPES, type Field, type Fields, OWN_INPUTS, TOOL, typeFields } from "../src/contract/fields.ts";
import { ERRORS_PAGE, errorsPage } from "./errors.ts";
import { ARCHITECTURE_PAGE, architecturePage, readFolders } from "./folders.ts";
import { RULES_PAGE, rulesPage } from "./rules.ts";

export const TOOL_PAGE = fileURLToPath(new URL("../docs/tool.md", import.meta.url));

const code = (text: unknown): string => `\`${text}\``;
const row = (cells: readonly string[]): string =>
  `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |").replaceAll("|  |", "| |");

function describe(name: string, { values, type, isRequired, default: given, replaces, docs = {} }: Field): string {
  const kind = docs.type ?? values?.map(code).join(" \\| ") ?? (type === "texts" ? "object of strings" : type);
  const isSimple = typeof given === "string" || typeof given === "number";
  const otherwise =
    isRequired === true && docs.default === undefined ? "required" : (docs.default ?? (isSimple ? code(given) : ""));
  const notes = [docs.note, replaces === true && "a change **replaces** the tool"].filter(Boolean);
  return row([code(name), kind, otherwise, notes.join("; ")]);
}

const head = (...cells: string[]): string => `${row(cells)}\n${row(cells.map(() => "---"))}`;
const table = (what: string, fields: Fields): string =>
  [
    head(what, "Type", "Default", "Description"),
    ...Object.entries(fields).map(([name, field]) => describe(name, field)),
  ].join("\n");

function describeType(type: string): string {
  const fields = Object.entries(typeFields(type)).map(([name, { isSecret, docs }]) => {
    const shown = isSecret === true ? `**${code(name)}**` : code(name);
    return docs?.note === undefined ? shown : `${shown}: ${docs.note}`;
  });
  return row([code(type), fields.join(", ")]);
}

const TABLES: Readonly<Record<string, () => string>> = {
  inputs: () =>
    [
      table("Input", TOOL),
      ...Object.entries(OWN_INPUTS).map(([name, { docs }]) => row([code(name), docs.type, docs.default, docs.note])),
    ].join("\n"),
  "delivery.api": () => table(code("delivery.api"), API),
  "auth.type": () =>
    [head(code("auth.type"), "Fields (secret in bold)"), ...Object.keys(AUTH_TYPES).map(describeType)].join("\n"),
};

/** Generates each table of a page between its two marks again. */
export function withTables(page: string): string {
  return page.replace(
    /(<!-- table: (\S+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_all, start: string, name: string, end: string) => {
      const make = TABLES[name];
      if (make === undefined)
        throw new Error(`There is no table ${name}. There are: ${Object.keys(TABLES).join(", ")}.`);
      return `${start}\n${make()}\n${end}`;
    },
  );
}

if (import.meta.main) {
  writeFileSync(TOOL_PAGE, withTables(readFileSync(TOOL_PAGE, "utf8")));
  writeFileSync(RULES_PAGE, rulesPage());
  writeFileSync(ERRORS_PAGE, errorsPage());
  writeFileSync(ARCHITECTURE_PAGE, architecturePage(await readFolders()));
}
