import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import { compileSchema, findMismatch } from "./schema.ts";
import { unicodePattern } from "./unicode-pattern.ts";

const text = { type: "string" };
const object = (properties: JsonObject, rest: JsonObject = {}): JsonObject => ({ type: "object", properties, ...rest });

describe("a schema that validators read in different ways", () => {
  it.each<[what: string, schema: JsonObject, valid: JsonObject, invalid: JsonObject]>([
    [
      "ids in annotations",
      object({ a: { ...text, "x-ui": { id: "f", o: 1 } }, b: { ...text, "x-ui": { id: "f", o: 2 } } }),
      { a: "1", b: "2" },
      { a: 1 },
    ],
    ["a reference in an example", object({ a: { ...text, example: { $ref: "#/gone" } } }), { a: "1" }, { a: 1 }],
    ["an id that is no URL", object({ a: { ...text, $id: "http://" } }), { a: "1" }, { a: 1 }],
    [
      "a parameter that is named like a keyword",
      object({ $dynamicRef: text, id: text }),
      { $dynamicRef: "1" },
      { id: 1 },
    ],
    [
      "definitions under another name",
      object({ a: { $ref: "#/components/t" } }, { components: { t: text } }),
      { a: "" },
      { a: 1 },
    ],
    ["a pattern without the u flag", object({ a: { ...text, pattern: "^a\\-1$" } }), { a: "a-1" }, { a: "a1" }],
    [
      "a pattern below another one",
      object({ a: { pattern: "^a\\-", not: { pattern: "b\\-" } } }),
      { a: "a-1" },
      { a: "a-b-" },
    ],
    [
      "names by a pattern without the u flag",
      object({}, { patternProperties: { "^x\\-": text } }),
      { "x-a": "1" },
      { "x-a": 1 },
    ],
    ["nullable", object({ a: { ...text, nullable: true } }), { a: null }, { a: 1 }],
    [
      "a constant that looks like a schema",
      object({ a: { const: { ...text, nullable: true, pattern: "a\\-" } } }),
      { a: { ...text, nullable: true, pattern: "a\\-" } },
      { a: text },
    ],
    [
      "dependencies of both kinds",
      object({}, { dependencies: { a: ["b"], type: { required: ["c"] } } }),
      { a: 1, b: 1 },
      { type: 1 },
    ],
    ["an unknown format", object({ a: { ...text, format: "isPrototypeOf" } }), { a: "1" }, { a: 1 }],
    ["draft 4's exclusive bound", object({ a: { minimum: 4, exclusiveMinimum: true } }), { a: 5 }, { a: 4 }],
  ])("is checked: %s", async (_, schema, valid, invalid) => {
    expect(await findMismatch(schema, valid)).toBeUndefined();
    expect(await findMismatch(schema, invalid)).toBeDefined();
  });

  it("is refused if it has a $dynamicRef", async () => {
    await expect(compileSchema(object({ a: { $dynamicRef: "#x" } }))).rejects.toThrow("$dynamicRef is not supported");
  });
});

describe("a mismatch", () => {
  it.each<[schema: JsonObject, value: JsonObject, told: string]>([
    [object({ a: text }, { required: ["a"] }), {}, "arguments must have required property 'a'"],
    [object({}, { dependentRequired: { a: ['b "c'] } }), { a: 1 }, "arguments must have required property 'b \"c'"],
    [object({ a: { type: ["string", "null"] } }), { a: 1 }, "arguments/a must be string or null"],
    [object({ a: { $ref: "#/$defs/t" } }, { $defs: { t: text } }), { a: 1 }, "arguments/a must be string"],
    [object({ a: { minLength: 3 } }), { a: "ab" }, 'arguments/a doesn\'t fit "minLength": 3'],
    [object({ "a b": { pattern: "^x" } }), { "a b": "y" }, 'arguments/a b doesn\'t fit "pattern": "^x"'],
    [object({}, { additionalProperties: false }), { a: 1 }, "arguments/a is not allowed"],
    [object({ pin: { const: 4711 } }), { pin: 1 }, 'arguments/pin doesn\'t fit "const"'],
    [object({ a: { const: ["it does not have ", "S3CRET"] } }), { a: 1 }, 'arguments/a doesn\'t fit "const"'],
    [object({ a: { enum: ["S3CRET"] } }), { a: "x" }, 'arguments/a doesn\'t fit "enum"'],
  ])("of %j is described without values and constants", async (schema, value, told) => {
    expect(await findMismatch(schema, value)).toBe(told);
  });
});

it.each([
  ["^a\\-1$", "a-1", "a\\-1"],
  ["^[\\w-.]+\\@x$", "a-.b@x", "a+@x"],
  ["^\\_{a}]$", "_{a}]", "_a]"],
  ["^\\#[a\\-z]{2}\\e$", "#a-e", "#b-e"],
])("makes %j a pattern with the u flag that matches the same", (pattern, match, other) => {
  const [before, after] = [new RegExp(pattern), new RegExp(unicodePattern(pattern), "u")];
  for (const one of [before, after]) expect([one.test(match), one.test(other)]).toEqual([true, false]);
});

it("leaves a pattern that has the u flag's syntax", () => {
  expect(unicodePattern("^\\p{L}+-?$")).toBe("^\\p{L}+-?$");
  expect(unicodePattern("^\\p{L}[-x]$")).toBe("^\\p{L}[-x]$");
});
