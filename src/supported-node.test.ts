import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { NODE_RANGE, requireSupportedNode } from "./supported-node.ts";

it("requires the version in package.json", () => {
  const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect(NODE_RANGE).toBe(engines.node);
});

it.each(["22.19.0", "22.30.1", "24.0.0", "25.1.0-nightly"])("accepts Node.js %s", (node) => {
  expect(requireSupportedNode({ node })).toBeUndefined();
});

it.each(["0.12.18", "18.20.8", "20.20.2", "22.18.0"])("refuses Node.js %s and names the required version", (node) => {
  expect(() => requireSupportedNode({ node }, "/usr/bin/node")).toThrow(
    `pulumi-tavus needs Node.js 22.19 or newer, but this is Node.js ${node} (/usr/bin/node). Install Node.js 24`,
  );
});

it("ignores Bun and Deno, which only report a Node.js version for compatibility", () => {
  expect(requireSupportedNode({ node: "22.6.0", bun: "1.2.0" })).toBeUndefined();
  expect(requireSupportedNode({ node: "20.11.1", deno: "2.0.0" })).toBeUndefined();
});
