/**
 * Installs the locked dependencies and builds the package, if they are out of date. With `--site`, it also installs the packages of the documentation
 * site and the prose checks. It is plain JavaScript without dependencies, because it runs first on a new machine, with any version of Node.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const changed = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0);
const newest = (folder) =>
  Math.max(
    ...readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
      .map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs),
  );

function run(what, args, cwd = root) {
  console.error(`pulumi-tavus: ${what} …`);
  // npm runs itself again through its own script, so that no shell is needed to find it.
  const npm = process.env.npm_execpath;
  const [command, first] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
  const result = spawnSync(command, [...first, ...args, "--loglevel=error"], { cwd, encoding: "utf8" });
  if (result.status === 0) return;
  console.error(`${result.stdout ?? ""}${result.stderr ?? result.error ?? ""}`);
  console.error(
    `pulumi-tavus: ${what} failed. Is the npm registry reachable, and is this Node 20 or newer (here ${process.version})?`,
  );
  process.exit(1);
}

if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(`pulumi-tavus: Node 20 or newer is needed, this is ${process.version}.`);
  process.exit(1);
}
// npm writes this file last, so an interrupted installation is repeated.
if (changed("node_modules/.package-lock.json") < changed("package-lock.json"))
  run("installing the locked dependencies", ["ci"]);
if (
  process.argv.includes("--site") &&
  changed("site/node_modules/.package-lock.json") < changed("site/package-lock.json")
)
  run("installing what the documentation site needs", ["ci"], join(root, "site"));
const sources = Math.max(newest("src"), changed("package.json"), changed("tools/build.ts"), changed("tools/bundle.ts"));
if (changed("dist/cli.js") < sources || changed("dist/index.d.cts") < sources) run("building", ["run", "build"]);
