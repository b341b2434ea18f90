import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Tool } from "../../contract/index.ts";
import { createFolder } from "../doctor/testing/folder.ts";
import { makePlan } from "./plan.ts";
import { writeProgram } from "./program.ts";
import { importExtension, programOf } from "./project.ts";
import { loadLine } from "./text.ts";

const PULUMI_YAML = "name: p\nruntime: nodejs\n";
/** The parts of the two packages that are needed to load the program. */
const PACKAGES = {
  "node_modules/@pulumi/pulumi/package.json": { name: "@pulumi/pulumi", main: "index.js" },
  "node_modules/@pulumi/pulumi/index.js":
    "exports.Config = class { requireSecret() {} }; exports.interpolate = () => {};",
  "node_modules/pulumi-tavus/package.json": { name: "pulumi-tavus", main: "index.js" },
  "node_modules/pulumi-tavus/index.js":
    "exports.Tool = class { constructor(name) { console.log(name); } }; exports.PalToolAttachment = class {};",
};

const toolOf = (name: string): Tool =>
  ({
    tool_id: `t_${name}`,
    name,
    description: "import x from 'y';\nexport const a = 1;",
    delivery: { api: { url: "http://10.0.0.1/x", auth: { type: "bearer", token: "********" } } },
  }) as unknown as Tool;
const tools = ["both", "one", "none"].map(toolOf);
const [both, one] = tools as [Tool, Tool];
const pals = ["Sales", "Support"].map((name) => ({ id: `p${name}`, name }));
const plan = makePlan(
  {
    tools,
    attachments: [
      ...pals.map((pal) => ({ pal, tool: both })),
      { pal: pals[0] as { id: string; name: string }, tool: one },
    ],
  },
  { allowLocalEndpoints: false },
);

/** Writes the program as `import` does, and loads it as Node would. Returns the tools that it creates. */
async function load(files: Record<string, string | object>, out: string, entry: string, layout: "file" | "pal") {
  const root = createFolder({ ...PACKAGES, ...files });
  const folder = join(root, out);
  const [extension, program] = [importExtension(folder), programOf(folder)];
  const javaScript = program.isJavaScript ? (program.isCommonJs ? "commonjs" : "modules") : undefined;
  for (const { name, text } of writeProgram(plan, { layout, extension, javaScript })) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const line = loadLine(folder, program, extension);
  mkdirSync(dirname(join(root, entry)), { recursive: true });
  writeFileSync(join(root, entry), `${line}\n`);
  const output = execFileSync(process.execPath, [join(root, entry)], { encoding: "utf8", stdio: "pipe" });
  return { line, made: output.trim().split("\n").sort() };
}

describe.each(["file", "pal"] as const)("the line that import prints works with the layout %s,", (layout) => {
  it.each<[string, Record<string, string | object>, string, string, string]>([
    [
      "in a JavaScript project",
      { "package.json": { main: "index.js" } },
      "tavus",
      "index.js",
      'require("./tavus/index.js");',
    ],
    ["without a main", { "package.json": {} }, "tavus", "index.js", 'require("./tavus/index.js");'],
    [
      "in a JavaScript project of modules",
      { "package.json": { type: "module", main: "index.js" } },
      "infra/tavus",
      "index.js",
      'import "./infra/tavus/index.js";',
    ],
    [
      "in an .mjs program",
      { "package.json": { main: "index.mjs" } },
      "tavus",
      "index.mjs",
      'import "./tavus/index.js";',
    ],
    [
      "in a .cjs program of a package of modules",
      { "package.json": { type: "module", main: "index.cjs" } },
      "tavus",
      "index.cjs",
      'require("./tavus/index.js");',
    ],
    [
      "whose program is in a separate folder",
      { "Pulumi.yaml": `${PULUMI_YAML}main: src\n`, "package.json": {} },
      "tavus",
      "src/index.js",
      'require("../tavus/index.js");',
    ],
    [
      "where Pulumi.json names the file",
      { "Pulumi.yaml": "", "Pulumi.json": '{"name":"p","runtime":"nodejs","main":"app/main.js"}', "package.json": {} },
      "app/tavus",
      "app/main.js",
      'require("./tavus/index.js");',
    ],
  ])("%s", async (_what, files, out, entry, expected) => {
    const { "Pulumi.yaml": yaml, ...rest } = files;
    // The program must exist before the import.
    const given = { ...(yaml !== "" && { "Pulumi.yaml": yaml ?? PULUMI_YAML }), ...rest, [entry]: "" };
    const { line, made } = await load(given, out, entry, layout);
    expect(line).toBe(expected);
    expect(made).toEqual(["both", "none", "one"]);
  });
});

describe("a TypeScript project gets TypeScript", () => {
  const lineIn = (files: Record<string, string | object>, out = "tavus"): [string, boolean] => {
    const folder = join(createFolder({ "Pulumi.yaml": PULUMI_YAML, ...files }), out);
    return [loadLine(folder, programOf(folder), importExtension(folder)), programOf(folder).isJavaScript];
  };

  it.each<[string, Record<string, string | object>, string]>([
    [
      "as pulumi new typescript creates it",
      { "package.json": { main: "index.ts" }, "index.ts": "", "tsconfig.json": "{}" },
      'import "./tavus/index";',
    ],
    [
      "with compiled output",
      { "package.json": { main: "bin/index.js" }, "bin/index.js": "", "tsconfig.json": "{}" },
      'import "./tavus/index";',
    ],
    [
      "whose program is in a separate folder",
      { "package.json": { type: "module", main: "src/index.ts" }, "src/index.ts": "" },
      'import "../tavus/index.ts";',
    ],
    ["without any program yet", { "package.json": {} }, 'import "./tavus/index";'],
  ])("%s", (_what, files, expected) => {
    expect(lineIn(files)).toEqual([expected, false]);
  });
});
