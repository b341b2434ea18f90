import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { valueAt } from "../contract/index.ts";
import { PROJECT_FILES } from "./project-files.ts";

/**
 * Whether the project refreshes before each operation (`options: { refresh: always }`).
 * @param from the folder of the provider's process: the project's folder or one inside it
 */
export async function refreshesAlways(from: string): Promise<boolean> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    for (const name of PROJECT_FILES) {
      const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
      if (text === undefined) continue;
      // Loaded only here, because most runs don't need it.
      const { readYaml } = await import("./yaml.ts");
      return valueAt(readYaml(text), ["options", "refresh"]) === "always";
    }
    if (dirname(folder) === folder) return false;
  }
}
