import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isObject, type JsonObject } from "../../src/contract/index.ts";

/** Other people's definitions, read from another folder. They aren't part of this repository, and tests pass without them. */
const FOLDER = resolve(import.meta.dirname, "../../../shared/reference/real-tools");

/** Maps the label of each file (such as `04`) to its content, in order. Empty if the folder is missing. */
export function readRealTools(): Map<string, unknown> {
  if (!existsSync(FOLDER)) return new Map();
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
  return new Map(
    files.sort().map((file) => [file.slice(0, 2), JSON.parse(readFileSync(resolve(FOLDER, file), "utf8"))]),
  );
}

/** Files that aren't definitions: one that must be refused, and two PATCH bodies. */
const NO_TOOLS = ["37", "90", "91"];

/** The definitions, with names that are unique in an account (02 and 04 have the same name). */
export function realToolDefinitions(): Map<string, JsonObject> {
  const definitions = [...readRealTools()].filter(
    (entry): entry is [string, JsonObject] => !NO_TOOLS.includes(entry[0]) && isObject(entry[1]),
  );
  return new Map(definitions.map(([label, tool]) => [label, { ...tool, name: `${String(tool["name"])}_${label}` }]));
}
