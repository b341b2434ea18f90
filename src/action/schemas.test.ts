import { runInNewContext } from "node:vm";
import { toStandardJsonSchema as standard } from "@valibot/to-json-schema";
import { scope, type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import * as z3 from "zod-3.25";
import * as z325 from "zod-3.25/v4";
import * as mini325 from "zod-3.25/v4-mini";
import * as z40 from "zod-4.0";
import * as mini40 from "zod-4.0/mini";
import * as z41 from "zod-4.1";
import * as mini41 from "zod-4.1/mini";
import * as z42 from "zod-4.2";
import * as mini42 from "zod-4.2/mini";
import { defineAction } from "../action.ts";

const VERSIONS = [
  ["3.25 (zod/v4)", z325],
  ["4.0", z40],
  ["4.1", z41],
  ["4.2", z42],
  ["of today", z],
] as unknown as [string, typeof z][];

const define = (parameters: object) =>
  defineAction({ name: "log_note", description: "Log a note.", parameters: parameters as Record<string, z.ZodType> });
/** The JSON Schema of one parameter. */
const written = (schema: unknown): unknown =>
  (define({ x: schema }).parameters["properties"] as Record<string, unknown>)["x"];
const text = { type: "string", description: "d" };

describe.each(VERSIONS)("a zod schema %s", (_version, zod) => {
  it("keeps its description and its type, however it is wrapped", () => {
    const described = zod.string().describe("d");
    for (const [schema, expected] of [
      [described, text],
      [zod.string().meta({ description: "d" }), text],
      [described.optional(), text],
      [described.readonly(), { ...text, readOnly: true }],
      [described.transform((value) => value.length), text],
      [zod.preprocess((value) => value, described), text],
      [zod.lazy(() => described), text],
      [described.default("a"), { ...text, default: "a" }],
      [described.nullable(), { anyOf: [{ type: "string" }, { type: "null" }], description: "d" }],
      [described.nullish(), { anyOf: [{ type: "string" }, { type: "null" }], description: "d" }],
      [zod.union([described, zod.null()]), { anyOf: [{ type: "string" }, { type: "null" }], description: "d" }],
      [zod.int().describe("d"), { type: "integer", description: "d" }],
      [zod.enum(["a", "b"]).describe("d"), { type: "string", enum: ["a", "b"], description: "d" }],
    ] as const)
      expect(written(schema)).toEqual(expected);
    expect(define({ x: described, y: described.nullable(), z: zod.preprocess((a) => a, described) }).warnings).toEqual(
      [],
    );
  });

  it("with meta({ id }) is written at its parameter, and only once if several parameters refer to it", () => {
    const name = `Address_${_version.slice(0, 4)}`;
    const address = zod.object({ city: zod.string() }).meta({ id: name, description: "d" });
    const object = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
    expect(define({ x: address }).parameters).toEqual({
      type: "object",
      properties: { x: { ...object, description: "d" } },
      required: ["x"],
    });
    const { parameters, warnings } = define({ home: address.nullable(), all: zod.array(address).describe("All.") });
    const reference = { $ref: `#/$defs/${name}` };
    expect(parameters["properties"]).toEqual({
      home: { anyOf: [reference, { type: "null" }], description: "d" },
      all: { type: "array", items: reference, description: "All." },
    });
    expect(parameters["$defs"]).toEqual({ [name]: { ...object, description: "d" } });
    expect(warnings).toEqual([]);
  });

  it("with meta({ id }) is found under every name", () => {
    for (const mark of ["geo/", "a~1b~", "100%41 ", "größe "]) {
      const name = `${mark}${_version}`;
      const address = zod.object({ city: zod.string() }).meta({ id: name, description: "d" });
      const { parameters, warnings } = define({ home: address.nullable(), all: zod.array(address).describe("All.") });
      expect(Object.keys(parameters["$defs"] as object)).toEqual([name]);
      const pointer = name.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("%", "%25");
      expect(parameters["properties"]).toMatchObject({ all: { items: { $ref: `#/$defs/${pointer}` } } });
      expect(warnings).toEqual([]);
    }
  });

  it("has no infinite bounds", () => {
    expect(written(zod.number().min(-Infinity).max(Infinity).describe("d"))).toEqual({
      type: "number",
      description: "d",
    });
  });

  it("keeps a description that comes before a check, or says that this version drops it", () => {
    const [described, optional] = [zod.string().describe("d").min(1), zod.string().describe("d").max(9).optional()];
    const action = define({ x: described, y: optional, z: zod.string() });
    const undescribed = (name: string) =>
      `\`parameters.properties.${name}\` is filled in by the AI but has no description.`;
    const dropped =
      " In this version of zod, a check such as .min(1) drops the description before it: write .describe(…) last.";
    const warnings = zod === z ? ["z"] : ["x", "y", "z"];
    expect(action.warnings).toEqual(
      warnings.map((name) => `${undescribed(name)} Describe what belongs in it. (T-22)${name === "z" ? "" : dropped}`),
    );
  });

  it("can refer to itself", () => {
    const tree: z.ZodType = zod.lazy(() => zod.object({ next: zod.array(tree) }));
    const action = define({ x: zod.object({ root: tree }).describe("d"), tree: tree.describe("d") });
    const references = [...JSON.stringify(action.parameters).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path);
    expect(references.length).toBeGreaterThan(0);
    for (const path of references)
      expect(
        (path ?? "").split("/").reduce<unknown>((at, key) => Reflect.get(Object(at), key), action.parameters),
      ).toMatchObject({
        type: "object",
        properties: { next: { type: "array" } },
      });
    expect(action.validate({ x: { root: { next: [{ next: [] }] } }, tree: { next: [7] } })).toMatchObject({
      issues: [{ path: "tree.next[0]" }],
    });
  });

  it("is optional if it can be omitted, and is checked by its own library", () => {
    const action = define({
      a: zod.string().describe("d").optional(),
      b: zod.string().default("none").describe("d"),
      c: zod.preprocess((value) => value, zod.string().describe("d")),
      d: zod.coerce.number().describe("d"),
      e: zod.string().transform((value) => new Date(value)),
      f: zod.string().catch("fallback"),
    });
    expect(action.parameters["required"]).toEqual(["c", "d", "e"]);
    expect(action.validate({ a: null, c: "c", d: "5", e: "2026-01-01" })).toEqual({
      value: { b: "none", c: "c", d: 5, e: new Date("2026-01-01"), f: "fallback" },
    });
    expect(action.validate({ c: ["c4nary"], d: 1, e: "2026-01-01" })).toMatchObject({ issues: [{ path: "c" }] });
  });

  it.each<[string, (zod_: typeof z) => unknown, string]>([
    ["a date", (zod_) => zod_.date(), "parameters.x holds a Date. Use z.iso.datetime()"],
    ["z.coerce.date()", (zod_) => zod_.coerce.date(), "parameters.x holds a Date."],
    ["a bigint", (zod_) => zod_.bigint(), "parameters.x holds a bigint. Use z.int()"],
    ["z.int64()", (zod_) => zod_.int64(), "parameters.x holds a bigint."],
    ["a map", (zod_) => zod_.map(zod_.string(), zod_.string()), "parameters.x holds a Map. Use z.record("],
    ["a set", (zod_) => zod_.set(zod_.string()), "parameters.x holds a Set. Use z.array("],
    ["undefined", (zod_) => zod_.union([zod_.string(), zod_.undefined()]), "parameters.x holds undefined."],
    ["void", (zod_) => zod_.void(), "parameters.x holds undefined."],
    ["a symbol", (zod_) => zod_.symbol(), "parameters.x holds a symbol."],
    ["NaN", (zod_) => zod_.nan(), "parameters.x holds NaN."],
    ["a file", (zod_) => zod_.file(), "parameters.x holds a File."],
    ["a promise", (zod_) => zod_.promise(zod_.string()), "parameters.x holds a promise."],
    ["z.instanceof()", (zod_) => zod_.instanceof(URL), "parameters.x is z.custom() or z.instanceof()"],
    ["a transform alone", (zod_) => zod_.transform((value) => value), "parameters.x is a transform alone"],
    ["a literal bigint", (zod_) => zod_.literal(5n), "parameters.x is the literal 5n"],
    ["a literal undefined", (zod_) => zod_.literal(undefined), "parameters.x is the literal undefined"],
    [
      "a flag of a pattern",
      (zod_) => zod_.string().regex(/^ab/i),
      "parameters.x has the pattern /^ab/i, whose flag i JSON",
    ],
    ["an async refinement", (zod_) => zod_.string().refine(async () => true), "parameters.x has an async function."],
    ["an async check", (zod_) => zod_.string().check(async () => {}), "parameters.x has an async function."],
    ["an async transform", (zod_) => zod_.string().transform(async (a) => a), "parameters.x has an async function."],
    [
      "an async superRefine",
      (zod_) => zod_.string().superRefine(async () => {}),
      "parameters.x has an async function.",
    ],
    [
      "an async refinement that a compiler rewrote",
      (zod_) => zod_.string().refine(() => Promise.resolve(true)),
      "parameters.x has an async function.",
    ],
    [
      "a transform that a compiler rewrote",
      (zod_) => zod_.string().transform(() => Promise.reject(new Error("no"))),
      "parameters.x has an async function.",
    ],
    [
      "something deep inside",
      (zod_) =>
        zod_.array(zod_.object({ at: zod_.object({ "a.b": zod_.tuple([zod_.date().nullable()]) }).optional() })),
      'parameters.x[].at["a.b"][0] holds a Date.',
    ],
    [
      "something in a record",
      (zod_) => zod_.record(zod_.string(), zod_.set(zod_.int())),
      "parameters.x[] holds a Set.",
    ],
  ])("with %s is refused with its path and a replacement", (_what, make, message) => {
    expect(() => define({ x: make(zod) })).toThrow(`defineAction("log_note"): ${message}`);
  });

  it("keeps patterns whose flags change nothing, and schemas that only the receiver checks", () => {
    expect(written(zod.string().regex(/^\p{L}+$/u))).toEqual({ type: "string", pattern: "^\\p{L}+$" });
    expect(written(zod.email())).toMatchObject({ type: "string", format: "email" });
    for (const schema of [
      zod.uuid(),
      zod.ipv6(),
      zod.emoji(),
      zod.base64(),
      zod.iso.datetime(),
      zod.url(),
      zod.guid(),
      zod.cuid2(),
    ])
      expect(written(schema)).toMatchObject({ type: "string" });
    expect(written(zod.string().transform((value) => new Map([[value, 1n]])))).toEqual({ type: "string" });
    expect(written(zod.iso.datetime().pipe(zod.coerce.date()))).toMatchObject({ format: "date-time" });
  });
});

it("distinguishes two definitions with the same name", () => {
  const one = z42.object({ a: z42.string() }).meta({ id: "Same" });
  const other = z.object({ b: z.string() }).meta({ id: "Same_" });
  const nested = (schema: unknown) => ({ list: z.array(schema as z.ZodType).describe("d") });
  const { parameters } = define({
    ...nested(other),
    again: z42.array(one).describe("d"),
    third: standard(v.array(v.lazy(() => v.string()))),
    fourth: standard(v.array(v.lazy(() => v.number()))),
  });
  expect(parameters["$defs"]).toEqual({
    Same_: { type: "object", properties: { b: { type: "string" } }, required: ["b"] },
    Same: { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
    "0": { type: "string" },
    fourth_0: { type: "number" },
  });
  expect(parameters["properties"]).toMatchObject({
    third: { items: { $ref: "#/$defs/0" } },
    fourth: { items: { $ref: "#/$defs/fourth_0" } },
  });
});

describe("zod/mini", () => {
  it.each([
    ["4.2", mini42],
    ["of today", mini],
  ] as unknown as [string, typeof mini][])("of zod %s works like zod", (_version, zod) => {
    const described = zod.string().register(zod.globalRegistry, { description: "d" });
    expect(written(described)).toEqual(text);
    const action = define({ a: zod.optional(described), b: zod.nullable(described) });
    expect([action.parameters["required"], action.warnings]).toEqual([["b"], []]);
  });

  it.each([
    ["4.0.0", mini325],
    ["4.0.17", mini40],
    ["4.1.13", mini41],
  ] as unknown as [string, typeof mini][])(
    "of zod %s is refused, because its description can't be read",
    (version, zod) => {
      expect(() => define({ x: zod.string() })).toThrow(
        `parameters.x is a schema of zod/mini ${version}, whose description can't be read. Use zod 4.2 or newer (pulumi-tavus is tested with zod ${z.core.version.major}.`,
      );
    },
  );
});

it("refuses zod 3 and future versions of zod, and names both versions", () => {
  const own = Object.values(z.core.version).join(".");
  expect(() => define({ x: z3.string() })).toThrow(
    `parameters.x is a schema of zod 3, and pulumi-tavus reads zod 4 (it is tested with zod ${own}). Import z from "zod/v4", or install zod 4.`,
  );
  expect(() => define(z3.object({ x: z3.string() }))).toThrow("parameters is one schema for all of them.");
  const later = {
    _zod: { def: { type: "string" }, version: { major: 5, minor: 1, patch: 2 } },
    "~standard": { version: 1, vendor: "zod", validate: () => ({ value: 1 }) },
  };
  expect(() => define({ x: later })).toThrow(
    `parameters.x is a schema of zod 5.1.2, and pulumi-tavus reads zod 4. Install zod ${own}.`,
  );
});

describe("ArkType", () => {
  it("works", () => {
    const action = define({
      note: type("string").describe("d"),
      urgency: type("'low' | 'high'").describe("d"),
      amount: type("number | null").describe("d"),
      at: type("string.date.parse").describe("d"),
      lines: type({ sku: "string", "count?": "number.integer > 0" }).array().describe("d"),
    });
    expect(action.warnings).toEqual([]);
    expect(action.parameters["required"]).toEqual(["note", "urgency", "amount", "at", "lines"]);
    expect(action.parameters["properties"]).toMatchObject({
      note: text,
      lines: { type: "array", items: { type: "object", required: ["sku"] } },
    });
    const good = { note: "n", urgency: "low", amount: null, at: "2026-01-01", lines: [{ sku: "a", count: 2 }] };
    expect(action.validate(good)).toEqual({ value: { ...good, at: new Date("2026-01-01") } });
    const wrong = action.validate({ ...good, urgency: "c4nary", lines: [{ sku: "a", count: -1 }] });
    expect(wrong).toMatchObject({ issues: [{ path: "urgency" }, { path: "lines[0].count" }] });
    expect(JSON.stringify(wrong)).not.toContain("c4nary");
  });

  it.each([
    [type("Date"), 'parameters.x can\'t be written as JSON Schema: JSON Schema has no "date" (says arktype).'],
    [type("bigint"), 'JSON Schema has no "bigint" (says arktype).'],
    [type({ "at?": [type.instanceOf(Map), "[]"] }), 'JSON Schema has no "Map" (says arktype).'],
    [type({ a: "string | undefined" }), "can't be written as JSON Schema"],
    [type(/^a/i), "parameters.x has the pattern /^a/i, whose flags JSON Schema doesn't have."],
  ])("is refused if it accepts values that JSON doesn't have: %#", (schema, message) => {
    expect(() => define({ x: schema })).toThrow(message);
  });

  it("names its definitions by their position, independent of earlier schemas in the process", () => {
    const node = () =>
      scope({ node: { value: "string", "next?": "node" } })
        .export()
        .node.describe("d");
    const [first, second] = [define({ x: node() }), define({ x: node() })];
    expect(second.parameters).toEqual(first.parameters);
    const references = JSON.stringify(first.parameters).match(/#\/\$defs\/[^"]+/g);
    expect(new Set(references)).toEqual(
      new Set(Object.keys(first.parameters["$defs"] as object).map((key) => `#/$defs/${key}`)),
    );
  });

  it("passes no promise to a handler", () => {
    const action = define({
      x: type("string")
        .pipe(async (text) => text)
        .describe("d"),
    });
    expect(action.validate({ x: "a" })).toMatchObject({ issues: [{ path: "x" }] });
  });

  it("refuses one schema for all parameters", () => {
    expect(() => define(type({ a: "string" }))).toThrow("parameters is one schema for all of them.");
  });
});

describe("Valibot", () => {
  const described = v.pipe(v.string(), v.description("d"));

  it("works with its adapter", () => {
    const action = define({
      a: standard(described),
      b: standard(v.optional(described, "none")),
      c: standard(v.nullable(described)),
      d: standard(v.optional(described)),
      e: standard(
        v.pipe(
          v.string(),
          v.trim(),
          v.email(),
          v.check((value) => value !== "x@b.dev"),
        ),
      ),
      f: standard(v.pipe(v.string(), v.transform(Number), v.number(), v.description("d"))),
    });
    expect(action.parameters["properties"]).toMatchObject({
      a: text,
      b: { ...text, default: "none" },
      c: { description: "d" },
    });
    expect(action.parameters["required"]).toEqual(["a", "c", "e", "f"]);
    expect(action.validate({ a: "a", c: null, d: "", e: "a@b.dev", f: "5" })).toEqual({
      value: { a: "a", b: "none", c: null, d: "", e: "a@b.dev", f: 5 },
    });
    const wrong = action.validate({ a: 5, c: ["c4nary"], e: "c4nary", f: "5" });
    expect(wrong).toEqual({
      issues: [
        { path: "c", message: "must be string" },
        { path: "e", message: "does not fit its schema" },
      ],
    });
  });

  it.each([
    [
      described,
      "parameters.x is a schema of valibot that can't be written as JSON Schema. Wrap it: toStandardJsonSchema(schema)",
    ],
    [
      standard(v.date()),
      'parameters.x can\'t be written as JSON Schema: The "date" schema cannot be converted to JSON Schema (says valibot).',
    ],
    [standard(v.pipe(v.string(), v.regex(/a/i))), "RegExp flags are not supported by JSON Schema"],
    [
      standard(
        v.pipeAsync(
          v.string(),
          v.checkAsync(async () => true),
        ) as unknown as v.GenericSchema,
      ),
      "parameters.x has an asynchronous schema.",
    ],
  ])("is refused with a remedy: %#", (schema, message) => {
    expect(() => define({ x: schema })).toThrow(message);
  });

  it("refuses one schema for all parameters", () => {
    expect(() => define(v.object({ a: v.string() }))).toThrow("parameters is one schema for all of them.");
    expect(() => define(standard(v.object({ a: v.string() })))).toThrow("parameters is one schema for all of them.");
  });
});

it.each(VERSIONS)("accepts the output of z.toJSONSchema of zod %s", (_version, zod) => {
  const parameters = zod.toJSONSchema(
    zod.object({ note: zod.string().describe("d"), at: zod.string().optional().describe("d") }),
  );
  const action = define(parameters);
  expect(action.parameters).toEqual({ ...parameters });
  expect(action.validate({ note: 5, at: null })).toEqual({ value: { note: "5" } });
  expect(() => define(zod.toJSONSchema(zod.union([zod.object({}), zod.string()])))).toThrow("parameters.type");
});

it("recognizes any kind of promise as an asynchronous check", () => {
  // From another realm, as in some test runners.
  const later = (value: unknown): unknown => runInNewContext("Promise.resolve(result)", { result: { value } });
  const schema = (validate: (value: unknown) => unknown) => ({
    "~standard": {
      version: 1,
      vendor: "own",
      validate,
      jsonSchema: { input: () => ({ type: "string", description: "d" }), output: () => ({}) },
    },
  });
  expect(() => define({ x: schema(later) })).toThrow("parameters.x has an asynchronous schema.");
  const action = define({ x: schema((value) => (typeof value === "string" ? later(value) : { issues: [] })) });
  expect(action.validate({ x: "a" })).toMatchObject({
    issues: [{ path: "x", message: expect.stringContaining("is asynchronous") }],
  });
});
