import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFolder } from "../doctor/testing/folder.ts";
import { importExtension } from "./project.ts";

const settings = (options = "") => `name: p\nruntime:\n  name: nodejs\n${options}`;
const NODES = settings("  options:\n    typescript: false\n");
const manifest = (more: object) => JSON.stringify({ name: "p", main: "index.ts", ...more });

describe("a file of the program imports another", () => {
  it.each<[string, string, object, boolean, string]>([
    ["without extension in a CommonJS program", settings(), {}, true, ""],
    ["with the file's own extension if Node runs a module", NODES, { type: "module" }, false, ".ts"],
    ["with the file's own extension if Node runs it, with or without ts-node", NODES, { type: "module" }, true, ".ts"],
    ["with the file's own extension if Pulumi finds no ts-node", settings(), { type: "module" }, false, ".ts"],
    ["with .js where ts-node runs a module", settings(), { type: "module" }, true, ".js"],
    ["with .js where a module is compiled first", NODES, { type: "module", main: "bin/index.js" }, false, ".js"],
    [
      "with .js where Pulumi.yaml says that it is",
      `${settings()}main: bin/index.mjs\n`,
      { type: "module" },
      false,
      ".js",
    ],
  ])("%s", (_what, project, more, hasTsNode, expected) => {
    const folder = createFolder({ "Pulumi.yaml": project, "package.json": manifest(more) });
    if (hasTsNode) mkdirSync(join(folder, "node_modules", "ts-node"), { recursive: true });
    expect(importExtension(folder)).toBe(expected);
  });

  it("with the file's extension if npm init wrote a main that doesn't exist", () => {
    const files = { "Pulumi.yaml": NODES, "package.json": manifest({ type: "module", main: "index.js" }) };
    expect(importExtension(createFolder(files))).toBe(".ts");
    expect(importExtension(createFolder({ ...files, "index.js": "" }))).toBe(".js");
  });

  it("with .js if a parent folder of the workspace has ts-node", () => {
    const folder = createFolder({
      "a/Pulumi.yaml": settings(),
      "a/package.json": manifest({ type: "module" }),
      "node_modules/ts-node/package.json": "{}",
    });
    expect(importExtension(join(folder, "a"))).toBe(".js");
  });

  it("without an extension if there is no readable package.json", () => {
    expect(importExtension(createFolder({ "package.json": "no JSON" }))).toBe("");
  });
});
