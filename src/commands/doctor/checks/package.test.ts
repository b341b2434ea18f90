import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { collectFacts } from "../facts/collect.ts";
import type { Finding } from "../report.ts";
import { createFolder, sdkAt, tavusAt } from "../testing/folder.ts";
import { checkPackage } from "./package.ts";

const needs = (...names: string[]) => ({ dependencies: Object.fromEntries(names.map((name) => [name, "*"])) });
const YAML = "name: shop\nruntime: nodejs\n";
const STORE = "node_modules/.pnpm";

/** Runs the check for a project, with a real `node`. */
async function look(cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Finding> {
  const path = { PATH: process.env["PATH"] };
  const facts = await collectFacts({ cwd, stack: undefined, env: { ...path, ...env } });
  const broughtBy = facts.packageCopies.flatMap(({ seenBy }) => seenBy).filter((who) => who !== "the project");
  return checkPackage({ ...facts, broughtBy });
}

/** pnpm's folder for a project that doesn't depend on pulumi-tavus itself, only on a package that does. */
const strict = (member = "") => ({
  [`${member}package.json`]: { name: "infra", ...needs("@acme/actions", "@pulumi/pulumi") },
  [`${member}node_modules/@acme/actions/package.json`]: { version: "1.0.0", ...needs("pulumi-tavus") },
  [`${member}node_modules/@acme/actions/node_modules/pulumi-tavus`]:
    member === ""
      ? "-> ../../../.pnpm/t/node_modules/pulumi-tavus"
      : "-> ../../../../../node_modules/.pnpm/t/node_modules/pulumi-tavus",
  ...tavusAt(`${STORE}/t/node_modules/pulumi-tavus`),
  "pnpm-lock.yaml": "",
});

describe("the module that the state requires", () => {
  it("is found where npm installed it", async () => {
    const folder = createFolder({
      "Pulumi.yaml": YAML,
      "package.json": needs("pulumi-tavus"),
      ...tavusAt("node_modules/pulumi-tavus"),
      ...sdkAt("node_modules/@pulumi/pulumi"),
    });
    expect(await look(folder)).toEqual({
      check: "package",
      status: "ok",
      seen: `pulumi-tavus 0.1.0 is found from ${folder}, and is a dependency there.`,
    });
  });

  it("is found through pnpm's links if the project depends on it", async () => {
    const folder = createFolder({
      "Pulumi.yaml": YAML,
      "package.json": needs("pulumi-tavus"),
      "node_modules/pulumi-tavus": "-> .pnpm/t/node_modules/pulumi-tavus",
      ...tavusAt(`${STORE}/t/node_modules/pulumi-tavus`),
    });
    expect(await look(folder)).toMatchObject({ status: "ok" });
  });

  it("isn't found in strict node_modules if only a dependency has it; the remedy is to add it to the project", async () => {
    const folder = createFolder({ "Pulumi.yaml": YAML, ...strict() });
    expect(await look(folder)).toEqual({
      check: "package",
      status: "problem",
      seen: `require("pulumi-tavus/dynamic"), which the state needs, fails in ${folder}: only @acme/actions depends on it, and with strict node_modules, no other package can see it.`,
      remedy: `In ${folder}: pnpm add pulumi-tavus`,
    });
  });

  it("must be a dependency of the workspace member that is the project, not of the root", async () => {
    const folder = createFolder({
      "infra/Pulumi.yaml": YAML,
      "package.json": {},
      "pnpm-workspace.yaml": "packages: [infra]",
      ...strict("infra/"),
    });
    const infra = join(folder, "infra");
    expect(await look(infra)).toMatchObject({ status: "problem", remedy: `In ${infra}: pnpm add pulumi-tavus` });
  });

  it("must be added with -w if the workspace's root is the project", async () => {
    const folder = createFolder({ "Pulumi.yaml": YAML, "pnpm-workspace.yaml": "packages: []", ...strict() });
    expect(await look(folder)).toMatchObject({ remedy: `In ${folder}: pnpm add -w pulumi-tavus` });
  });

  it("is found in a workspace's root, where npm and Yarn hoist it", async () => {
    const folder = createFolder({
      "infra/Pulumi.yaml": YAML,
      "package.json": { workspaces: ["infra"] },
      "package-lock.json": {},
      "infra/package.json": needs("pulumi-tavus"),
      ...tavusAt("node_modules/pulumi-tavus"),
    });
    expect(await look(join(folder, "infra"))).toMatchObject({ status: "ok" });
  });

  it("can be found without being a dependency, which is a warning", async () => {
    const files = { "Pulumi.yaml": YAML, "package.json": {}, ...tavusAt("node_modules/pulumi-tavus") };
    const folder = createFolder(files);
    const remedy = `In ${folder}: npm install pulumi-tavus`;
    expect(await look(folder)).toEqual({
      check: "package",
      status: "warning",
      seen: `pulumi-tavus 0.1.0 is found from ${folder}, but no package.json there lists it: another package installed it, and it may disappear.`,
      remedy,
    });
    const brought = createFolder({
      ...files,
      "yarn.lock": "",
      "package.json": needs("actions"),
      "node_modules/actions/package.json": needs("pulumi-tavus"),
    });
    expect(await look(brought)).toMatchObject({
      status: "warning",
      seen: expect.stringContaining("it is there for actions, and it may disappear."),
      remedy: `In ${brought}: yarn add pulumi-tavus`,
    });
  });

  it("is searched for from the folder of main, no matter where the command runs", async () => {
    const folder = createFolder({
      "Pulumi.yaml": `${YAML}main: infra/index.ts\n`,
      "package.json": {},
      "infra/index.ts": "",
      "infra/package.json": needs("pulumi-tavus"),
      ...tavusAt("infra/node_modules/pulumi-tavus"),
    });
    expect(await look(folder)).toMatchObject({ status: "ok", seen: expect.stringContaining(join(folder, "infra")) });
    // Without main, the host starts in the project's folder, which doesn't contain the package.
    const without = createFolder({ "Pulumi.yaml": YAML, ...tavusAt("infra/node_modules/pulumi-tavus") });
    expect(await look(without)).toMatchObject({
      status: "problem",
      seen: expect.stringContaining("it is not installed."),
      remedy: `In ${without}: npm install pulumi-tavus`,
    });
  });

  it("is a dependency that isn't installed", async () => {
    const folder = createFolder({ "Pulumi.yaml": YAML, "package.json": needs("pulumi-tavus"), "yarn.lock": "" });
    expect(await look(folder)).toMatchObject({
      status: "problem",
      seen: expect.stringContaining(`it is a dependency in ${folder}, and is not installed.`),
      remedy: `In ${folder}: yarn install`,
    });
  });

  it("isn't found with Yarn's Plug'n'Play, unless this environment loads it", async () => {
    const folder = createFolder({
      "Pulumi.yaml": YAML,
      "package.json": needs("pulumi-tavus"),
      "yarn.lock": "",
      // Works like Yarn's own file: it finds packages in another place.
      ".pnp.cjs":
        'const M = require("module"); const old = M._resolveFilename; M._resolveFilename = (name, ...rest) => name.startsWith("pulumi-tavus/") ? __dirname + "/cache/" + (name.endsWith("json") ? "package.json" : "dynamic.cjs") : old(name, ...rest);',
      ...tavusAt("cache"),
    });
    expect(await look(folder)).toMatchObject({
      status: "problem",
      seen: expect.stringContaining(`Yarn's Plug'n'Play (${join(folder, ".pnp.cjs")}) makes no node_modules`),
      remedy: "Write nodeLinker: node-modules in .yarnrc.yml, then yarn install.",
    });
    const loaded = { NODE_OPTIONS: `--require ${join(folder, ".pnp.cjs")}` };
    expect(await look(folder, loaded)).toMatchObject({ status: "ok" });
  });

  it("is too old for the state, or fails to load", async () => {
    const files = { "Pulumi.yaml": YAML, "package.json": needs("pulumi-tavus") };
    const old = createFolder({ ...files, ...tavusAt("node_modules/pulumi-tavus", { exports: ["tool"] }) });
    expect(await look(old)).toMatchObject({
      status: "problem",
      seen: `pulumi-tavus 0.1.0, as found from ${old}, has no palToolAttachment, palTools.`,
      remedy: `In ${old}: npm install pulumi-tavus@latest`,
    });
    const torn = createFolder({ ...files, ...tavusAt("node_modules/pulumi-tavus") });
    rmSync(join(torn, "node_modules/pulumi-tavus/dynamic.cjs"));
    expect(await look(torn)).toMatchObject({ status: "problem", remedy: expect.stringMatching(/^Install it again\./) });
  });

  it("isn't checked without node", async () => {
    const folder = createFolder({ "Pulumi.yaml": YAML });
    expect(await look(folder, { PATH: folder })).toEqual({
      check: "package",
      status: "not checked",
      seen: "node is not on PATH.",
    });
  });
});
