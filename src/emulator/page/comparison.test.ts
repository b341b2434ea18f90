import { expect, it } from "vitest";
import { differenceOf } from "./comparison.ts";

const shown = (before: string, after: string): string =>
  differenceOf(before.split(" "), after.split(" "))
    .map(({ sign, line }) => sign.trim() + line)
    .join(" ");

it.each([
  ["a b c", "a b c", "a b c"],
  ["a b c", "a x c", "a -b +x c"],
  ["a b", "x a b y", "+x a b +y"],
  ["a b c d", "b d", "-a b -c d"],
])("compares %j with %j line by line", (before, after, expected) => {
  expect(shown(before, after)).toBe(expected);
});

it("shows long texts one after the other, because comparing them takes too long", () => {
  const long = Array.from({ length: 401 }, () => "same");
  const signs = differenceOf(long, long).map(({ sign }) => sign);
  expect(signs.join("")).toBe("-".repeat(401) + "+".repeat(401));
});
