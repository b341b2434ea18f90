import { describe, expect, it } from "vitest";
import { coerce, coerceMembers } from "./coercion.ts";
import { tryJson } from "./json.ts";
import type { JsonObject } from "./value.ts";

const string = { type: "string" };
const number = { type: "number" };
const wordOrNumber = { type: ["string", "number"], pattern: "^[a-z]+$" };
const nullableInOpenApi = { type: "number", nullable: true };

describe("a value is read according to its schema (R-5)", () => {
  it.each<[what: string, value: unknown, schema: unknown, read: unknown]>([
    ["a number", "4.5", number, 4.5],
    ["an integer", "7", { type: "integer" }, 7],
    ["a value that isn't a number", "x7", number, "x7"],
    ["a number instead of a boolean", "1", { type: "boolean" }, "1"],
    ["a boolean instead of a whole number", "true", { type: "integer" }, "true"],
    ["a string instead of a whole number", '"a"', { type: "integer" }, '"a"'],
    ["a number instead of a list", "5", { type: "array" }, "5"],
    ["a truth", "true", { type: "boolean" }, true],
    ["Python's True", "True", { type: "boolean" }, true],
    ["Python's False", "False", { type: "boolean" }, false],
    ["a truth between spaces", " True ", { type: "boolean" }, true],
    ["an object that contains Python's True as text", '{"a":"True"}', { type: "object" }, { a: "True" }],
    ["text that begins like a boolean", "trueish", { type: "boolean" }, "trueish"],
    ["text that ends like a boolean", "xTrue", { type: "boolean" }, "xTrue"],
    ["a list", "[1]", { type: "array" }, [1]],
    ["an object", '{"a":1}', { type: "object" }, { a: 1 }],
    ["a string for a string", "5", string, "5"],
    ["a string that can be one", "5", { type: ["string", "number"] }, "5"],
    ["a string without a type", "5", {}, "5"],
    ["a string without a schema", "5", undefined, "5"],
    ["a string under a schema that is true", "5", true, "5"],
    ["a number for a string", 42, string, "42"],
    ["a boolean for a string", false, string, "false"],
    ["the longest number without loss", Number.MAX_SAFE_INTEGER, string, "9007199254740991"],
    ["the smallest integer without loss", -Number.MAX_SAFE_INTEGER, string, "-9007199254740991"],
    ["a number that has lost digits", 2 ** 53, string, 2 ** 53],
    ["an object for a string", { a: 1 }, string, { a: 1 }],
    ["a number that can be one", 42, { type: ["string", "number"] }, 42],
    ["a number instead of a boolean", 42, { type: "boolean" }, 42],
    ["null where it isn't allowed", null, number, null],
    ["Python's None where null isn't allowed", "None", number, "None"],
    ["a fixed number", "5", { const: 5 }, 5],
    ["a fixed null", "None", { const: null }, null],
    ["a fixed list", "[1]", { const: [1] }, [1]],
    ["a choice of numbers", "2", { enum: [1, 2] }, 2],
    ["a choice that contains a string", "2", { enum: [1, "2"] }, "2"],
    ["alternatives", "2", { anyOf: [number, { type: "boolean" }] }, 2],
    ["other alternatives", "true", { oneOf: [number, { type: "boolean" }] }, true],
    ["alternatives with a string", "2", { anyOf: [number, string] }, "2"],
    ["alternatives without a string", "2", { anyOf: [true] }, "2"],
    ["a string next to a number, if every value is allowed", "2", { anyOf: [true, number] }, "2"],
    ["alternatives of which one isn't a schema", "2", { anyOf: [null, { type: "boolean" }] }, "2"],
    ["a number from a choice of strings and numbers", "3", { enum: ["low", 1, 2, 3] }, 3],
    ["a string from that choice", "low", { enum: ["low", 1, 2, 3] }, "low"],
    ["a value outside a choice", "4", { enum: ["low", 1, 2, 3] }, "4"],
    ["a choice that contains both the string and the number", "3", { enum: [3, "3"] }, "3"],
    ["a choice with its types", "3", { type: ["string", "integer"], enum: ["auto", 3] }, 3],
    ["a number for a choice of strings", 3, { enum: ["1", "3"] }, "3"],
    ["a boolean from a mixed choice", "True", { enum: ["maybe", true, false] }, true],
    ["a null from a mixed choice", "None", { enum: ["x", 1, null] }, null],
    ["a list from a choice", "[1,2]", { enum: ["none", [1, 2]] }, [1, 2]],
    ["a fixed string that is a number here", 5, { const: "5" }, "5"],
    ["a fixed number with a type next to strings", "5", { type: ["string", "number"], const: 5 }, 5],
    ["a fixed boolean", "True", { const: true }, true],
    ["a number next to a fixed string", "3", { anyOf: [number, { const: "auto" }] }, 3],
    ["the fixed string next to a number", "auto", { anyOf: [number, { const: "auto" }] }, "auto"],
    ["a number next to strings with a pattern", "3", { oneOf: [{ type: "string", pattern: "^[a-z]+$" }, number] }, 3],
    ["a number next to a pattern for strings", "5", wordOrNumber, 5],
    ["a short text that breaks the pattern", "5".padStart(20), wordOrNumber, 5],
    ["a long text, which isn't compared with the pattern", "5".padStart(21), wordOrNumber, "5".padStart(21)],
    ["a text that breaks a pattern and isn't JSON", "x7", { pattern: "^[0-9]+$" }, "x7"],
    ["one of several fixed values", "2", { anyOf: [{ const: "a" }, { const: 2 }] }, 2],
    ["a nullable number next to a fixed string", "", { anyOf: [number, { const: "auto" }, { type: "null" }] }, null],
    ["a value that breaks another rule, with its type", "5", { type: "number", minimum: 10 }, 5],
    ["a fraction for a whole number, so that the error says so", "4.5", { type: "integer" }, 4.5],
    ["a number outside a choice, with its type", "5", { type: ["boolean", "number"], enum: [true, 1] }, 5],
    ["a part of all", "3", { allOf: [{ type: ["string", "number"] }, { enum: ["low", 3] }] }, 3],
    ["a value that a schema forbids", "3", { anyOf: [false, number] }, 3],
  ])("%s", (_what, value, schema, read) => {
    expect(coerce(value, schema)).toEqual(read);
  });

  it.each<[what: string, value: unknown, schema: unknown, read: unknown]>([
    ["an empty string for a number", "", { type: ["number", "null"] }, null],
    ["null as text", "null", { anyOf: [number, { type: "null" }] }, null],
    ["Python's None", "None", { oneOf: [number, { type: "null" }] }, null],
    ["Python's None for a fixed null", "None", { type: "null" }, null],
    ["a string that can be empty", "", { type: ["string", "null"] }, ""],
    ['a string that can be "null"', "null", { anyOf: [string, { type: "null" }] }, "null"],
    ["no choice", "", { type: ["string", "null"], enum: ["a", null] }, null],
    ["a choice that is empty", "", { type: ["string", "null"], enum: ["", null] }, ""],
    ["an optional number", "5", { type: ["number", "null"] }, 5],
    ["a number of one alternative", "5", { anyOf: [number, { type: "null" }] }, 5],
    ["an empty string for a required number", "", number, ""],
    ["several alternatives and null", "5", { anyOf: [number, { type: "boolean" }, { type: "null" }] }, 5],
    ["the second of several", "true", { anyOf: [number, { type: "boolean" }, { type: "null" }] }, true],
    ["a null between spaces", " null ", { type: ["number", "null"] }, null],
    ["an empty string for OpenAPI's nullable", "", nullableInOpenApi, null],
    ["null as text for an alternative with OpenAPI's nullable", "null", { anyOf: [nullableInOpenApi] }, null],
    ["a number for OpenAPI's nullable", "5", nullableInOpenApi, 5],
    ["an empty string for alternatives without null", "", { anyOf: [number, { type: "boolean" }] }, ""],
    ["a long string", "x", { type: ["number", "null"] }, "x"],
  ])("nothing, written as text: %s", (_what, value, schema, read) => {
    expect(coerce(value, schema)).toEqual(read);
  });

  it("nested values: items, positions of a tuple, members, and all other members", () => {
    expect(coerce("[1,2]", { type: "array", items: string })).toEqual(["1", "2"]);
    expect(coerce(["1", "2", "3"], { prefixItems: [number, string], items: number })).toEqual([1, "2", 3]);
    expect(coerce(["1", "2"], { items: [number] })).toEqual([1, "2"]);
    const object = { type: "object", properties: { n: number, constructor: string } };
    expect(coerce({ n: "1", m: "1" }, object)).toEqual({ n: 1, m: "1" });
    expect(coerce('{"n":"1","constructor":2}', object)).toEqual({ n: 1, constructor: "2" });
    expect(coerce({ n: "1" }, { properties: 5, additionalProperties: number })).toEqual({ n: 1 });
    expect(coerce({ toString: "1" }, { properties: {}, additionalProperties: number })).toEqual({ toString: 1 });
  });

  it("members that one part of an allOf declares, and members that a pattern names", () => {
    const part = { properties: { n: number, m: string }, required: ["m"] };
    const allOf = [part, { additionalProperties: number }, true, null];
    const whole = { type: "object", properties: { t: string }, allOf };
    expect(coerce({ n: "1", m: null, t: 5, other: "2" }, whole)).toEqual({ n: 1, m: null, t: "5", other: 2 });
    expect(coerce({ n: null, m: 1 }, whole)).toEqual({ m: "1" });
    expect(coerce({ n: "1" }, { allOf: [{ properties: { n: true } }, part] })).toEqual({ n: 1 });
    const nested = {
      $defs: { part: { type: "object", ...part } },
      properties: { x: { allOf: [{ $ref: "#/$defs/part" }] } },
    };
    expect(coerceMembers({ x: '{"n":"1","m":2}' }, nested)).toEqual({ x: { n: 1, m: "2" } });
    const patterns = { properties: { n1: string }, patternProperties: { "^n\\d+$": number, "[": string } };
    const rest = { ...patterns, additionalProperties: { type: "boolean" } };
    expect(coerce({ n1: 1, n2: "2", other: "true" }, rest)).toEqual({ n1: "1", n2: 2, other: true });
    // A long name isn't compared with a pattern, because that can take exponential time.
    const [short, long] = [`n${"1".repeat(19)}`, `n${"1".repeat(20)}`];
    expect(coerce({ [short]: "2", [long]: "2" }, patterns)).toEqual({ [short]: 2, [long]: "2" });
  });

  it("members of the alternative that an object names, even inside other alternatives and parts", () => {
    const named = (kind: string, amount: JsonObject) => ({
      type: "object",
      properties: { kind: { const: kind }, amount },
    });
    const union = { oneOf: [named("card", string), named("cash", number)] };
    const nothing = { type: "null" };
    for (const schema of [
      union,
      { anyOf: [union, nothing] },
      { anyOf: [{ anyOf: [union] }, string] },
      { allOf: [union] },
      { anyOf: [{ type: "object", ...union }, string] },
    ]) {
      expect(coerce({ kind: "cash", amount: "5" }, schema)).toEqual({ kind: "cash", amount: 5 });
      expect(coerce({ kind: "card", amount: 5 }, schema)).toEqual({ kind: "card", amount: "5" });
    }
  });

  it("a list or an object of a union, if only one alternative has that type", () => {
    const union = { anyOf: [string, { type: "array", items: number }, { type: "object", properties: { n: number } }] };
    expect(coerce(["1"], union)).toEqual([1]);
    expect(coerce({ n: "1" }, union)).toEqual({ n: 1 });
    // It is already a string.
    expect(coerce("[1]", union)).toBe("[1]");
    const two = {
      anyOf: [
        { type: "array", items: number },
        { type: "array", items: string },
      ],
    };
    expect(coerce(["1"], two)).toEqual(["1"]);
  });

  it("an alternative that has alternatives of its own", () => {
    const sizes = { type: "array", items: number, anyOf: [{ minItems: 1 }, { maxItems: 5 }] };
    expect(coerce(["1"], { anyOf: [sizes, string] })).toEqual([1]);
    const either = { properties: { n: number }, anyOf: [{ required: ["n"] }, { required: ["m"] }] };
    for (const schema of [either, { type: "object", ...either }])
      expect(coerce({ n: "1" }, { anyOf: [schema, { type: "null" }] })).toEqual({ n: 1 });
  });

  it("members next to an alternative", () => {
    const schema = { properties: { n: number }, anyOf: [{ required: ["n"] }, { type: "null" }] };
    expect(coerce({ n: "1" }, schema)).toEqual({ n: 1 });
    const cash = { properties: { kind: { const: "cash" }, amount: number }, required: ["amount"] };
    const payment = { properties: { kind: string, id: number, amount: {} }, required: ["id"], oneOf: [cash] };
    expect(coerce({ kind: "cash", id: "1", amount: "5" }, payment)).toEqual({ kind: "cash", id: 1, amount: 5 });
    const nulls = { kind: "cash", id: null, amount: null };
    expect(coerce(nulls, payment)).toEqual(nulls);
  });

  it("leaves out a member that is null and optional, but no other (R-6)", () => {
    const properties = { a: string, b: string, c: { type: ["string", "null"] }, d: { enum: ["x", null] }, e: true };
    const more = {
      f: { anyOf: [string, { type: "null" }] },
      g: { oneOf: [{ const: null }] },
      i: nullableInOpenApi,
    };
    const nulls = { a: null, b: null, c: null, d: null, e: null, f: null, g: null, h: null, i: null };
    const schema = { properties: { ...properties, ...more }, required: ["b"] };
    expect(coerce(nulls, schema)).toEqual({ b: null, c: null, d: null, e: null, f: null, g: null, h: null, i: null });
    expect(coerce({ a: null }, { properties: { a: string }, required: "a" })).toEqual({});
  });

  it("reads an object as the alternative that a fixed member names", () => {
    const card = { properties: { kind: { const: "card" }, last: string } };
    const cash = { properties: { kind: { const: "cash" }, last: number } };
    for (const schema of [{ anyOf: [card, cash] }, { oneOf: [true, card, cash] }]) {
      expect(coerce({ kind: "card", last: 1 }, schema)).toEqual({ kind: "card", last: "1" });
      expect(coerce({ kind: "cash", last: "1" }, schema)).toEqual({ kind: "cash", last: 1 });
      expect(coerce({ kind: "other", last: "1" }, schema)).toEqual({ kind: "other", last: "1" });
    }
    // A member without a fixed value names no alternative. Neither does a member that both alternatives lack.
    expect(coerce({ n: "1" }, { anyOf: [{ properties: { n: number, m: number } }] })).toEqual({ n: "1" });
    expect(coerce({ n: "1" }, { anyOf: [{ properties: 5 }, { properties: { m: {}, n: number } }] })).toEqual({
      n: "1",
    });
    const own = { properties: { n: number }, oneOf: [{ properties: { n: true } }] };
    expect(coerce({ n: "1" }, own)).toEqual({ n: 1 });
  });
});

