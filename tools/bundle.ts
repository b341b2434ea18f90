import { createRequire } from "node:module";
import { resolve } from "node:path";
import { type BuildOptions, build, type Plugin, transform } from "esbuild";
import packageJson from "../package.json" with { type: "json" };

const ROOT = resolve(import.meta.dirname, "..");

/**
 * A bundled package is smaller than a dependency, because only the used code is shipped and loaded. undici stays a dependency, because its security
 * updates must reach users before our next release. The Pulumi SDK stays a peer, because a program already has one. Everything else is bundled.
 * THIRD-PARTY-LICENSES.md lists it (`node tools/licenses.ts`).
 */
const EXTERNAL = ["undici", "@pulumi/pulumi"];

/** The entry point that is also an ES module. A service for a runtime other than Node.js bundles only the parts that it uses. */
export const PORTABLE = { webhook: "src/webhook.ts" };

/** The entry points in package.json. */
export const ENTRIES: Readonly<Record<string, string>> = {
  ...PORTABLE,
  action: "src/action.ts",
  index: "src/index.ts",
  dynamic: "src/dynamic.ts",
  emulator: "src/emulator.ts",
  reports: "src/reports.ts",
  testing: "src/testing.ts",
};

/** The entry points for Node.js: all of them, plus the command without its first check. */
export const NODE_ENTRIES = { ...ENTRIES, main: "src/commands/main.ts" };

/** Names of public errors are strings (src/webhook/errors.ts), and so is the provider's text, so nothing depends on a class's name. */
const smaller = {
  target: "node22",
  platform: "node",
  minify: true,
  legalComments: "none",
  // Node.js prints the source line of an uncaught error.
  lineLimit: 300,
} as const;

const onlyWhatIsUsed: Plugin = {
  name: "only-what-is-used",
  setup({ onLoad }) {
    const { engines, version } = packageJson;
    const contents = JSON.stringify({ engines, version });
    onLoad({ filter: /package\.json$/ }, ({ path }) =>
      path === resolve(ROOT, "package.json") ? { contents, loader: "json" } : undefined,
    );
  },
};

/** js-yaml without the half that writes YAML, which js-yaml's own bundle always contains. */
const onlyReadsYaml: Plugin = {
  name: "only-reads-yaml",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^js-yaml$/ }, () => ({ path: createRequire(import.meta.url).resolve("js-yaml") }));
    onLoad({ filter: /js-yaml[\\/]lib[\\/]dumper\.js$/ }, () => ({ contents: "" }));
  },
};

/** The page's style sheet and script, minified. They are strings, which the bundler doesn't change. */
const smallPage: Plugin = {
  name: "small-page",
  setup({ onLoad }) {
    onLoad({ filter: /emulator[\\/]page[\\/](?:style|script)\.ts$/ }, async ({ path }) => {
      const texts: Record<string, string> = await import(path);
      const loader = path.endsWith("style.ts") ? "css" : "js";
      const lines = Object.entries(texts).map(async ([name, text]) => {
        const { code } = await transform(text, { loader, minify: true });
        return `export const ${name} = ${JSON.stringify(code)};`;
      });
      return { contents: (await Promise.all(lines)).join("\n") };
    });
  },
};

/** The Pulumi SDK is an optional peer. A program's import reports a missing SDK, which a static import couldn't do. */
const sdkWithMessage: Plugin = {
  name: "sdk-with-message",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@pulumi\/pulumi$/ }, ({ path, namespace }) =>
      namespace === "sdk-with-message" ? { path, external: true } : { path, namespace: "sdk-with-message" },
    );
    onLoad({ filter: /.*/, namespace: "sdk-with-message" }, () => {
      const sdk = Object.keys(createRequire(import.meta.url)("@pulumi/pulumi"));
      const names = sdk.filter((name) => /^[A-Za-z]\w*$/.test(name));
      return {
        contents: `const sdk = (() => {
  try {
    return require("@pulumi/pulumi");
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
        resolveDir: ROOT,
      };
    });
  },
};

/** The published files of some entry points as ES modules, with one copy of each module, because a process's state must not exist twice. */
export function bundle(
  entryPoints: Record<string, string>,
  { plugins = [], ...options }: Pick<BuildOptions, "plugins" | "outExtension"> = {},
) {
  return build({
    ...smaller,
    absWorkingDir: ROOT,
    entryPoints,
    outdir: "dist",
    bundle: true,
    splitting: true,
    chunkNames: "[hash]",
    format: "esm",
    // Chooses the smaller build of most packages.
    mainFields: ["module", "main"],
    external: EXTERNAL,
    plugins: [onlyWhatIsUsed, onlyReadsYaml, smallPage, sdkWithMessage, ...plugins],
    write: false,
    metafile: true,
    logLevel: "warning",
    ...options,
  });
}

/**
 * Converts one of our ES modules to CommonJS. Dynamic imports become `require`, too. A chunk reads the values of other chunks once. esbuild would
 * read them at each use, because it can't know that no chunk imports itself. An entry point keeps esbuild's exports, so that ES modules can import
 * them by name.
 */
export async function toCommonJs(text: string, isEntry: boolean): Promise<string> {
  let module = text
    .replaceAll(/import\{([^}]*)\}from("\.\/[^"]+");/g, (_, names: string, chunk: string) => {
      return `const{${names.replaceAll(/\s+as\s+/g, ":")}}=require(${chunk});`;
    })
    // This import uses no value, and loading our modules has no side effects (`sideEffects` in package.json).
    .replaceAll(/import"\.\/[^"]+";/g, "")
    .replaceAll(/\bimport\(("\.\/[^"]+")\)/g, "Promise.resolve().then(()=>require($1))");
  if (!isEntry)
    module = module
      .replace(/export\{([^}]*)\};\s*$/, (_, names: string) => {
        return `module.exports={${names.replaceAll(/([^\s,]+)\s+as\s+([^\s,]+)/g, "$2:$1")}};`;
      })
      .replace(/export default ([^;]+);\s*$/, "module.exports={default:$1};");
  const { code } = await transform(module, { ...smaller, format: "cjs", supported: { "dynamic-import": false } });
  return code;
}
