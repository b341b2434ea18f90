import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { type Behavior, DEFAULT_BEHAVIOR } from "./behavior.ts";
import { behaviorLines, choicesOf } from "./behavior-choices.ts";

it("is documented with the values of each switch, the default first", () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../docs/emulator.md"), "utf8");
  const section = page.split("## Unknown API behavior")[1] ?? "";
  const documented = [...section.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name, values]) => [name, values]);
  const expected = Object.entries(DEFAULT_BEHAVIOR).map(([name, value]) => {
    const choices = choicesOf(name as keyof Behavior);
    if (choices === "number") return [name, `a number (${value})`];
    const others = choices.split(" or ").map((one) => one.replace("number", "30"));
    return [
      name,
      [String(value), ...others.filter((one) => one !== String(value))].map((one) => `\`${one}\``).join(", "),
    ];
  });
  expect(documented).toEqual(expected);
});

it("has one line for each switch in dev --help", () => {
  const lines = behaviorLines();
  expect(lines).toHaveLength(Object.keys(DEFAULT_BEHAVIOR).length);
  expect(lines).toContain("maxPageSize          number. Default: 100");
  expect(lines).toContain("attachAnswer         all or given or empty. Default: all");
});
