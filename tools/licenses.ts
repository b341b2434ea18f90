/**
 * Writes THIRD-PARTY-LICENSES.md with the packages in the published files, which it finds by bundling them. With `--check`, it only compares the
 * file. A test does this.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, NODE_ENTRIES } from "./bundle.ts";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FILE = join(ROOT, "THIRD-PARTY-LICENSES.md");
const LICENSE_FILE = /^(licen[cs]e|copying)(\.(md|txt|mit))?$/i;

export async function bundledPackages(): Promise<string[]> {
  const { metafile } = await bundle(NODE_ENTRIES);
  // Tree-shaken code has no bytes in the output.
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs: parts }) =>
    Object.entries(parts).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].sort();
}

const nameOf = (folder: string): string => folder.replace(/^.*node_modules\//, "");

interface License {
  readonly holders: string;
  readonly text: string;
}

function licenseOf(folder: string): License {
  const { license } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")) as { license?: unknown };
  const file = readdirSync(join(ROOT, folder)).find((name) => LICENSE_FILE.test(name));
  if (file === undefined && typeof license !== "string") throw new Error(`${folder} names no license`);
  if (file === undefined) return { holders: "", text: `${String(license)} (the package has no license file)` };
  const paragraphs = readFileSync(join(ROOT, folder, file), "utf8")
    .replaceAll("\r\n", "\n")
    .trim()
    .split(/\n\s*\n/);
  const isHolder = (paragraph: string): boolean => /^\s*\(?copyright\b/i.test(paragraph);
  const isTitle = (paragraph: string): boolean => /^\W*(the )?MIT license\W*(\(MIT\)\W*)?$/i.test(paragraph);
  const rest = paragraphs.filter((paragraph) => !isHolder(paragraph) && !isTitle(paragraph));
  return {
    holders: paragraphs.filter(isHolder).join("\n").replace(/^\s+/gm, ""),
    // Packages wrap the same text differently.
    text: rest.map((paragraph) => paragraph.replace(/\s+/g, " ").trim()).join("\n\n"),
  };
}

/** Lists each text once, below the packages that use it and their copyright holders. */
export async function licenses(): Promise<string> {
  const byText = new Map<string, string[]>();
  for (const folder of await bundledPackages()) {
    const { holders, text } = licenseOf(folder);
    const name = nameOf(folder);
    const lines = byText.get(text) ?? [];
    const line = `- ${name}${holders === "" ? "" : `: ${holders.replaceAll("\n", " ")}`}`;
    if (!lines.includes(line)) byText.set(text, [...lines, line]);
  }
  const parts = [...byText].map(([text, lines]) => `${lines.join("\n")}\n\n\`\`\`\`\n${text}\n\`\`\`\`\n`);
  return `# Third-party licenses\n\nWhat is part of the published files. \`node tools/licenses.ts\` writes this page.\n\n${parts.join("\n")}`;
}

if (import.meta.main) {
  const text = await licenses();
  if (!process.argv.includes("--check")) writeFileSync(FILE, text);
  else if (readFileSync(FILE, "utf8") !== text) {
    console.error("THIRD-PARTY-LICENSES.md is out of date. Run node tools/licenses.ts.");
    process.exit(1);
  }
}
