/**
 * Checks the package that a user would install: it packs and weighs it, and runs publint and are-the-types-wrong. ES-module and CommonJS programs
 * load it, and must not load modules that they don't use. No page in the package links to a file outside it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, NODE_ENTRIES, PORTABLE } from "./bundle.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Packages that an entry point must not load, whether they are installed next to it or bundled into one of our files. */
const WITHOUT = {
  // js-yaml must not be loaded either, but the SDK loads a copy.
  "pulumi-tavus": ["undici", "hono", "commander", "@cfworker/json-schema"],
  "pulumi-tavus/action": ["@pulumi/pulumi", "undici", "hono", "@cfworker/json-schema", "js-yaml"],
  "pulumi-tavus/dynamic": ["@pulumi/pulumi", "undici", "hono", "@cfworker/json-schema", "js-yaml"],
  "pulumi-tavus/emulator": ["@pulumi/pulumi", "undici", "@cfworker/json-schema", "js-yaml"],
  "pulumi-tavus/reports": ["@pulumi/pulumi", "undici", "hono", "@cfworker/json-schema", "js-yaml"],
  "pulumi-tavus/testing": ["@pulumi/pulumi", "undici", "hono", "@cfworker/json-schema", "js-yaml"],
  "pulumi-tavus/webhook": ["@pulumi/pulumi", "undici", "hono", "zod", "@cfworker/json-schema", "js-yaml"],
};
/** The largest size in bytes, packed and unpacked. Only increase it for a change that benefits users. */
const BUDGET = { size: 350_000, unpackedSize: 1_000_000 };
interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-pack-"));
try {
  const run = (command: string, args: string[]): string =>
    execFileSync(command, args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--silent", "--pack-destination", folder])) as Packed[];
  if (packed === undefined) throw new Error("npm pack made no file");
  const tarball = join(folder, packed.filename);
  for (const key of ["size", "unpackedSize"] as const) {
    const line = `${key}: ${packed[key].toLocaleString("en")} bytes of ${BUDGET[key].toLocaleString("en")}`;
    if (packed[key] > BUDGET[key]) throw new Error(`the package is too large. ${line}\n${largest(packed)}`);
    console.log(line);
  }
  // Files that somebody left in a folder by accident must not be packed.
  const paths = packed.files.map(({ path }) => path);
  const tracked = new Set(run("git", ["ls-files"]).split("\n"));
  const junk = paths.filter((path) => !path.startsWith("dist/") && !tracked.has(path));
  if (junk.length > 0) throw new Error(`the package holds what is not in the repository: ${junk.join(", ")}`);
  console.log(`packed: ${paths.length} files, besides dist all of the repository`);
  // npm's site shows the README, and its links lead to the repository.
  const pages = paths.filter((path) => /\.(?:md|txt)$/.test(path) && path !== "README.md");
  const dead = pages.flatMap((page) =>
    linksOf(page)
      .filter((target) => !paths.includes(target))
      .map((target) => `${page} -> ${target}`),
  );
  if (dead.length > 0) throw new Error(`links lead to files that are not in the package: ${dead.join(", ")}`);
  console.log(`the links of ${pages.join(", ")} lead to packed files, or to a site`);
  console.log(run("publint", ["--strict"]));
  console.log(run("attw", [tarball]));
  const contents = { ...(await contentsOf(NODE_ENTRIES, ".cjs")), ...(await contentsOf(PORTABLE, ".js")) };
  for (const [entry, heavy] of Object.entries(WITHOUT)) {
    for (const kind of ["module", "commonjs"] as const) {
      const loaded = loadedBy(entry, kind).flatMap((file) => [file, ...madeOf(file, contents)]);
      const wrong = heavy.filter((name) => loaded.some((file) => file.includes(`/node_modules/${name}/`)));
      if (wrong.length > 0) throw new Error(`${entry} (${kind}) loads ${wrong.join(", ")}`);
      console.log(`${entry} (${kind}) loads none of ${heavy.join(", ")}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The source modules that are bundled into one of our files. */
function madeOf(file: string, contents: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const parts = contents[basename(file)];
  if (parts === undefined && file.includes("/pulumi-tavus/dist/"))
    throw new Error(`${file} is not what the sources build to. Run npm run build.`);
  return parts ?? [];
}

/** The files of this repository that a page of Markdown links to by a relative path. */
function linksOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  const links = text.matchAll(/(?:\]\(|^\[[^\]]+\]: |\s(?:src|srcset)=")(?![a-z]+:|#)([^)"#\s]+)/gm);
  return [...links].map(([, target = ""]) => posix.join(dirname(page), target));
}

function largest({ files }: Packed): string {
  const first = files.toSorted((a, b) => b.size - a.size).slice(0, 15);
  return first.map(({ path, size }) => `${String(size).padStart(8)} ${path}`).join("\n");
}

/** The modules of each published file, by its name, according to the bundler. */
async function contentsOf(entries: Record<string, string>, extension: string): Promise<Record<string, string[]>> {
  const { metafile } = await bundle(entries, { outExtension: { ".js": extension } });
  return Object.fromEntries(
    Object.entries(metafile.outputs).map(([path, { inputs }]) => [
      basename(path),
      Object.keys(inputs).map((input) => `/${input}`),
    ]),
  );
}

/** The files that Node loads for one entry point, both CommonJS and ES modules. */
function loadedBy(entry: string, kind: "module" | "commonjs"): string[] {
  const load = kind === "module" ? `await import(${JSON.stringify(entry)});` : `require(${JSON.stringify(entry)});`;
  // A synchronous hook sees every file, no matter how it is loaded.
  const program = `
    const { registerHooks } = process.getBuiltinModule("node:module");
    const files = [];
    registerHooks({ load(url, context, next) { files.push(url); return next(url, context); } });
    ${load}
    console.log(JSON.stringify(files));`;
  const output = execFileSync("node", [`--input-type=${kind}`, "--eval", program], { cwd: ROOT, encoding: "utf8" });
  const files = JSON.parse(output) as string[];
  if (!files.some((file) => file.includes("/dist/")))
    throw new Error(`${entry} (${kind}) loaded nothing of this package`);
  return files;
}
