import { describe, expect, it } from "vitest";
import { type Issue, issue, type Path } from "./issue.ts";
import { checkParameters, compilePattern } from "./json-schema.ts";
import type { JsonObject } from "./value.ts";

/** A value that the preview doesn't know yet. It isn't a string, so a check that doesn't expect it fails. */
const UNKNOWN = Symbol("not known yet");

const check = (parameters: unknown): Issue[] => checkParameters(parameters, (value) => value === UNKNOWN);
/** Parameters with one parameter, `p`, of this schema. */
const withP = (schema: unknown): JsonObject => ({ type: "object", properties: { p: schema } });
/** The path of a part of the schema of `p`. */
const inP = (...steps: Path): Path => ["parameters", "properties", "p", ...steps];
/** A schema with a mistake, to test whether it is checked. */
const MISTAKEN = { type: "text" };
const mistakeAt = (...path: Path): Issue => issue("schema-type", [...path, "type"], { value: "text" });

const LENGTHS = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];
const TEXTS = ["description", "title", "format", "$ref", "$comment", "$id", "$schema"];
const BOUNDS = ["minimum", "maximum"];
const EXCLUSIVE_BOUNDS = ["exclusiveMinimum", "exclusiveMaximum"];
const RANGES = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
] as const;
const MAPS = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
const LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const SINGLES = ["items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else"];

describe("the parameters as a whole", () => {
  it.each<[string, unknown]>([
    ["no parameters", undefined],
    ["null", null],
    ["an object without members", {}],
    ["a list", []],
    ["a string", "object"],
    ["a schema that is only true", true],
    ["parameters that are not known yet", UNKNOWN],
    ["an object without properties", { type: "object" }],
    ["a type that is not known yet", { type: UNKNOWN, properties: {} }],
  ])("are accepted without a mistake: %s", (_what, parameters) => {
    expect(check(parameters)).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ["without a type", { properties: {} }],
    ["of another type", { type: "string" }],
    ["of an unknown type", { type: "text" }],
    ["of type null", { type: null }],
    ["of a list of types", { type: ["object"] }],
  ])("must be an object, which is reported once: %s", (_what, parameters) => {
    expect(check(parameters)).toEqual([issue("schema-root", ["parameters", "type"])]);
  });

  it("are a schema themselves", () => {
    expect(check({ type: "object", description: 5, required: "p", maxProperties: -1 })).toEqual([
      issue("not-string", ["parameters", "description"]),
      issue("schema-length", ["parameters", "maxProperties"], { value: -1 }),
      issue("required-list", ["parameters", "required"]),
    ]);
  });
});

describe("a keyword with an invalid value", () => {
  type Plain = "not-string" | "not-number" | "not-boolean" | "schema-enum";
  type Quoting = "schema-type" | "schema-length" | "schema-step" | "schema-pattern";
  type Row = [keyword: string, value: unknown, code: Plain | Quoting];

  it.each<Row>([
    ["type", "text", "schema-type"],
    ["type", "", "schema-type"],
    ["type", null, "schema-type"],
    ["type", 5, "schema-type"],
    ["type", { string: true }, "schema-type"],
    ["type", [], "schema-type"],
    ["type", ["string", "text"], "schema-type"],
    ["type", ["string", 5], "schema-type"],
    ...TEXTS.map((key): Row => [key, 5, "not-string"]),
    ["description", null, "not-string"],
    ...[...BOUNDS, ...EXCLUSIVE_BOUNDS].map((key): Row => [key, "5", "not-number"]),
    ["minimum", true, "not-number"],
    ["exclusiveMaximum", null, "not-number"],
    ...LENGTHS.flatMap((key): Row[] => [
      [key, -1, "schema-length"],
      [key, 1.5, "schema-length"],
      [key, "1", "schema-length"],
    ]),
    ["multipleOf", 0, "schema-step"],
    ["multipleOf", -0.5, "schema-step"],
    ["multipleOf", "2", "schema-step"],
    ["uniqueItems", "true", "not-boolean"],
    ["uniqueItems", 1, "not-boolean"],
    ["pattern", "(", "schema-pattern"],
    ["pattern", 5, "schema-pattern"],
    ["enum", [], "schema-enum"],
    ["enum", "low", "schema-enum"],
    ["enum", { low: 1 }, "schema-enum"],
  ])("%s: %j", (keyword, value, code) => {
    const quotes = code === "schema-enum" || code.startsWith("not-") ? {} : { value };
    expect(check(withP({ [keyword]: value }))).toEqual([{ code, path: inP(keyword), params: quotes }]);
  });

  it.each<[string, unknown]>([
    ...LENGTHS.flatMap((key): [string, unknown][] => [
      [key, 0],
      [key, 7],
    ]),
    ...[...BOUNDS, ...EXCLUSIVE_BOUNDS].flatMap((key): [string, unknown][] => [
      [key, 0],
      [key, -1.5],
    ]),
    // OpenAPI 3.0
    ["exclusiveMinimum", true],
    ["exclusiveMaximum", false],
    ["multipleOf", Number.MIN_VALUE],
    ["multipleOf", 3],
    ["uniqueItems", true],
    ["uniqueItems", false],
    ...TEXTS.map((key): [string, unknown] => [key, ""]),
    ["pattern", ""],
    ["pattern", "^[A-Z]{2}$"],
    ["enum", [null]],
    ["enum", ["low", 1, true, [], {}]],
    ["const", null],
    ["default", 5],
    ["x-of-another-tool", { type: "text" }],
  ])("but not %s: %j", (keyword, value) => {
    expect(check(withP({ [keyword]: value }))).toEqual([]);
  });

  it.each([
    "type",
    ...TEXTS,
    ...BOUNDS,
    ...EXCLUSIVE_BOUNDS,
    ...LENGTHS,
    "multipleOf",
    "uniqueItems",
    "pattern",
    "enum",
    "const",
    "required",
    ...MAPS,
    ...LISTS,
    ...SINGLES,
  ])("nor a value of %s that isn't known yet", (keyword) => {
    expect(check(withP({ [keyword]: UNKNOWN }))).toEqual([]);
  });
});

