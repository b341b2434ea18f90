import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../../src");
const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.includes("testing/"))
  .map((file) => ({ file, text: readFileSync(resolve(SRC, file), "utf8") }));

/** Reading functions that must exist only once, because two copies would diverge, and the file that contains each. */
const READ_IN: readonly [what: string, pattern: RegExp, files: readonly string[]][] = [
  // The store, the filler, and the rules read what they wrote themselves. The engine's envelope of a secret is always JSON.
  [
    "JSON",
    /(?<!\* .*)\bJSON\.parse\(/,
    [
      "emulator/domain/store.ts",
      "commands/stack/secret.ts",
      "contract/exact-number.ts",
      "contract/rule.ts",
      "contract/json.ts",
    ],
  ],
  [
    "the name of Pulumi's project file",
    /"Pulumi\.ya?ml"[,\]]/,
    ["commands/import/project.ts", "provider/project-files.ts"],
  ],
  ["the input of a command", /readFileSync\(.*\? 0 :/, ["commands/input.ts"]],
];

it.each(READ_IN)("reads %s in one place", (_what, pattern, files) => {
  expect(
    sources
      .filter(({ text }) => pattern.test(text))
      .map(({ file }) => file)
      .sort(),
  ).toEqual([...files].sort());
});
