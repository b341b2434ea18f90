import { resolve } from "node:path";
import { defineConfig, type Options } from "tsup";
import packageJson from "./package.json" with { type: "json" };

/** Of package.json, only what is used of it. */
const onlyEngines: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "only-engines",
  setup(build) {
    const contents = JSON.stringify({ engines: packageJson.engines });
    build.onLoad({ filter: /package\.json$/ }, ({ path }) =>
      path === resolve("package.json") ? { contents, loader: "json" } : undefined,
    );
  },
};

const shared: Options = {
  target: "node22",
  platform: "node",
  outDir: "dist",
  sourcemap: false,
  // One copy of each module for each format: the state of the process (clients, limits) must not exist twice.
  splitting: true,
  // "node:sqlite" exists only with its prefix.
  removeNodeProtocol: false,
  // Only what is used of it: as a package it loads a hundred files, all its languages among them, at each start of a program.
  noExternal: [/^zod(\/|$)/],
  esbuildPlugins: [onlyEngines],
};

export default defineConfig([
  {
    ...shared,
    entry: {
      index: "src/index.ts",
      action: "src/post-call-action/index.ts",
      dynamic: "src/dynamic/index.ts",
      emulator: "src/emulator/index.ts",
      reports: "src/reports.ts",
      webhook: "src/webhook/index.ts",
    },
    format: ["esm", "cjs"],
    dts: true,
  },
  { ...shared, entry: { cli: "src/cli/index.ts" }, format: ["esm"], outExtension: () => ({ js: ".js" }) },
]);
