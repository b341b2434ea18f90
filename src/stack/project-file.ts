import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { PROJECT_FILES } from "../dynamic/project-files.ts";
import type { JsonObject } from "../tavus-api/contract/index.ts";
import { readMappings } from "./yaml.ts";

/** The settings of a Pulumi project: `Pulumi.yaml`, `Pulumi.yml` or `Pulumi.json`. */
export interface ProjectFile {
  readonly folder: string;
  readonly file: string;
  /** What the file says; every value is text. */
  readonly content: JsonObject;
}

/** The project of a folder, as Pulumi finds it: in it, or above it. */
export function findProjectFile(from: string): ProjectFile | undefined {
  for (const folder of foldersFrom(from))
    for (const name of PROJECT_FILES) {
      const file = join(folder, name);
      const text = readText(file);
      // JSON is YAML.
      if (text !== undefined) return { folder, file, content: readMappings(text) };
    }
  return undefined;
}

/** A folder and all above it. */
export function foldersFrom(from: string): string[] {
  const folders: string[] = [];
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    folders.push(folder);
    if (dirname(folder) === folder) return folders;
  }
}

/** `undefined` where there is no such file, or it cannot be read. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
