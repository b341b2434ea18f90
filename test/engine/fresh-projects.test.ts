// @module-tag nightly
/** The package as npm packs it, installed by the package managers into projects that contain nothing of this repository. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { run } from "../../tools/process.ts";
import { createTestEnvironment } from "./support/environment.ts";
import { useEmulator } from "./support/fixtures.ts";
import { REPOSITORY } from "./support/packages.ts";
import { selectStack, writeStack } from "./support/stack-files.ts";

const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
  readFileSync(join(REPOSITORY, "package.json"), "utf8"),
);
/** Without dependencies and platform builds of its own. */
const PNPM = "pnpm@10.34.9";
/** The registry is only needed for packages that aren't cached yet. */
const TIMEOUT_MS = 420_000;
const emulator = useEmulator();

const TYPESCRIPT = `import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
import { defineAction, fixed } from "pulumi-tavus/action";
import { z } from "zod";

const action = defineAction({
  name: "log_note",
  description: "Log what the caller wanted.",
  parameters: { channel: fixed("C0"), message: z.string().describe("What the caller wanted.") },
});
const note = new tavus.PostCallAction("note", {
  action,
  delivery: { url: pulumi.interpolate\`https://crm.acme.dev/\${pulumi.getStack()}\` },
});
export const toolId = note.toolId;
`;
const JAVASCRIPT = `"use strict";
const tavus = require("pulumi-tavus");
const { defineAction, fixed } = require("pulumi-tavus/action");
const { z } = require("zod");

const action = defineAction({
  name: "log_note",
  description: "Log what the caller wanted.",
  parameters: { channel: fixed("C0"), message: z.string().describe("What the caller wanted.") },
});
const note = new tavus.PostCallAction("note", { action, delivery: { url: "https://crm.acme.dev/dev" } });
exports.toolId = note.toolId;
`;

/** The files that `pulumi new typescript` creates. */
const STOCK_TSCONFIG = {
  compilerOptions: {
    strict: true,
    outDir: "bin",
    target: "es2020",
    module: "commonjs",
    moduleResolution: "node",
    sourceMap: true,
    experimentalDecorators: true,
    pretty: true,
    noFallthroughCasesInSwitch: true,
    noImplicitReturns: true,
    forceConsistentCasingInFileNames: true,
  },
  files: ["index.ts"],
};

interface Project {
  readonly install: string;
  /** Options of the runtime in Pulumi.yaml. */
  readonly options: string;
  readonly manifest: object;
  readonly files: Readonly<Record<string, string>>;
}

const stock = (manager: string, install: string): Project => ({
  install,
  options: `{ packagemanager: ${manager} }`,
  manifest: { main: "index.ts" },
  files: { "index.ts": TYPESCRIPT, "tsconfig.json": JSON.stringify(STOCK_TSCONFIG) },
});
const NPM = "npm install --no-audit --no-fund --loglevel=error";
const PROJECTS: Readonly<Record<string, Project>> = {
  "the template for TypeScript, with npm": stock("npm", NPM),
  "TypeScript as ES modules, with npm": {
    install: NPM,
    options: "{ typescript: false }",
    manifest: { type: "module", main: "index.ts" },
    files: { "index.ts": TYPESCRIPT },
  },
  "the template for JavaScript, with npm": {
    install: NPM,
    options: "{ packagemanager: npm }",
    manifest: { main: "index.js" },
    files: { "index.js": JAVASCRIPT },
  },
  "the template for TypeScript, with pnpm's strict node_modules": stock("pnpm", "pnpm install --silent"),
  "the template for TypeScript, with Bun's packages": stock("bun", "bun install --silent"),
};

let tarball: string;
let path: string;

beforeAll(async () => {
  const { folder, env } = await createTestEnvironment();
  const succeed = async (command: string, args: string[], cwd: string): Promise<void> => {
    const { exitCode, stdout, stderr } = await run(command, args, { cwd, env, timeout: TIMEOUT_MS });
    expect(exitCode, stdout + stderr).toBe(0);
  };
  await succeed("npm", ["install", "--silent", "--no-save", "--prefix", `${folder}/tools`, PNPM], folder);
  // The package that would be published, without the scripts, which would build again.
  await succeed("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], REPOSITORY);
  const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  tarball = join(folder, file);
  path = join(folder, "tools/node_modules/.bin");
}, TIMEOUT_MS);

/** The output of `npm ls --json`. */
interface Listed {
  readonly dependencies: Readonly<Record<string, { readonly dependencies?: object }>>;
}

/** The life of a project: installed, deployed, destroyed. */
async function live({ install, options, manifest, files }: Project) {
  const environment = await createTestEnvironment({ TAVUS_BASE_URL: emulator.url, TAVUS_API_KEY: emulator.apiKey });
  const folder = join(environment.folder, "project");
  mkdirSync(folder);
  const texts = {
    ...files,
    "Pulumi.yaml": `name: fresh\nruntime:\n  name: nodejs\n  options: ${options}\n`,
    "package.json": JSON.stringify({
      name: "fresh",
      ...manifest,
      dependencies: {
        "@pulumi/pulumi": devDependencies["@pulumi/pulumi"],
        "pulumi-tavus": `file:${tarball}`,
        zod: devDependencies["zod"],
      },
      devDependencies: { "@types/node": devDependencies["@types/node"], typescript: devDependencies["typescript"] },
    }),
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  const env = {
    ...environment.env,
    PATH: [path, dirname(environment.pulumi.command), environment.env["PATH"]].join(":"),
    CI: "true",
  };
  const [command = "", ...args] = install.split(" ");
  const installed = await run(command, args, { cwd: folder, env, timeout: TIMEOUT_MS });
  expect(installed.exitCode, installed.stdout + installed.stderr).toBe(0);
  const name = { backend: join(environment.folder, "backend"), project: "fresh", stack: "dev" };
  writeStack(name, folder, {});
  selectStack(name, folder, join(environment.folder, "home"));

  const listed =
    install === NPM ? await run("npm", ["ls", "--omit=dev", "--all", "--json"], { cwd: folder, env }) : undefined;
  const pulumi = async (line: string): Promise<string> => {
    const { stdout, stderr, exitCode } = await environment.run([...line.split(" "), "--color", "never"], {
      cwd: folder,
      env,
    });
    expect(exitCode, `pulumi ${line}\n${stdout}${stderr}`).toBe(0);
    return stdout;
  };
  await pulumi("up --yes --skip-preview");
  const deployed = await emulator.tools();
  const toolId = (await pulumi("stack output toolId")).trim();
  await pulumi("destroy --yes --skip-preview");
  const left = await emulator.tools();
  await environment.dispose();
  return { deployed, toolId, left, listed: listed && (JSON.parse(listed.stdout) as Listed) };
}

describe.each(Object.entries(PROJECTS))("a fresh project of %s", (_, project) => {
  it("deploys a tool with the packed package, and destroys it", { timeout: TIMEOUT_MS }, async () => {
    const { deployed, toolId, left, listed } = await live(project);
    expect(deployed).toMatchObject([{ name: "log_note_dev", tool_id: toolId }]);
    expect(left).toEqual([]);
    if (listed === undefined) return;
    expect(Object.keys(listed.dependencies).sort()).toEqual(["@pulumi/pulumi", "pulumi-tavus", "zod"]);
    expect(Object.keys(listed.dependencies["pulumi-tavus"]?.dependencies ?? {}).sort()).toEqual([
      "@pulumi/pulumi",
      "undici",
      "zod",
    ]);
  });
});
