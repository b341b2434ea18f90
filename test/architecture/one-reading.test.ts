import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../../src");
const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.includes("testing/"))
  .map((file) => ({ file, text: readFileSync(resolve(SRC, file), "utf8") }));

/** What two places would read differently sooner or later, and where it is read. */
const READ_IN: readonly [what: string, pattern: RegExp, files: readonly string[]][] = [
  // The store, the filler and the rules read what they wrote; the engine's envelope of a secret is JSON by definition.
  [
    "JSON",
    /(?<!\* .*)\bJSON\.parse\(/,
    [
      "emulator/filler/schema.ts",
      "emulator/store.ts",
      "stack/secret.ts",
      "tavus-api/contract/exact-number.ts",
      "tavus-api/contract/rule.ts",
      "tavus-api/json.ts",
    ],
  ],
  ["the name of Pulumi's project file", /"Pulumi\.ya?ml"[,\]]/, ["cli/import/project.ts", "dynamic/project-files.ts"]],
  ["the input of a command", /readFileSync\(.*\? 0 :/, ["cli/input.ts"]],
];

it.each(READ_IN)("reads %s in one place", (_what, pattern, files) => {
  expect(
    sources
      .filter(({ text }) => pattern.test(text))
      .map(({ file }) => file)
      .sort(),
  ).toEqual([...files].sort());
});
