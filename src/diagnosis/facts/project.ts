import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readMappings, textAt } from "../../stack/yaml.ts";
import { isObject, type JsonObject } from "../../tavus-api/contract/index.ts";

export interface Project {
  /** Where Pulumi.yaml is. */
  readonly folder: string;
  readonly file: string;
  readonly runtime: string | undefined;
  /** `packagemanager` of the runtime's options. */
  readonly packageManager: string | undefined;
  /** `refresh` of the project's options: `always` refreshes before each operation. */
  readonly refresh?: string | undefined;
  /** As the file says it. */
  readonly main: string | undefined;
  /**
   * Where the engine starts the provider's host: the project's folder, or that of `main` (pkg/engine/project.go). Everything that the
   * state requires is resolved from there. `undefined` where `main` does not exist.
   */
  readonly hostFolder: string | undefined;
}

const FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** The project of a folder, as Pulumi finds it: in it, or above it. */
export function findProject(from: string): Project | undefined {
  for (const folder of foldersFrom(from))
    for (const name of FILES) {
      const text = readText(join(folder, name));
      if (text !== undefined) return toProject(folder, join(folder, name), text);
    }
  return undefined;
}

function toProject(folder: string, file: string, text: string): Project {
  const content = basename(file) === "Pulumi.json" ? parseJson(text) : readMappings(text);
  const main = textAt(content, "main");
  return {
    folder,
    file,
    main,
    refresh: textAt(content, "options", "refresh"),
    runtime: textAt(content, "runtime") ?? textAt(content, "runtime", "name"),
    packageManager: textAt(content, "runtime", "options", "packagemanager"),
    hostFolder: hostFolderOf(folder, main),
  };
}

function hostFolderOf(folder: string, main: string | undefined): string | undefined {
  if (main === undefined || main === "") return folder;
  const path = resolve(folder, main);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return stats.isDirectory() ? path : dirname(path);
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

export function parseJson(text: string | undefined): JsonObject {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
