/**
 * What a user would install: packed, looked at by publint and are-the-types-wrong, and loaded by ES-module and CommonJS programs,
 * which must not load what they do not use.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What an entry point must not load, installed next to it or bundled into a file of ours. */
const WITHOUT = {
  "pulumi-tavus": ["undici", "hono", "commander", "ajv", "fast-check", "yaml", "prettier"],
  "pulumi-tavus/action": ["@pulumi/pulumi", "undici", "hono", "ajv", "fast-check", "yaml", "prettier"],
  "pulumi-tavus/dynamic": ["@pulumi/pulumi", "undici", "hono", "ajv", "fast-check", "yaml", "prettier"],
  "pulumi-tavus/emulator": ["@pulumi/pulumi", "undici", "ajv", "fast-check", "yaml", "prettier"],
  "pulumi-tavus/reports": ["@pulumi/pulumi", "undici", "hono", "ajv", "fast-check", "yaml", "prettier"],
  "pulumi-tavus/testing": ["@pulumi/pulumi", "undici", "hono", "ajv", "fast-check", "yaml", "prettier"],
  "pulumi-tavus/webhook": ["@pulumi/pulumi", "undici", "hono", "zod", "ajv", "fast-check", "yaml", "prettier"],
};
const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-pack-"));
try {
  const run = (command: string, args: string[]): string =>
    execFileSync(command, args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  run("npm", ["pack", "--silent", "--pack-destination", folder]);
  const [tarball] = readdirSync(folder);
  if (tarball === undefined) throw new Error("npm pack made no file");
  // What somebody left in a folder by trying it out is nobody else's.
  const packed = run("tar", ["-tzf", join(folder, tarball)]).split("\n");
  const tracked = new Set(run("git", ["ls-files"]).split("\n"));
  const junk = packed
    .map((path) => path.replace(/^package\//, ""))
    .filter((path) => !path.startsWith("dist/") && !tracked.has(path));
  if (junk.length > 0) throw new Error(`the package holds what is not in the repository: ${junk.join(", ")}`);
  console.log(`packed: ${packed.length - 1} files, besides dist all of the repository`);
  console.log(run("publint", ["--strict"]));
  console.log(run("attw", [join(folder, tarball)]));
  for (const [entry, heavy] of Object.entries(WITHOUT)) {
    for (const kind of ["module", "commonjs"] as const) {
      const loaded = loadedBy(entry, kind);
      const wrong = heavy.filter((name) => loaded.some((file) => isPartOf(file, name)));
      if (wrong.length > 0) throw new Error(`${entry} (${kind}) loads ${wrong.join(", ")}`);
      console.log(`${entry} (${kind}) loads none of ${heavy.join(", ")}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Whether a file is of a package, or of ours with a part of it: the bundler writes above each part where it is from. */
function isPartOf(url: string, name: string): boolean {
  if (url.includes(`/node_modules/${name}/`)) return true;
  if (!url.startsWith("file:") || !url.includes("/dist/")) return false;
  return readFileSync(fileURLToPath(url), "utf8").includes(`\n// node_modules/${name}/`);
}

/** The files that Node loads for one entry point, CommonJS and ES modules alike. */
function loadedBy(entry: string, kind: "module" | "commonjs"): string[] {
  const load = kind === "module" ? `await import(${JSON.stringify(entry)});` : `require(${JSON.stringify(entry)});`;
  // An on-thread hook sees every file that is loaded, whichever way.
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
