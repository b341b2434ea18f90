import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { valueAt } from "../tavus-api/contract/index.ts";

const FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/**
 * Whether the project refreshes before each operation (`options: { refresh: always }`).
 * @param from the folder of the provider's process: the project's, or one below it
 */
export async function refreshesAlways(from: string): Promise<boolean> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    for (const name of FILES) {
      const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
      if (text === undefined) continue;
      // JSON is YAML. Loaded here: nobody else pays for it.
      const { parseDocument } = await import("yaml");
      const project: unknown = parseDocument(text).toJS();
      return valueAt(project, ["options", "refresh"]) === "always";
    }
    if (dirname(folder) === folder) return false;
  }
}