it("members are read by name, and stay unchanged without a schema", () => {
  expect(coerceMembers({ n: "1", m: "1" }, { properties: { n: number } })).toEqual({ n: 1, m: "1" });
  expect(coerceMembers({ toString: "1" }, { properties: { n: number } })).toEqual({ toString: "1" });
  // An undeclared member could become an object's prototype.
  const prototype = JSON.parse('{ "__proto__": "1" }') as JsonObject;
  const declared = JSON.parse('{ "__proto__": { "type": "number" } }') as JsonObject;
  expect(Object.entries(coerceMembers(prototype, { properties: { n: number } }))).toEqual([]);
  expect(Object.entries(coerceMembers(prototype, { properties: declared }))).toEqual([["__proto__", 1]]);
  const values = { n: "1" };
  expect(coerceMembers(values, {})).toBe(values);
});

describe("a reference", () => {
  const $defs = {
    count: { type: "integer" },
    item: { type: "object", properties: { count: { $ref: "#/$defs/count" }, note: { $ref: "#/$defs/note" } } },
    note: { anyOf: [{ $ref: "#/$defs/text" }, { type: "null" }] },
    text: { type: "string" },
    tree: { type: "object", properties: { n: number, children: { type: "array", items: { $ref: "#/$defs/tree" } } } },
    endless: { anyOf: [{ $ref: "#/$defs/endless" }, { $ref: "#/$defs/count" }] },
    "a/b": number,
  };
  const read = (property: JsonObject, value: unknown): unknown =>
    coerceMembers({ x: value }, { properties: { x: property }, $defs, definitions: $defs })["x"];

  it("is followed at any position", () => {
    expect(read({ $ref: "#/$defs/count" }, "3")).toBe(3);
    expect(read({ $ref: "#/definitions/a~1b", description: "d" }, "3")).toBe(3);
    expect(read({ type: "array", items: { $ref: "#/$defs/item" } }, '[{"count":"3","note":5}]')).toEqual([
      { count: 3, note: "5" },
    ]);
    expect(read({ $ref: "#/$defs/note" }, "null")).toBe("null");
    const alternatives = [{ $ref: "#/$defs/count" }, { type: "null" }];
    expect(read({ anyOf: alternatives }, "null")).toBe(null);
    expect(read({ oneOf: alternatives }, "null")).toBe(null);
    expect(read({ $ref: "#/$defs/item" }, { note: null, count: null })).toEqual({ note: null });
    expect(read({ $ref: "#/properties/x" }, "3")).toBe("3");
  });

  it("can lead to itself, or nowhere", () => {
    expect(read({ $ref: "#/$defs/tree" }, { n: "1", children: [{ n: "2" }] })).toEqual({ n: 1, children: [{ n: 2 }] });
    expect(read({ $ref: "#/$defs/endless" }, "3")).toBe("3");
    const list = { type: "object", properties: { n: number, next: { $ref: "#" } } };
    expect(coerce({ n: "1", next: { n: "2" } }, list)).toEqual({ n: 1, next: { n: 2 } });
    const elsewhere = ["#/$defs/none", "https://acme.dev/schema.json", "#item", "schema.json#/$defs/count"];
    for (const $ref of [...elsewhere, 5, ["#/$defs/count"]]) expect(read({ $ref }, "3")).toBe("3");
  });
});

it("a string is JSON or nothing", () => {
  expect([tryJson("null"), tryJson("{"), tryJson('"a"')]).toEqual([null, undefined, "a"]);
});
