import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { plural } from "../words.ts";
import type { SourceFile } from "./program.ts";

export type WrittenFiles = ReturnType<typeof writeFiles>;

/** Writes all files or none. `undo` deletes the written files, and restores overwritten ones. */
export function writeFiles(folder: string, files: readonly SourceFile[], force: boolean) {
  const paths = files.map(({ name }) => join(folder, name));
  const there = paths.filter((path) => existsSync(path)).map((path) => relative(process.cwd(), path));
  if (there.length > 0 && !force)
    throw new Error(
      `${listed(there)} there already, and nothing was written. Choose another --out, or overwrite with --force.`,
    );
  const undos: (() => void)[] = [];
  const undo = (): void => {
    for (const step of undos.splice(0).reverse()) step();
  };
  try {
    for (const [i, { text }] of files.entries()) {
      const path = paths[i] ?? folder;
      const created = mkdirSync(dirname(path), { recursive: true });
      if (created !== undefined) undos.push(() => rmSync(created, { recursive: true, force: true }));
      const before = existsSync(path) ? readFileSync(path) : undefined;
      undos.push(() => (before === undefined ? rmSync(path, { force: true }) : writeFileSync(path, before)));
      writeFileSync(path, text);
    }
  } catch (error) {
    undo();
    throw error;
  }
  return { paths, undo };
}

function listed(names: readonly string[]): string {
  const [first = "", ...rest] = names;
  if (rest.length === 0) return `${first} is`;
  return `${first} and ${plural(rest.length, "other file")} are`;
}
