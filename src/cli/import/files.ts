import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { SourceFile } from "../../adoption/index.ts";

/**
 * Writes all files or none.
 * @throws Error with one line where one is there already and `force` is not given
 */
export function writeFiles(folder: string, files: readonly SourceFile[], force: boolean): string[] {
  const paths = files.map(({ name }) => join(folder, name));
  const there = paths.filter((path) => existsSync(path)).map((path) => relative(process.cwd(), path));
  if (there.length > 0 && !force)
    throw new Error(
      `${listed(there)} there already, and nothing was written. Choose another --out, or overwrite with --force.`,
    );
  for (const [i, { text }] of files.entries()) {
    const path = paths[i] ?? folder;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return paths;
}

function listed(names: readonly string[]): string {
  const [first = "", ...rest] = names;
  if (rest.length === 0) return `${first} is`;
  return `${first} and ${rest.length} other ${rest.length === 1 ? "file" : "files"} are`;
}
