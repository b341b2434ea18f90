import { expect, it } from "vitest";
import { FillError } from "./fill.ts";
import { withinLimit } from "./limit.ts";

it("returns the work's result, and throws its errors", () => {
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

it("stops an endless pattern, an endless loop, and endless work of our own", () => {
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
