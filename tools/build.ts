/**
 * Builds dist/. Node.js needs only one build, in CommonJS: programs and the SDK require it, and ES modules import it by name. Both get the same copy.
 * A second build of ES modules would double the package and split a process's state in two. Only the receiver has one, for services that are bundled
 * for other runtimes.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Plugin } from "esbuild";
import { bundle, NODE_ENTRIES, PORTABLE, toCommonJs } from "./bundle.ts";

const ROOT = resolve(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");

/** The command checks Node.js before it loads the other modules, which an old version couldn't parse. */
const builtMain: Plugin = {
  name: "built-main",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/commands\/main\.ts$/ }, () => ({ path: "./main.cjs", external: true }));
  },
};

rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST);
const [node, portable, command] = await Promise.all([
  bundle(NODE_ENTRIES, { outExtension: { ".js": ".cjs" } }),
  bundle(PORTABLE),
  bundle({ cli: "src/cli.ts" }, { plugins: [builtMain] }),
]);
for (const { path, text } of node.outputFiles.filter((file) => file.text !== ""))
  writeFileSync(join(DIST, basename(path)), await toCommonJs(text, basename(path, ".cjs") in NODE_ENTRIES));
for (const { path, text } of [...portable.outputFiles, ...command.outputFiles])
  writeFileSync(join(DIST, basename(path)), text);
chmodSync(join(DIST, "cli.js"), 0o755);

execFileSync(join(ROOT, "node_modules/.bin/tsup"), ["--silent"], { cwd: ROOT, stdio: "inherit" });
// Both formats have the same types.
for (const name of Object.keys(PORTABLE)) writeFileSync(join(DIST, `${name}.d.ts`), `export * from "./${name}.cjs";\n`);