describe.each(RANGES)("%s and %s", (low, high) => {
  it("must leave room for a value", () => {
    expect(check(withP({ [low]: 6, [high]: 5 }))).toEqual([issue("schema-range", inP(low), { high })]);
  });

  it("can be equal, or in order", () => {
    expect(check(withP({ [low]: 5, [high]: 5 }))).toEqual([]);
    expect(check(withP({ [low]: 4, [high]: 5 }))).toEqual([]);
  });

  it("aren't compared if one isn't a number or isn't known yet", () => {
    expect(check(withP({ [low]: "6", [high]: 5 })).map(({ path }) => path)).toEqual([inP(low)]);
    expect(check(withP({ [low]: 6, [high]: "5" })).map(({ path }) => path)).toEqual([inP(high)]);
    expect(check(withP({ [low]: UNKNOWN, [high]: 5 }))).toEqual([]);
    expect(check(withP({ [low]: 6, [high]: UNKNOWN }))).toEqual([]);
  });
});

describe("a value of enum and const", () => {
  /** JSON doesn't distinguish integers: this one is 1. */
  const WHOLE: unknown = JSON.parse("1.0");

  it.each<[string, unknown[], unknown[]]>([
    ["string", ["", "5"], [5, true, null, [], {}]],
    ["number", [0, -1, 1.5], ["5", true, null, [], {}]],
    ["integer", [0, -1, WHOLE], [1.5, "5", true, null, [], {}]],
    ["boolean", [true, false], ["true", 1, null, [], {}]],
    ["object", [{}, { a: 1 }], [[], null, "{}", 1, true]],
    ["array", [[], [1]], [{}, null, "[]", 1, true]],
    ["null", [null], ["null", 0, false, [], {}]],
  ])("has the type of its parameter: %s", (type, fitting, others) => {
    expect(check(withP({ type, enum: fitting }))).toEqual([]);
    for (const value of fitting) expect(check(withP({ type, const: value })), JSON.stringify(value)).toEqual([]);
    expect(check(withP({ type, enum: others }))).toEqual(others.map((_, i) => issue("enum-type", inP("enum", i))));
    for (const value of others)
      expect(check(withP({ type, const: value })), JSON.stringify(value)).toEqual([issue("const-type", inP("const"))]);
  });

  it("can have one of several types", () => {
    const type = ["string", "null"];
    expect(check(withP({ type, enum: ["a", null, "b"] }))).toEqual([]);
    expect(check(withP({ type, const: null }))).toEqual([]);
    expect(check(withP({ type, enum: ["a", 5] }))).toEqual([issue("enum-type", inP("enum", 1))]);
    expect(check(withP({ type, const: 5 }))).toEqual([issue("const-type", inP("const"))]);
  });

  it("can be null if the schema says so next to the type, as in OpenAPI 3.0", () => {
    const type = "string";
    expect(check(withP({ type, nullable: true, enum: ["a", null] }))).toEqual([]);
    expect(check(withP({ type, nullable: true, const: null }))).toEqual([]);
    expect(check(withP({ type, nullable: true, enum: ["a", 5] }))).toEqual([issue("enum-type", inP("enum", 1))]);
    expect(check(withP({ type, nullable: false, const: null }))).toEqual([issue("const-type", inP("const"))]);
  });

  it("can have any type if there is none", () => {
    expect(check(withP({ enum: ["a", 5, null] }))).toEqual([]);
    expect(check(withP({ const: [] }))).toEqual([]);
  });

  it("isn't reported because of an unknown type", () => {
    expect(check(withP({ type: "text", const: "a", enum: ["a"] }))).toEqual([mistakeAt(...inP())]);
    expect(check(withP({ type: null, const: "a" }))).toEqual([issue("schema-type", inP("type"), { value: null })]);
  });

  it("is equal in const and in enum", () => {
    expect(check(withP({ enum: ["low", { a: 1, b: 2 }], const: { b: 2, a: 1 } }))).toEqual([]);
    expect(check(withP({ type: "string", enum: ["low", "high"], const: "higher" }))).toEqual([
      issue("const-not-in-enum", inP("const")),
    ]);
  });

  it.each<[string, JsonObject]>([
    ["the type", { type: UNKNOWN, const: 5, enum: [5, "a"] }],
    ["one of the types", { type: ["string", UNKNOWN], const: 5, enum: [5] }],
    ["a value of enum", { type: "integer", enum: [5, UNKNOWN] }],
    ["a value of enum that may be the constant", { enum: ["low", UNKNOWN], const: "high" }],
    ["all values", { enum: UNKNOWN, const: "high" }],
    ["the constant", { type: "integer", enum: [5], const: UNKNOWN }],
    ["a part of the constant", { enum: [{ id: "x" }], const: { id: UNKNOWN } }],
    ["a part of a value", { enum: [[UNKNOWN]], const: ["x"] }],
  ])("isn't checked before it is known: %s", (_what, schema) => {
    expect(check(withP(schema))).toEqual([]);
  });
});

