import { expect, it } from "vitest";
import { keepSpelling } from "./spelling.ts";

const sameHeader = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const written = (value: unknown): string => JSON.stringify(value);

it("keeps the order and the spelling of known values, at any depth", () => {
  expect(written(keepSpelling({ b: 1, a: 2 }, { a: 2, b: 1 }))).toBe('{"b":1,"a":2}');
  expect(written(keepSpelling({ b: 1, a: 2 }, { a: 3, b: 1 }))).toBe('{"b":1,"a":3}');
  expect(written(keepSpelling([{ b: 1, a: 2 }], [{ a: 3, b: 1 }, 5]))).toBe('[{"b":1,"a":3},5]');
  expect(written(keepSpelling({ h: { "X-A": "1" } }, { h: { "x-a": "2", "x-b": "3" } }, sameHeader))).toBe(
    '{"h":{"X-A":"2","x-b":"3"}}',
  );
  expect(written(keepSpelling({ list: [{ "X-A": 1 }] }, { list: [{ "x-a": 2 }] }, sameHeader))).toBe(
    '{"list":[{"X-A":2}]}',
  );
});

it("keeps values that are gone, new, or of another kind", () => {
  expect(keepSpelling({ a: 1, b: 2 }, { b: 2 })).toStrictEqual({ b: 2 });
  expect(keepSpelling({ a: 1 }, { b: 2 })).toStrictEqual({ b: 2 });
  expect(keepSpelling([1, 2], [2])).toEqual([2]);
  expect(keepSpelling([1], { 0: 1 })).toEqual({ 0: 1 });
  expect(keepSpelling({ 0: 1 }, [1])).toEqual([1]);
  expect(keepSpelling({ a: 1 }, undefined)).toBeUndefined();
  expect(keepSpelling("a", { a: 1 })).toEqual({ a: 1 });
  expect(keepSpelling({ a: 1 }, "a")).toBe("a");
  expect(keepSpelling({ "X-A": 1 }, { "x-a": 1 })).toEqual({ "x-a": 1 });
});

it("returns equal values as they were written", () => {
  const familiar = { a: [1] };
  expect(keepSpelling(familiar, { a: [1] })).toBe(familiar);
});
