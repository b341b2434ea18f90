import { describe, expect, it } from "vitest";
import { tryExactJson } from "./json.ts";
import {
  asText,
  hasType,
  isDeeper,
  isObject,
  isUnset,
  jsonEqual,
  mapJson,
  member,
  pointerSteps,
  stringsOf,
  typeOf,
  valueAt,
} from "./value.ts";

it("an object is neither a list nor null", () => {
  expect([{}, [], null, "x", undefined].map(isObject)).toEqual([true, false, false, false, false]);
});

describe("an exact number", () => {
  const [id, other] = [tryExactJson("9007199254740993"), tryExactJson("9007199254740995")];

  it("is a number, not an object", () => {
    expect([isObject(id), typeOf(id), hasType(id, "number"), hasType(id, "integer"), hasType(id, "object")]).toEqual([
      false,
      "number",
      true,
      true,
      false,
    ]);
    expect(hasType(tryExactJson("1e400"), "integer")).toBe(false);
  });

  it("equals only itself", () => {
    expect(jsonEqual({ a: [id] }, { a: [tryExactJson("9007199254740993")] })).toBe(true);
    expect([jsonEqual(id, other), jsonEqual(id, 9007199254740992), jsonEqual({}, id)]).toEqual([false, false, false]);
  });

  it("is no level of nesting, and its digits are text", () => {
    expect([isDeeper([[id]], 2), isDeeper([[id]], 1)]).toEqual([false, true]);
    expect([...stringsOf({ a: [id] })]).toEqual([{ text: "9007199254740993", path: ["a", 0] }]);
  });
});

it("a member is an object's own property", () => {
  const value = JSON.parse('{"a":1,"__proto__":2}') as unknown;
  expect([member(value, "a"), member(value, "__proto__"), member({}, "constructor")]).toEqual([1, 2, undefined]);
  expect([member([1], "0"), member("abc", "length"), member(null, "a")]).toEqual([undefined, undefined, undefined]);
});

it("treats anything but a string as none", () => {
  expect([asText("a"), asText(1), asText({ toString: 1 }), asText(null)]).toEqual(["a", "", "", ""]);
});

it("finds a value at a path through objects and lists", () => {
  const value = { a: [{ b: 1 }] };
  expect(valueAt(value, ["a", 0, "b"])).toBe(1);
  expect(valueAt(value, ["a", "0", "b"])).toBe(1);
  expect([valueAt(value, ["a", 1, "b"]), valueAt(value, ["x", "y"]), valueAt(value, [])]).toEqual([
    undefined,
    undefined,
    value,
  ]);
});

it("reads the steps of a JSON Pointer", () => {
  expect(pointerSteps("#/a~1b/c~0d/~01")).toEqual(["a/b", "c~d", "~1"]);
  expect(pointerSteps("/x")).toEqual(["x"]);
});

it("unset means absent or null", () => {
  expect([undefined, null, "", 0, false].map(isUnset)).toEqual([true, true, false, false, false]);
});

it("finds all strings, with their paths", () => {
  expect([...stringsOf({ a: ["x", { b: "y" }], c: 1, d: null })]).toEqual([
    { text: "x", path: ["a", 0] },
    { text: "y", path: ["a", 1, "b"] },
  ]);
  expect([...stringsOf("z")]).toEqual([{ text: "z", path: [] }]);
});

describe("equal as JSON", () => {
  it.each<[unknown, unknown]>([
    [0, -0],
    [Number.NaN, Number.NaN],
    [
      { a: 1, b: [1, { c: null }] },
      { b: [1, { c: null }], a: 1 },
    ],
    [{ a: 1, b: undefined }, { a: 1 }],
    [{ a: 1 }, { a: 1, b: undefined }],
    [[], []],
  ])("are %j and %j", (a, b) => {
    expect(jsonEqual(a, b)).toBe(true);
  });

  it.each<[unknown, unknown]>([
    [0, 1],
    [1, 0],
    [0, null],
    [0, false],
    ["", 0],
    [1, "1"],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [[1, 2], [1]],
    [[], {}],
    [{}, []],
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, {}],
    [{}, { a: 1 }],
    [{ a: null }, {}],
    [{ a: 1 }, null],
    [null, { a: 1 }],
    [{ a: 1 }, "x"],
    [{ length: 0 }, []],
    // Only own members, because every object has a constructor.
    [{ constructor: Object }, { other: 1 }],
  ])("are not %j and %j", (a, b) => {
    expect(jsonEqual(a, b)).toBe(false);
  });
});

it("detects too many levels, even with extreme nesting", () => {
  expect([isDeeper("x", 0), isDeeper({}, 0), isDeeper({ a: 1 }, 0), isDeeper({ a: 1 }, 1)]).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect([isDeeper([[[]]], 1), isDeeper([[[]]], 2), isDeeper({ a: null }, 1)]).toEqual([true, false, false]);
  let deep: unknown = [];
  for (let i = 0; i < 100_000; i += 1) deep = [deep];
  expect([isDeeper(deep, 100), isDeeper(deep, 99_999), isDeeper(deep, 100_000)]).toEqual([true, true, false]);
});

it("maps a value from the outside in, and leaves out members that become undefined", () => {
  const given = { a: "x", b: ["x", "y", { c: "x" }], d: { e: "x" } };
  const seen: string[] = [];
  const mapped = mapJson(given, (value, path) => {
    seen.push(path.join("."));
    if (path.at(-1) === "d") return "replaced";
    return value === "x" ? undefined : value;
  });
  expect(mapped).toStrictEqual({ b: ["y", {}], d: "replaced" });
  expect(seen).toEqual(["", "a", "b", "b.0", "b.1", "b.2", "b.2.c", "d"]);
  expect(mapJson({ a: 1 }, (value) => value, ["at"])).toEqual({ a: 1 });
  expect(given.d).toEqual({ e: "x" });
});
