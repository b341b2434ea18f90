import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { newFolder } from "../../test/support/folder.ts";
import { KINDS } from "./kinds.ts";
import { refreshesAlways } from "./refresh-option.ts";
import { harden } from "./runtime.ts";

const project = (name: string, text: string): string => {
  const folder = newFolder();
  writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, "src"));
  return join(folder, "src");
};

it.each([
  ["Pulumi.yaml", "name: p\noptions:\n  refresh: always\n", true],
  ["Pulumi.yml", 'options: { refresh: "always" }', true],
  ["Pulumi.json", '{ "options": { "refresh": "always" } }', true],
  ["Pulumi.yaml", "name: p\nrefresh: always\n", false],
  ["Pulumi.yaml", ": no yaml :", false],
  ["Pulumi.yaml", "x: !secret foo\ny: !list [1]\nz: !map { a: 1 }\noptions:\n  refresh: !word always\n", true],
])("reads the option of the project above it: %s %s", async (name, text, refreshes) => {
  expect(await refreshesAlways(project(name, text))).toBe(refreshes);
});

async function warningsOf(guard: string, refreshes: boolean): Promise<string[]> {
  const warn = vi.fn();
  const provider = harden(KINDS.tool, {
    connect: () => Promise.reject(new Error("no request is due")),
    env: { TAVUS_API_KEY: "k" },
    refreshesAlways: async () => refreshes,
    warn,
  });
  await provider.configure({ config: { get: (key) => (key === "tavus:guard" ? guard : undefined) } });
  for (const name of ["a", "b"]) await provider.check({}, { name, description: "d" });
  return warn.mock.calls.flat().map(String);
}

it("is reported once if a guard is set that can't find anything then", async () => {
  const warning = expect.stringMatching(
    /^warning: tavus:guard is refuse, but .*options\.refresh: always\. .*tavus:guard off$/,
  );
  expect(await warningsOf("refuse", true)).toEqual([warning]);
  expect(await warningsOf("refuse", false)).toEqual([]);
  expect(await warningsOf("off", true)).toEqual([]);
});