describe("the name of a parameter", () => {
  it("doesn't begin like a Tavus name, at any depth", () => {
    expect(check({ type: "object", properties: { tavus_id: {} } })).toEqual([
      issue("parameter-reserved", ["parameters", "properties", "tavus_id"]),
    ]);
    expect(check(withP({ properties: { tavus_: {} } }))).toEqual([
      issue("parameter-reserved", inP("properties", "tavus_")),
    ]);
  });

  it("isn't empty", () => {
    expect(check({ type: "object", properties: { "": {} } })).toEqual([
      issue("parameter-unnamed", ["parameters", "properties", ""]),
    ]);
  });

  it.each(["tavus", "Tavus_id", "my_tavus_id", " ", "required", "enum", "type", "minLength", "$ref", "constructor"])(
    "can be %j",
    (name) => {
      expect(check({ type: "object", properties: { [name]: { type: "string" } }, required: [name] })).toEqual([]);
    },
  );
});

describe("required", () => {
  const undeclared = (value: string, ...path: Path): Issue => issue("required-undeclared", path, { value });
  /** Declares `a`, and also requires `b`. */
  const INCOMPLETE = { properties: { a: {} }, required: ["a", "b"] };

  it.each<[string, unknown]>([
    ["a string", "a"],
    ["true, as in draft 3", true],
    ["an object", { a: true }],
    ["null", null],
  ])("isn't a list: %s", (_what, required) => {
    expect(check(withP({ properties: { a: {} }, required }))).toEqual([issue("required-list", inP("required"))]);
  });

  it("contains a value that isn't a name", () => {
    expect(check(withP({ properties: { a: {} }, required: ["a", 5, null] }))).toEqual([
      issue("required-name", inP("required", 1)),
      issue("required-name", inP("required", 2)),
    ]);
  });

  it("lists a name twice", () => {
    expect(check(withP({ properties: { a: {}, b: {} }, required: ["a", "b", "a"] }))).toEqual([
      issue("required-twice", inP("required", 2), { value: "a" }),
    ]);
  });

  it.each<[string, JsonObject, Path]>([
    ["of the parameters", { type: "object", ...INCOMPLETE }, ["parameters"]],
    ["that allows no other properties", { type: "object", ...INCOMPLETE, additionalProperties: false }, ["parameters"]],
    ["of an object in them", withP(INCOMPLETE), inP()],
    ["of the objects of a list", withP({ items: INCOMPLETE }), inP("items")],
    ["of a position in a list, as in draft 7", withP({ items: [true, INCOMPLETE] }), inP("items", 1)],
    ["that is closed", withP({ ...INCOMPLETE, unevaluatedProperties: false }), inP()],
    ["of additional properties", withP({ additionalProperties: INCOMPLETE }), inP("additionalProperties")],
  ])("names a parameter that a schema %s doesn't declare", (_what, parameters, path) => {
    expect(check(parameters)).toEqual([undeclared("b", ...path, "required", 1)]);
  });

  it("doesn't treat members of every JavaScript object as parameters", () => {
    expect(check(withP({ properties: { a: {} }, required: ["constructor"] }))).toEqual([
      undeclared("constructor", ...inP("required", 0)),
    ]);
  });

  it.each<[string, JsonObject]>([
    ["nothing", { properties: { a: {} }, required: [] }],
    ["only some", { properties: { a: {}, b: {} }, required: ["b"] }],
    ["names without any declaration", { required: ["a"] }],
    ["names, whose declarations aren't known yet", { properties: UNKNOWN, required: ["a"] }],
    ["a name that is not known yet, twice", { properties: { a: {} }, required: [UNKNOWN, UNKNOWN] }],
    ["a name among others that aren't known yet", { ...INCOMPLETE, additionalProperties: UNKNOWN }],
    ["a name that dependentSchemas may declare", { ...INCOMPLETE, dependentSchemas: { a: { properties: { b: {} } } } }],
    ["a name that dependencies may declare", { ...INCOMPLETE, dependencies: { a: { properties: { b: {} } } } }],
    ["a name among unevaluated properties", { ...INCOMPLETE, unevaluatedProperties: { type: "string" } }],
    ["a name of an object in an alternative", withP({ anyOf: [{ properties: { c: INCOMPLETE } }] })],
    ["a name of a list in an alternative", withP({ else: { items: INCOMPLETE } })],
    ["a name in a position of a list in an alternative", withP({ not: { items: [INCOMPLETE] } })],
    ["a name of the item that a list contains", withP({ items: { properties: { b: {} } }, contains: INCOMPLETE })],
    ["a name among any others", { ...INCOMPLETE, additionalProperties: true }],
    ["a name among others with a type", { ...INCOMPLETE, additionalProperties: { type: "string" } }],
    ["a name that allOf may declare", { ...INCOMPLETE, allOf: [{ properties: { b: {} } }] }],
    ["a name that anyOf may declare", { ...INCOMPLETE, anyOf: [{ properties: { b: {} } }] }],
    ["a name that oneOf may declare", { ...INCOMPLETE, oneOf: [{ properties: { b: {} } }] }],
    ["a name that another schema may declare", { ...INCOMPLETE, $ref: "#/$defs/other" }],
    ["a name that a pattern may declare", { ...INCOMPLETE, patternProperties: { "^b": {} } }],
    ["a name that a condition may declare", { ...INCOMPLETE, if: { properties: { b: {} } } }],
    ["a name that a dynamic reference may declare", { ...INCOMPLETE, $dynamicRef: "#other" }],
    ["a name that an alternative of the outer object may declare", { properties: { c: INCOMPLETE }, allOf: [{}] }],
  ])("can list %s", (_what, schema) => {
    expect(check(withP(schema))).toEqual([]);
    expect(check({ type: "object", ...schema })).toEqual([]);
  });

  it.each(["allOf", "anyOf", "oneOf"])(
    "can list in %s a name declared next to it, but none twice and no number",
    (keyword) => {
      expect(check(withP({ properties: { b: {} }, [keyword]: [true, INCOMPLETE] }))).toEqual([]);
      expect(check(withP({ [keyword]: [true, { required: ["b", "b", 5] }] })).map(({ path }) => path)).toEqual([
        inP(keyword, 1, "required", 1),
        inP(keyword, 1, "required", 2),
      ]);
    },
  );

  it.each(["not", "if", "then", "else"])("can list in %s a name declared next to it", (keyword) => {
    expect(check(withP({ properties: { b: {} }, [keyword]: INCOMPLETE }))).toEqual([]);
  });

  it.each(["$defs", "definitions", "patternProperties", "dependentSchemas"])(
    "can list in %s a name declared at the schema's use",
    (keyword) => {
      expect(check(withP({ [keyword]: { a: INCOMPLETE } }))).toEqual([]);
    },
  );
});

