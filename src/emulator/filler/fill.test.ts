import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { fc } from "../../../test/support/random.ts";
import type { JsonObject } from "../../contract/index.ts";
import { tryExactJson } from "../../contract/json.ts";
import { toContext } from "./context.ts";
import { FillError, fillArguments } from "./fill.ts";
import { fillFromCall } from "./index.ts";

/** The number of random schemas to fill. Set `SCHEMAS` to try more. */
const SCHEMAS = Number(process.env["SCHEMAS"] ?? 50);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const context = toContext(
  [
    { role: "assistant", content: "Hello, this is Acme. How can I help?" },
    {
      role: "user",
      content:
        "My name is Ada Lovelace, ada@acme.dev. I need 3 replacement parts for order 4711. It is urgent, priority high.",
    },
    { role: "assistant", content: "They leave the house today." },
    { role: "user", content: "Yes, thank you." },
  ],
  "The caller looks relieved.",
  new Date("2026-05-15T10:30:00Z"),
);
const fill = (properties: JsonObject, rest: JsonObject = {}): JsonObject =>
  fillArguments({ type: "object", properties, ...rest }, context);

describe("fillArguments", () => {
  it("writes the values that a reader of the transcript would write", () => {
    expect(
      fill({
        channel: { type: "string", const: "C0SUPPORT" },
        message: { type: "string", description: "One sentence: what the caller wanted, and the outcome." },
        email: { type: "string", format: "email", description: "The caller's address." },
        caller_name: { type: "string", description: "Who called." },
        order_number: { type: "string", description: "The order." },
        parts: { type: "integer", description: "How many replacement parts." },
        urgency: { type: "string", enum: ["low", "high"], description: "How urgent." },
        satisfied: { type: "boolean", description: "Whether the caller was satisfied." },
        called_on: { type: "string", format: "date", description: "When." },
      }),
    ).toEqual({
      channel: "C0SUPPORT",
      message: `The caller said: "I need 3 replacement parts for order 4711." The PAL's last words: "They leave the house today."`,
      email: "ada@acme.dev",
      caller_name: "Ada Lovelace",
      order_number: "4711",
      parts: 3,
      urgency: "high",
      satisfied: true,
      called_on: "2026-05-15",
    });
  });

  it("uses the number next to a parameter's words, and all numbers of orders", () => {
    const spoken = [{ role: "user", content: "Order 4711 and order 4712 cost me 90 minutes, not 3." }];
    const properties = {
      minutes: { type: "integer", description: "How many minutes." },
      orders: { type: "array", items: { type: "string" }, description: "All orders." },
      order_numbers: { type: "array", items: { type: "string" }, maxItems: 1, description: "One." },
    };
    expect(fillArguments({ type: "object", properties }, toContext(spoken, "", new Date(0)))).toMatchObject({
      minutes: 90,
      orders: ["4711", "4712"],
      order_numbers: ["4711"],
    });
  });

  it("leaves out optional parameters that can't be filled", () => {
    const impossible = { type: "string", pattern: "^\\d{3}-[xyz]{9}$" };
    expect(fill({ code: impossible })).toEqual({});
  });

  it("isn't misled by names that all objects have", () => {
    expect(fill({ a: { type: "string", format: "constructor" } })["a"]).toBeTypeOf("string");
    const parameters = JSON.parse('{"__proto__":{"type":"string","const":"own"}}') as Record<string, unknown>;
    expect(JSON.stringify(fill(parameters))).toBe('{"__proto__":"own"}');
  });

  it("doesn't invent values that nobody could have said", () => {
    expect(fill({ text: { type: "string", minLength: 1e9 }, list: { type: "array", minItems: 1e9 } })).toEqual({});
  });

  it("keeps a bound that JavaScript can't represent exactly, and accepts a given number beyond it", async () => {
    const parameters = tryExactJson(
      '{"type":"object","properties":{"a":{"type":"integer","minimum":9007199254740993},"b":{"type":"integer"}}}',
    ) as JsonObject;
    const given = { b: tryExactJson("9007199254740995") };
    const filled = await fillFromCall({ tool: { parameters }, given, context });
    expect(filled["b"]).toEqual(given.b);
    expect(filled["a"]).toBeGreaterThanOrEqual(9007199254740992);
  });

  it("follows references, and doesn't hang on a reference to itself", () => {
    expect(
      fillArguments(
        { type: "object", properties: { p: { $ref: "#/$defs/n" } }, $defs: { n: { type: "integer", minimum: 7 } } },
        context,
      ),
    ).toEqual({ p: 7 });
    const endless: JsonObject = {
      type: "object",
      properties: { p: { $ref: "#/$defs/n" } },
      required: ["p"],
      $defs: { n: { $ref: "#/$defs/n" } },
    };
    expect(() => fillArguments(endless, context)).toThrow(FillError);
  });

  it("always matches the schema, and is always the same", async () => {
    await fc.assert(
      fc.asyncProperty(objectSchema, transcripts, async (schema, lines) => {
        const context = toContext(lines, "", new Date("2026-05-15T10:30:00Z"));
        const input = { tool: { parameters: schema }, given: {}, context };
        const filled = await fillFromCall(input);
        const validate = ajv.compile(schema);
        expect(validate(filled), `${JSON.stringify(filled)} ${JSON.stringify(validate.errors)}`).toBe(true);
        expect(await fillFromCall(input)).toEqual(filled);
      }),
      { numRuns: SCHEMAS },
    );
  });
});

