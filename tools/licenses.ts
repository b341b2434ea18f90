/**
 * Writes THIRD-PARTY-LICENSES.md: what is part of the published files, found by bundling them. With `--check` it only compares; a test
 * does that.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { EXTERNAL, prettierForTypeScript } from "../tsup.config.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FILE = join(ROOT, "THIRD-PARTY-LICENSES.md");
const ENTRIES = ["index.ts", "action.ts", "dynamic.ts", "emulator.ts", "reports.ts", "webhook.ts", "commands/main.ts"];
const LICENSE_FILE = /^(licen[cs]e|copying)(\.(md|txt|mit))?$/i;

/** The folders of the packages that the published files are made of. */
async function bundledPackages(): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES.map((entry) => `src/${entry}`),
    bundle: true,
    write: false,
    metafile: true,
    outdir: "dist",
    format: "esm",
    splitting: true,
    platform: "node",
    external: EXTERNAL,
    plugins: [prettierForTypeScript],
    logLevel: "error",
  });
  // What is tree-shaken away weighs nothing in the output.
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs: parts }) =>
    Object.entries(parts).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].sort();
}

const nameOf = (folder: string): string => folder.replace(/^.*node_modules\//, "");

function licenseOf(folder: string): string {
  const { license } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")) as { license?: unknown };
  const file = readdirSync(join(ROOT, folder)).find((name) => LICENSE_FILE.test(name));
  if (file === undefined && typeof license !== "string") throw new Error(`${folder} names no license`);
  const text =
    file === undefined
      ? `${String(license)} (the package has no license file)`
      : readFileSync(join(ROOT, folder, file), "utf8").trim();
  // Code that a package carries itself, such as the TypeScript compiler in prettier.
  const notices = join(ROOT, folder, "THIRD-PARTY-NOTICES.md");
  return existsSync(notices) ? `${text}\n\n${readFileSync(notices, "utf8").trim()}` : text;
}

export async function licenses(): Promise<string> {
  const byText = new Map<string, string[]>();
  for (const folder of await bundledPackages()) {
    const text = licenseOf(folder).replaceAll("\r\n", "\n");
    byText.set(text, [...new Set([...(byText.get(text) ?? []), nameOf(folder)])]);
  }
  const parts = [...byText].map(([text, names]) => `## ${names.join(", ")}\n\n\`\`\`\`\n${text}\n\`\`\`\`\n`);
  return `# Third-party licenses\n\nWhat is part of the published files. \`node tools/licenses.ts\` writes this page.\n\n${parts.join("\n")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await licenses();
  if (!process.argv.includes("--check")) writeFileSync(FILE, text);
  else if (readFileSync(FILE, "utf8") !== text) {
    console.error("THIRD-PARTY-LICENSES.md is out of date. Run node tools/licenses.ts.");
    process.exit(1);
  }
}
