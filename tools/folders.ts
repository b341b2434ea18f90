/**
 * Draws the diagram of ARCHITECTURE.md, which shows which folders of src/ import each other. `npm run docs:write` writes it, and a test checks that
 * it is up to date.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import { LAYERS } from "./layers.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const ARCHITECTURE_PAGE = `${ROOT}ARCHITECTURE.md`;
const BLOCK = /(<!-- generated: folders -->\n).*?(<!-- \/generated -->)/s;

export async function readFolders(): Promise<Map<string, Set<string>>> {
  const options = await extractOptions(`${ROOT}.dependency-cruiser.mjs`);
  const { output } = await cruise(["src"], { ...options, baseDir: ROOT });
  const imports = new Map<string, Set<string>>();
  for (const { source, dependencies } of (output as ICruiseResult).modules) {
    const from = folderOf(source);
    if (from === undefined) continue;
    const others = imports.get(from) ?? new Set();
    imports.set(from, others);
    for (const { resolved } of dependencies) {
      const to = folderOf(resolved);
      if (to !== undefined && to !== from) others.add(to);
    }
  }
  return imports;
}

const folderOf = (file: string): string | undefined => /^src\/([^/]+)\//.exec(file)?.[1];

/** A Mermaid diagram, from top to bottom. Leaves out arrows that follow from others. */
export function drawFolders(imports: ReadonlyMap<string, ReadonlySet<string>>): string {
  const reaches = (from: string, to: string): boolean =>
    [...(imports.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  const arrows = LAYERS.flatMap((from) => {
    const direct = [...(imports.get(from) ?? [])];
    return LAYERS.filter((to) => direct.includes(to) && !direct.some((next) => reaches(next, to))).map(
      (to) => `  ${from} --> ${to}`,
    );
  });
  return ["flowchart TD", ...LAYERS.map((folder) => `  ${folder}["${folder}/"]`), ...arrows].join("\n");
}

export function architecturePage(imports: ReadonlyMap<string, ReadonlySet<string>>): string {
  const picture = drawFolders(imports);
  return readFileSync(ARCHITECTURE_PAGE, "utf8").replace(BLOCK, `$1\n\`\`\`mermaid\n${picture}\n\`\`\`\n\n$2`);
}
