import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFolder, sdkAt, tavusAt } from "../testing/folder.ts";
import { declaredIn, findCopies, findPackageManager } from "./packages.ts";

const NAMES = ["pulumi-tavus", "@pulumi/pulumi"] as const;
const needs = (...names: string[]) => ({ dependencies: Object.fromEntries(names.map((name) => [name, "*"])) });

describe("findCopies", () => {
  it("finds one copy for all if npm has installed it flat", () => {
    const folder = createFolder({
      "package.json": needs("pulumi-tavus", "@pulumi/pulumi", "other"),
      "node_modules/other/package.json": { ...needs("@pulumi/pulumi"), version: "1.0.0" },
      ...tavusAt("node_modules/pulumi-tavus"),
      ...sdkAt("node_modules/@pulumi/pulumi"),
    });
    expect(findCopies(NAMES, folder)).toEqual({
      "pulumi-tavus": [
        { folder: join(folder, "node_modules/pulumi-tavus"), version: "0.1.0", seenBy: ["the project"] },
      ],
      "@pulumi/pulumi": [
        {
          folder: join(folder, "node_modules/@pulumi/pulumi"),
          version: "3.270.0",
          seenBy: ["the project", "pulumi-tavus", "other"],
        },
      ],
    });
  });

  it("finds the copy of a dependency's dependency, but none that the project can't reach", () => {
    const folder = createFolder({
      "package.json": needs("pulumi-tavus", "@pulumi/pulumi", "a"),
      "node_modules/a/package.json": needs("b"),
      "node_modules/b/package.json": needs("@pulumi/pulumi", "pulumi-tavus", "a"),
      ...tavusAt("node_modules/pulumi-tavus"),
      ...sdkAt("node_modules/@pulumi/pulumi"),
      ...sdkAt("node_modules/b/node_modules/@pulumi/pulumi", "3.200.0"),
      ...sdkAt("node_modules/unused/node_modules/@pulumi/pulumi", "3.1.0"),
    });
    const copies = findCopies(NAMES, folder);
    expect(copies["@pulumi/pulumi"].map(({ version, seenBy }) => [version, seenBy])).toEqual([
      ["3.270.0", ["the project", "pulumi-tavus"]],
      ["3.200.0", ["b"]],
    ]);
    expect(copies["pulumi-tavus"].map(({ seenBy }) => seenBy)).toEqual([["the project", "b"]]);
  });

  it("follows pnpm's links: only its dependents see a transitive package, not the project", () => {
    const store = "node_modules/.pnpm";
    const folder = createFolder({
      "package.json": needs("components", "@pulumi/pulumi"),
      "node_modules/components": "-> .pnpm/components@1/node_modules/components",
      "node_modules/@pulumi/pulumi": "-> ../.pnpm/sdk@3/node_modules/@pulumi/pulumi",
      ...sdkAt(`${store}/sdk@3/node_modules/@pulumi/pulumi`),
      [`${store}/components@1/node_modules/components/package.json`]: needs("pulumi-tavus"),
      [`${store}/components@1/node_modules/pulumi-tavus`]: "-> ../../tavus@0.1/node_modules/pulumi-tavus",
      ...tavusAt(`${store}/tavus@0.1/node_modules/pulumi-tavus`),
      [`${store}/tavus@0.1/node_modules/@pulumi/pulumi`]: "-> ../../../sdk@3/node_modules/@pulumi/pulumi",
    });
    const copies = findCopies(NAMES, folder);
    expect(copies["pulumi-tavus"].map(({ seenBy }) => seenBy)).toEqual([["components"]]);
    expect(copies["@pulumi/pulumi"].map(({ seenBy }) => seenBy)).toEqual([["the project", "pulumi-tavus"]]);
  });

  it("finds nothing if nothing is installed", () => {
    expect(findCopies(NAMES, createFolder({ "package.json": "no JSON" }))).toEqual({
      "pulumi-tavus": [],
      "@pulumi/pulumi": [],
    });
  });
});

describe("declaredIn", () => {
  it("is the nearest package.json that depends on it, in any of its fields", () => {
    const folder = createFolder({
      "package.json": { devDependencies: { "pulumi-tavus": "1" } },
      "infra/package.json": needs("@pulumi/pulumi"),
      "infra/src/x": "",
    });
    expect(declaredIn("pulumi-tavus", join(folder, "infra/src"))).toBe(folder);
    expect(declaredIn("@pulumi/pulumi", join(folder, "infra/src"))).toBe(join(folder, "infra"));
    expect(declaredIn("other", join(folder, "infra/src"))).toBeUndefined();
  });
});

describe("findPackageManager", () => {
  it.each([
    ["package-lock.json", {}, "npm"],
    ["pnpm-lock.yaml", {}, "pnpm"],
    ["yarn.lock", {}, "yarn"],
    ["bun.lock", {}, "bun"],
    ["package.json", { packageManager: "pnpm@10.0.0" }, "pnpm"],
  ])("recognizes it by %s, here or in a parent folder", (file, content, name) => {
    const folder = createFolder({ [file]: content, "infra/package.json": {} });
    expect(findPackageManager(join(folder, "infra"), undefined)).toMatchObject({ name, pnp: undefined });
  });

  it("prefers Pulumi.yaml, and falls back to npm", () => {
    const folder = createFolder({ "yarn.lock": "", ".pnp.cjs": "", "pnpm-workspace.yaml": "", "package.json": {} });
    expect(findPackageManager(folder, "bun")).toEqual({
      name: "bun",
      from: "packagemanager in Pulumi.yaml",
      pnp: join(folder, ".pnp.cjs"),
      isPnpmRoot: true,
    });
    expect(findPackageManager(createFolder({}), "auto")).toMatchObject({ name: "npm", from: "no lock file" });
  });
});
