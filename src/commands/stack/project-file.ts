import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isObject, type JsonObject, valueAt } from "../../contract/index.ts";
import { tryJson } from "../../contract/json.ts";
import { PROJECT_FILES } from "../../provider/project-files.ts";
import { readYaml } from "../../provider/yaml.ts";

export interface ProjectFile {
  readonly folder: string;
  readonly file: string;
  readonly content: JsonObject;
}

/** Finds the project of a folder as Pulumi does: in the folder or in a parent folder. */
export function findProjectFile(from: string): ProjectFile | undefined {
  for (const folder of foldersFrom(from))
    for (const name of PROJECT_FILES) {
      const file = join(folder, name);
      const text = readText(file);
      // JSON is valid YAML.
      if (text !== undefined) return { folder, file, content: readMappings(text) };
    }
  return undefined;
}

export interface Manifest {
  readonly folder: string;
  readonly content: JsonObject;
}

export function findManifest(from: string): Manifest | undefined {
  const folder = foldersFrom(from).find((one) => existsSync(join(one, "package.json")));
  return folder === undefined ? undefined : { folder, content: readManifest(folder) };
}

export function readManifest(folder: string): JsonObject {
  const content = tryJson(readText(join(folder, "package.json")) ?? "");
  return isObject(content) ? content : {};
}

export function foldersFrom(from: string): string[] {
  const folders: string[] = [];
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    folders.push(folder);
    if (dirname(folder) === folder) return folders;
  }
}

/** `undefined` if the file doesn't exist or can't be read. */
function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** A YAML file that is a mapping. Empty if it can't be read. */
export function readMappings(text: string): JsonObject {
  const value = readYaml(text);
  return isObject(value) ? value : {};
}

export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : undefined;
}
