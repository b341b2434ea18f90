import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readMappings } from "../../stack/project-file.ts";
import { createFolder } from "../testing/folder.ts";
import { findProject } from "./project.ts";

describe("readMappings", () => {
  it.each([
    ["name: shop\nruntime: nodejs\n", { name: "shop", runtime: "nodejs" }],
    ["# c\nname: 'a # b' # c\r\nruntime: \"nodejs\"", { name: "a # b", runtime: "nodejs" }],
    [
      "runtime:\n  name: nodejs\n  options:\n    packagemanager: pnpm\n    nodeargs: --a:b # c\nmain: infra/",
      { runtime: { name: "nodejs", options: { packagemanager: "pnpm", nodeargs: "--a:b" } }, main: "infra/" },
    ],
    [
      'runtime: { name: nodejs, options: { typescript: false, "nodeargs": "a, b: c" } }',
      { runtime: { name: "nodejs", options: { typescript: "false", nodeargs: "a, b: c" } } },
    ],
    [
      "description: |\n  runtime: python\n\n  main: x\nruntime: nodejs\nplugins:\n  - main: y\nmain: z",
      { description: "runtime: python\n\nmain: x\n", runtime: "nodejs", plugins: [{ main: "y" }], main: "z" },
    ],
    [
      "description: it's ours # really\nconfig:\n  tavus:apiKey:\n    secure: abc\n  a: 1",
      {
        description: "it's ours",
        config: { "tavus:apiKey": { secure: "abc" }, a: "1" },
      },
    ],
    ["", {}],
    ["- a\n- b: c\n[nonsense", {}],
  ])("reads %j", (text, expected) => {
    expect(readMappings(text)).toEqual(expected);
  });
});

describe("findProject", () => {
  it("looks in parent folders, and says where the engine starts the provider's host", () => {
    const folder = createFolder({
      "shop/Pulumi.yaml":
        "name: shop\nruntime:\n  name: nodejs\n  options: {packagemanager: pnpm}\nmain: infra/index.ts\n",
      "shop/infra/index.ts": "",
      "shop/infra/deep/x": "",
    });
    expect(findProject(join(folder, "shop/infra/deep"))).toEqual({
      folder: join(folder, "shop"),
      file: join(folder, "shop/Pulumi.yaml"),
      runtime: "nodejs",
      packageManager: "pnpm",
      main: "infra/index.ts",
      hostFolder: join(folder, "shop/infra"),
    });
    expect(findProject(folder)).toBeUndefined();
  });

  it.each([
    ["a folder as main", "main: src/\n", "src"],
    ["no main", "", ""],
    ["a main that is missing", "main: dist\n", undefined],
  ])("recognizes %s", (_, line, expected) => {
    const folder = createFolder({ "Pulumi.yml": `runtime: nodejs\n${line}`, "src/index.ts": "" });
    expect(findProject(folder)?.hostFolder).toBe(expected === undefined ? undefined : join(folder, expected));
  });

  it("reads Pulumi.json", () => {
    const folder = createFolder({ "Pulumi.json": { name: "a", runtime: { name: "bun" } } });
    expect(findProject(folder)).toMatchObject({ runtime: "bun", main: undefined, hostFolder: folder });
  });
});
