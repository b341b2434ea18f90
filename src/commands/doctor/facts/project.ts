import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { findProjectFile, textAt } from "../../stack/project-file.ts";

export interface Project {
  readonly folder: string;
  readonly file: string;
  readonly runtime: string | undefined;
  readonly packageManager: string | undefined;
  /** `refresh` in the project's options. `always` refreshes before each operation. */
  readonly refresh?: string | undefined;
  readonly main: string | undefined;
  /**
   * The folder in which the engine starts the provider's host: the project's folder, or the folder of `main` (pkg/engine/project.go). Modules in the
   * state are resolved from there. `undefined` if `main` doesn't exist.
   */
  readonly hostFolder: string | undefined;
}

/** Finds the project of a folder as Pulumi does: in the folder or in a parent folder. */
export function findProject(from: string): Project | undefined {
  const found = findProjectFile(from);
  if (found === undefined) return undefined;
  const { folder, file, content } = found;
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
