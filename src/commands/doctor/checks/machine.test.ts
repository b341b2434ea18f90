import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { NODE_RANGE } from "../../../supported-node.ts";
import { isAtLeast, isInRange } from "../../stack/versions.ts";
import type { Copy, PackageManager } from "../facts/packages.ts";
import { known, unknown } from "../known.ts";
import {
  checkGuard,
  checkNodeVersion,
  checkPackageVersions,
  checkProject,
  checkPulumiCli,
  checkSdk,
  SDK_RANGE,
} from "./machine.ts";

const PNPM: PackageManager = { name: "pnpm", from: "pnpm-lock.yaml", pnp: undefined, isPnpmRoot: false };
const PNP: PackageManager = { name: "yarn", from: "yarn.lock", pnp: "/p/.pnp.cjs", isPnpmRoot: false };

describe("versions", () => {
  it.each([
    ["v3.259.0", "3.254.0", true],
    ["3.254.0", "3.254.0", true],
    ["3.253.9", "3.254", false],
    ["4", "3.254", true],
    ["v22.19.0-rc.1", "22.19", true],
    ["none", "0.1", false],
  ])("%s is at least %s: %s", (version, floor, expected) => {
    expect(isAtLeast(version, floor)).toBe(expected);
  });

  it.each([
    ["3.216.0", true],
    ["3.215.9", false],
    ["3.999.0", true],
    ["4.0.0", false],
  ])("%s is in the SDK's range: %s", (version, expected) => {
    expect(isInRange(version, SDK_RANGE)).toBe(expected);
  });

  it("are the ones in package.json", () => {
    const { engines, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    expect([NODE_RANGE, SDK_RANGE]).toEqual([engines.node, peerDependencies["@pulumi/pulumi"]]);
  });
});

describe("Node.js", () => {
  it("is new enough, too old, or missing", () => {
    expect(checkNodeVersion(known("v24.1.0"), NODE_RANGE)).toMatchObject({ status: "ok" });
    expect(checkNodeVersion(known("v22.18.0"), NODE_RANGE)).toEqual({
      check: "node",
      status: "problem",
      seen: "v22.18.0 on PATH, with which Pulumi runs the program; >=22.19 is needed.",
      remedy: "Install Node.js 24 (https://nodejs.org), or select it: nvm install 24, fnm use 24.",
    });
    expect(checkNodeVersion(unknown("node is not on PATH."), NODE_RANGE)).toMatchObject({ status: "not checked" });
  });
});

describe("Pulumi", () => {
  it.each([
    ["v3.254.0", "ok", []],
    ["v3.253.0", "warning", ["pulumi import --file"]],
    ["v3.226.0", "warning", ["--expect-no-changes", "pulumi import --file"]],
    ["v3.138.0", "problem", ["tavus:apiKey", "--run-program", "--expect-no-changes", "pulumi import --file"]],
  ])("%s is %s", (version, status, missing) => {
    const finding = checkPulumiCli(known(version), true);
    expect(finding.status).toBe(status);
    for (const what of missing) expect(finding.seen).toContain(what);
    expect(finding.remedy).toBe(status === "ok" ? undefined : "Update Pulumi: https://www.pulumi.com/docs/install/.");
  });

  it("can be missing, which is no problem, but a warning in a project", () => {
    const missing = (inProject: boolean) => checkPulumiCli(unknown("pulumi is not on PATH."), inProject);
    expect(missing(false)).toMatchObject({ status: "not checked", remedy: expect.stringContaining("Install Pulumi") });
    expect(missing(true)).toMatchObject({ status: "warning", remedy: expect.stringContaining("Install Pulumi") });
  });
});

describe("the project", () => {
  const project = { folder: "/p", file: "/p/Pulumi.yaml", packageManager: undefined };
  const at = (runtime: string | undefined, main?: string, hostFolder: string | undefined = "/p") =>
    checkProject({ ...project, runtime, main, hostFolder }, "/p");

  it("is fine, missing, in another language, or without its main", () => {
    expect(at("nodejs")).toMatchObject({ status: "ok", seen: "/p/Pulumi.yaml, runtime nodejs." });
    expect(at("nodejs", "src", "/p/src").seen).toContain("packages are looked for from /p/src");
    expect(checkProject(undefined, "/x")).toMatchObject({
      status: "problem",
      seen: "There is no Pulumi.yaml in /x or above it.",
    });
    expect(at("python")).toMatchObject({ status: "problem", seen: expect.stringContaining("runtime: python") });
    expect(at(undefined)).toMatchObject({ status: "not checked" });
    expect(checkProject({ ...project, runtime: "nodejs", main: "dist", hostFolder: undefined }, "/p")).toMatchObject({
      status: "problem",
      seen: "/p/Pulumi.yaml says main: dist, which does not exist.",
    });
  });

  it("can't run in Bun", () => {
    expect(at("bun")).toMatchObject({ status: "problem", remedy: expect.stringContaining("runtime: nodejs") });
  });

  it("never triggers its guard if it refreshes before each up", () => {
    const warned = { status: "warning", seen: expect.stringContaining("tavus:guard is warn") };
    expect(checkGuard("always", known({ "tavus:guard": "warn" }))).toMatchObject(warned);
    for (const [refresh, guard] of [
      ["always", "off"],
      [undefined, "refuse"],
    ] as const)
      expect(checkGuard(refresh, known({ "tavus:guard": guard }))).toMatchObject({ status: "ok" });
    expect(checkGuard("always", known({}))).toMatchObject({ status: "ok" });
  });
});

describe("copies", () => {
  const copy = (version: string, ...seenBy: string[]): Copy => ({ folder: `/p/${version}`, version, seenBy });
  const own = copy("3.270.0", "the project", "pulumi-tavus");

  it("of the SDK: a supported one, an old one, none", () => {
    expect(checkSdk([own], SDK_RANGE, PNPM)).toMatchObject({ status: "ok" });
    expect(checkSdk([copy("3.200.0", "the project")], SDK_RANGE, PNPM)).toEqual({
      check: "sdk",
      status: "problem",
      seen: "@pulumi/pulumi 3.200.0; >=3.216.0 <4 is supported.",
      remedy: "pnpm add @pulumi/pulumi@3",
    });
    expect(checkSdk([copy("3.270.0", "pulumi-tavus")], SDK_RANGE, PNPM)).toMatchObject({ status: "problem" });
    expect(checkSdk([], SDK_RANGE, PNP)).toMatchObject({ status: "not checked" });
  });

  it("of the SDK: a second one", () => {
    expect(checkSdk([own, copy("3.250.0", "a", "b", "c", "d")], SDK_RANGE, PNPM)).toEqual({
      check: "sdk",
      status: "warning",
      seen: "The program can load 3.270.0 in /p/3.270.0 (for the project, pulumi-tavus) and 3.250.0 in /p/3.250.0 (for a, b, c and 1 more).",
      remedy: "Ask for one version of @pulumi/pulumi everywhere, then pnpm dedupe",
    });
    const foreign = copy("3.100.0", "pulumi-tavus");
    expect(checkSdk([copy("3.270.0", "the project"), foreign], SDK_RANGE, PNPM)).toMatchObject({
      status: "problem",
      seen: "pulumi-tavus gets @pulumi/pulumi 3.100.0; >=3.216.0 <4 is supported.",
    });
  });

  it("of pulumi-tavus: one, two, another than this command, none", () => {
    const [one, two] = [copy("0.1.0", "the project"), copy("0.2.0", "actions")];
    expect(checkPackageVersions([one], "0.1.0", PNPM)).toMatchObject({ status: "ok", seen: "0.1.0, one copy." });
    expect(checkPackageVersions([one, two], "0.1.0", PNPM)).toMatchObject({
      status: "warning",
      remedy: "Ask for one version of pulumi-tavus everywhere, then pnpm dedupe",
    });
    expect(checkPackageVersions([one], "0.9.0", PNPM)).toMatchObject({
      status: "warning",
      seen: "The project has 0.1.0, this command is 0.9.0: it may apply other rules.",
    });
    expect(checkPackageVersions([], "0.1.0", PNPM)).toMatchObject({ status: "not checked" });
    expect(checkPackageVersions([one], "0.1.0", PNP)).toMatchObject({ status: "not checked" });
  });
});