/** Ajv doesn't support a property `__proto__`, not even a declared one. The test above shows that the filler does. */
const propertyName = fc.stringMatching(/^[a-z_]{1,10}$/).filter((name) => name !== "__proto__");

const transcripts = fc.array(
  fc.record({
    role: fc.constantFrom("user", "assistant"),
    content: fc.oneof(fc.lorem(), fc.emailAddress(), fc.string(), fc.integer().map(String)),
  }),
  { maxLength: 5 },
);
const description = fc.lorem({ maxCount: 4 });
const lengths = fc.tuple(fc.nat(30), fc.nat(30)).map(([min, more]) => ({ minLength: min, maxLength: min + more }));
const leaf = fc.oneof(
  fc.record({ type: fc.constant("string"), description }),
  lengths.map((range) => ({ type: "string", ...range })),
  fc.record({
    type: fc.constant("string"),
    format: fc.constantFrom(
      "email",
      "date",
      "date-time",
      "time",
      "duration",
      "uri",
      "hostname",
      "uuid",
      "ipv4",
      "ipv6",
    ),
  }),
  fc.record({ type: fc.constant("string"), pattern: fc.constantFrom("^[A-Z]{3}-\\d{3}$", "^\\d{5}$", "^a+$") }),
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.nat(20))
    .map(([min, more]) => ({ type: "integer", minimum: min, maximum: min + more })),
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 20 }))
    .map(([min, more]) => ({ type: "number", exclusiveMinimum: min, exclusiveMaximum: min + more })),
  fc.constantFrom(2, 5, 10).map((multipleOf) => ({ type: "integer", multipleOf })),
  fc.record({ type: fc.constantFrom("boolean", "number", "integer", "null") }),
  fc.uniqueArray(fc.oneof(fc.string(), fc.integer()), { minLength: 1 }).map((values) => ({ enum: values })),
  fc.jsonValue().map((value) => ({ const: value })),
  fc.constant({ type: ["string", "null"] }),
  fc.constant({ anyOf: [{ type: "null" }, { type: "integer", minimum: 3 }] }),
  fc.constant({ allOf: [{ type: "string" }, { minLength: 12 }] }),
);
const { schema: anySchema } = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthIdentifier: "schema" },
    leaf,
    fc
      .tuple(tie("schema"), fc.nat(3), fc.nat(3))
      .map(([items, min, more]) => ({ type: "array", items, minItems: min, maxItems: min + more })),
    fc.constant({ type: "array", items: { type: "string" }, uniqueItems: true, minItems: 3 }),
    fc.constant({ type: "array", items: { enum: ["a", "b", "c"] }, uniqueItems: true, minItems: 2 }),
    fc
      .dictionary(propertyName, tie("schema"), { maxKeys: 3 })
      .chain((properties) =>
        fc
          .subarray(Object.keys(properties))
          .map((required) => ({ type: "object", properties, required, additionalProperties: false })),
      ),
  ),
}));
const objectSchema = fc
  .dictionary(propertyName, anySchema, { maxKeys: 4 })
  .chain((properties) =>
    fc.subarray(Object.keys(properties)).map((required) => ({ type: "object", properties, required })),
  );
