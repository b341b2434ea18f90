import { defineConfig, type Options } from "tsup";

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
  { ...shared, entry: { cli: "src/cli/main.ts" }, format: ["esm"], outExtension: () => ({ js: ".js" }) },
]);
