import { expect, it } from "vitest";
import { differingSides } from "./sides.ts";

const sides = (wanted: unknown, applied: unknown, actual: unknown): unknown[] => [
  ...differingSides(wanted, applied, actual),
];

it("three alike values have no differing side", () => {
  expect(sides({ a: [1], b: { c: 2 } }, { a: [1], b: { c: 2 } }, { b: { c: 2 }, a: [1] })).toEqual([]);
});

it("looks into objects as long as each version has one, and tells the smallest properties", () => {
  expect(sides({ a: { b: 1, c: 2 }, d: 0 }, { a: { b: 1, c: 3 }, d: 0 }, { a: { b: 4, c: 3 }, d: 0 })).toEqual([
    { path: ["a", "b"], wanted: 1, applied: 1, actual: 4 },
    { path: ["a", "c"], wanted: 2, applied: 3, actual: 3 },
  ]);
});

it("takes a list, and what is an object in some versions only, as one value", () => {
  expect(sides({ a: [1, 2] }, { a: [1] }, { a: [1] })).toEqual([
    { path: ["a"], wanted: [1, 2], applied: [1], actual: [1] },
  ]);
  expect(sides({ a: { b: 1 } }, { a: { b: 1 } }, {})).toEqual([
    { path: ["a"], wanted: { b: 1 }, applied: { b: 1 }, actual: undefined },
  ]);
  expect(sides({ a: { b: 1 } }, { a: "x" }, { a: { b: 1 } })).toEqual([
    { path: ["a"], wanted: { b: 1 }, applied: "x", actual: { b: 1 } },
  ]);
});

it("knows what only one version has, and no null", () => {
  expect(sides({}, {}, { a: 1 })).toEqual([{ path: ["a"], wanted: undefined, applied: undefined, actual: 1 }]);
  expect(sides({ a: null }, { a: 1 }, { a: 1 })).toEqual([{ path: ["a"], wanted: undefined, applied: 1, actual: 1 }]);
  expect(sides(1, 2, 3)).toEqual([{ path: [], wanted: 1, applied: 2, actual: 3 }]);
});
