import { expect, it } from "vitest";
import { FillError } from "./fill.ts";
import { withinLimit } from "./limit.ts";

it("gives what the work gives, and throws what it throws", () => {
  const value = { a: 1 };
  expect(withinLimit(() => value)).toBe(value);
  expect(withinLimit(() => undefined)).toBeUndefined();
  const mine = new FillError("no value");
  expect(() =>
    withinLimit(() => {
      throw mine;
    }),
  ).toThrow(mine);
});

it("ends a pattern, a loop, and our own work that would not end", () => {
  const endless: (() => unknown)[] = [
    () => /^(a+)+$/.test(`${"a".repeat(60)}!`),
    () => {
      for (;;);
    },
    () => {
      for (const found: number[] = []; ; found.length = 0) found.push(1);
    },
  ];
  for (const work of endless) expect(() => withinLimit(work, 50)).toThrow(FillError);
});