describe("a nested schema", () => {
  it.each<[string, unknown]>([
    ["a string", "string"],
    ["null", null],
    ["a number", 5],
    ["a list", [{ type: "string" }]],
  ])("isn't %s", (_what, schema) => {
    expect(check(withP(schema))).toEqual([issue("schema-not-object", inP())]);
  });

  it.each([true, false, {}])("can be %j, for each value or none", (schema) => {
    expect(check(withP(schema))).toEqual([]);
    for (const keyword of MAPS) expect(check(withP({ [keyword]: { q: schema } })), keyword).toEqual([]);
    for (const keyword of LISTS) expect(check(withP({ [keyword]: [schema] })), keyword).toEqual([]);
    for (const keyword of SINGLES) expect(check(withP({ [keyword]: schema })), keyword).toEqual([]);
    expect(check(withP({ items: [schema] }))).toEqual([]);
  });

  it("isn't checked before it is known", () => {
    expect(check(withP(UNKNOWN))).toEqual([]);
    for (const keyword of MAPS) expect(check(withP({ [keyword]: { q: UNKNOWN } })), keyword).toEqual([]);
    for (const keyword of LISTS) expect(check(withP({ [keyword]: [UNKNOWN] })), keyword).toEqual([]);
    expect(check(withP({ items: [UNKNOWN] }))).toEqual([]);
  });

  it.each(MAPS)("is found in %s, which is an object", (keyword) => {
    expect(check(withP({ [keyword]: { q: {}, r: MISTAKEN } }))).toEqual([mistakeAt(...inP(keyword, "r"))]);
    expect(check(withP({ [keyword]: { q: "string" } }))).toEqual([issue("schema-not-object", inP(keyword, "q"))]);
    expect(check(withP({ [keyword]: {} }))).toEqual([]);
    for (const value of [[MISTAKEN], "q", null, true])
      expect(check(withP({ [keyword]: value })), JSON.stringify(value)).toEqual([issue("schema-map", inP(keyword))]);
  });

  it.each(LISTS)("is found in %s, which is a list with at least one item", (keyword) => {
    expect(check(withP({ [keyword]: [{}, MISTAKEN] }))).toEqual([mistakeAt(...inP(keyword, 1))]);
    expect(check(withP({ [keyword]: ["string"] }))).toEqual([issue("schema-not-object", inP(keyword, 0))]);
    for (const value of [[], MISTAKEN, "many", null])
      expect(check(withP({ [keyword]: value })), JSON.stringify(value)).toEqual([issue("schema-list", inP(keyword))]);
  });

  it.each(SINGLES)("is found in %s", (keyword) => {
    expect(check(withP({ [keyword]: MISTAKEN }))).toEqual([mistakeAt(...inP(keyword))]);
    expect(check(withP({ [keyword]: "string" }))).toEqual([issue("schema-not-object", inP(keyword))]);
  });

  it("is found at each position of a list, as in draft 7", () => {
    expect(check(withP({ items: [{}, MISTAKEN, "string"] }))).toEqual([
      mistakeAt(...inP("items", 1)),
      issue("schema-not-object", inP("items", 2)),
    ]);
    expect(check(withP({ items: [] }))).toEqual([]);
  });

  it("is found at any depth", () => {
    expect(check(withP({ items: { oneOf: [{ properties: { q: { not: MISTAKEN } } }] } }))).toEqual([
      mistakeAt(...inP("items", "oneOf", 0, "properties", "q", "not")),
    ]);
  });

  it("isn't searched for in values", () => {
    expect(check(withP({ const: { properties: 5 }, enum: [{ properties: 5 }], default: { allOf: [] } }))).toEqual([]);
  });
});

describe("compilePattern", () => {
  it.each<[string, string, string]>([
    ["in JSON Schema's dialect", "^\\p{Lu}+$", "u"],
    ["that only JSON Schema's dialect supports: a range of emojis", "^[😀-😎]$", "u"],
    ["that only older dialects support: an unnecessary escape", "^[a-z]+\\-\\d+$", ""],
    ["without anything", "", "u"],
  ])("reads a pattern %s", (_what, pattern, flags) => {
    expect(compilePattern(pattern)).toEqual(new RegExp(pattern, flags));
  });

  it.each([["("], ["[b-a]"], [5], [null], [undefined], [/a/]])("recognizes that %s isn't a pattern", (pattern) => {
    expect(compilePattern(pattern)).toBeUndefined();
  });
});
