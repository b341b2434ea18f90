import { createRequire } from "node:module";
import { resolve } from "node:path";
import type { Plugin } from "esbuild";
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

/**
 * What a package weighs as part of ours is less than as one of its own: only what is used of it, and only that is loaded. undici stays a
 * dependency (its updates must reach users without one of ours) and the Pulumi SDK a peer (a program has one). Everything else is bundled;
 * THIRD-PARTY-LICENSES.md names it (`node tools/licenses.ts`).
 */
export const EXTERNAL = ["undici", "@pulumi/pulumi"];

/** prettier with the one language that is written here, instead of all of them. */
export const prettierForTypeScript: Plugin = {
  name: "prettier-for-typescript",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^prettier$/ }, ({ path }) => ({ path, namespace: "prettier-for-typescript" }));
    onLoad({ filter: /.*/, namespace: "prettier-for-typescript" }, () => ({
      contents: `import { format as run } from "prettier/standalone";
import * as typescript from "prettier/plugins/typescript";
import * as estree from "prettier/plugins/estree";
export const format = (text, options) => run(text, { ...options, plugins: [typescript, estree] });`,
      resolveDir: import.meta.dirname,
    }));
  },
};

/**
 * The Pulumi SDK is an optional peer: what a program imports says so if it is missing. An import of it would fail before any code of ours
 * runs, so it is required, which gives the same copy.
 */
const sdkWithMessage: Plugin = {
  name: "sdk-with-message",
  setup({ onResolve, onLoad, initialOptions }) {
    const isCommonJs = initialOptions.define?.["TSUP_FORMAT"] === '"cjs"';
    onResolve({ filter: /^@pulumi\/pulumi$/ }, ({ path, namespace }) =>
      namespace === "sdk-with-message" ? { path, external: true } : { path, namespace: "sdk-with-message" },
    );
    onLoad({ filter: /.*/, namespace: "sdk-with-message" }, () => {
      const names = Object.keys(createRequire(import.meta.url)("@pulumi/pulumi")).filter((name) =>
        /^[A-Za-z]\w*$/.test(name),
      );
      return {
        contents: `${isCommonJs ? "const load = () => require('@pulumi/pulumi');" : 'import { createRequire } from "node:module";\nconst load = () => createRequire(import.meta.url)("@pulumi/pulumi");'}
const sdk = (() => {
  try {
    return load();
  } catch (error) {
    if (error?.code !== "MODULE_NOT_FOUND" || !error.message.includes("'@pulumi/pulumi'")) throw error;
    throw new Error(
      "pulumi-tavus needs the Pulumi SDK, and @pulumi/pulumi is not installed. Run npm install @pulumi/pulumi. " +
        "A service that only receives imports pulumi-tavus/action and pulumi-tavus/webhook, which work without it.",
      { cause: error },
    );
  }
})();
export const { ${names.join(", ")} } = sdk;`,
        resolveDir: import.meta.dirname,
      };
    });
  },
};

const ZOD = [/^zod(\/|$)/];

const shared: Options = {
  target: "node22",
  platform: "node",
  outDir: "dist",
  sourcemap: false,
  // One copy of each module for each format: the state of the process (clients, limits) must not exist twice.
  splitting: true,
  // "node:sqlite" exists only with its prefix.
  removeNodeProtocol: false,
  // A peer, which tsup would leave out: our own contract is checked with our own copy, whichever the user has or has not.
  noExternal: ZOD,
  esbuildPlugins: [onlyEngines, prettierForTypeScript],
};

const emulator = { emulator: "src/emulator.ts" };
const others = {
  index: "src/index.ts",
  action: "src/action.ts",
  dynamic: "src/dynamic.ts",
  reports: "src/reports.ts",
  testing: "src/testing.ts",
  webhook: "src/webhook.ts",
};

/** The source of each entry point: its docstrings are the API reference (`site/api-pages.ts`). */
export const ENTRIES: Readonly<Record<string, string>> = { ...others, ...emulator };

export default defineConfig([
  {
    ...shared,
    entry: others,
    // tsup would leave it out before the plugin sees it.
    noExternal: [...ZOD, "@pulumi/pulumi"],
    esbuildPlugins: [onlyEngines, prettierForTypeScript, sdkWithMessage],
    format: ["esm", "cjs"],
    dts: { entry: { ...others, ...emulator } },
  },
  {
    ...shared,
    // Together, because the command contains the emulator.
    entry: { cli: "src/cli.ts", ...emulator },
    format: ["esm"],
    outExtension: () => ({ js: ".js" }),
    // Of the bundled packages, some are CommonJS and require modules of Node's.
    banner: {
      js: 'import { createRequire as createRequireHere } from "node:module"; const require = createRequireHere(import.meta.url);',
    },
  },
  { ...shared, entry: emulator, format: ["cjs"] },
]);
