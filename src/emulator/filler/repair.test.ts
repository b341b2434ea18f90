import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import { EXAMPLE_TRANSCRIPT } from "../domain/transcript.ts";
import { toContext } from "./context.ts";
import { FillError } from "./fill.ts";
import { fillFromCall } from "./index.ts";

const fill = (parameters: JsonObject, given: JsonObject = {}): Promise<JsonObject> =>
  fillFromCall({
    tool: { name: "t", description: "d", parameters },
    given,
    context: toContext(EXAMPLE_TRANSCRIPT, "", new Date("2026-05-15T10:30:00Z")),
  });
const only = (value: unknown, rest: JsonObject = {}): JsonObject => ({
  type: "object",
  properties: { value },
  required: ["value"],
  ...rest,
});

describe("filling by rules", () => {
  it.each<[string, JsonObject, unknown]>([
    ["if and else", { if: { maxLength: 3 }, else: { const: "urgent" } }, "urgent"],
    ["not", { type: "integer", not: { enum: [0, 1] } }, -1],
    ["contains", { type: "array", items: { type: "integer" }, contains: { const: 7 } }, [7]],
    ["draft 7's list of items", { type: "array", items: [{ type: "integer" }, { const: "x" }] }, [0, "x"]],
    ["draft 4's exclusive bound", { type: "integer", minimum: 4, exclusiveMinimum: true }, 5],
    ["a pattern without the u flag", { type: "string", pattern: "^A\\-1$" }, "A-1"],
    ["a second choice", { oneOf: [{ type: "string", maxLength: 0, minLength: 1 }, { type: "integer" }] }, 0],
  ])("satisfies %s", async (_, schema, value) => {
    expect(await fill(only(schema))).toEqual({ value });
  });

  it("satisfies rules between parameters", async () => {
    const text = { type: "string" };
    expect(
      await fill({ type: "object", properties: { a: text }, required: ["a"], dependentRequired: { a: ["b"] } }),
    ).toHaveProperty("b");
    expect(
      await fill({ type: "object", properties: { a: text }, dependentSchemas: { a: { not: { required: ["a"] } } } }),
    ).toEqual({});
  });

  it("fills a list of nullable texts, and leaves out a list whose items can't be filled", async () => {
    const list = { type: "array", items: { type: "string", nullable: true }, minItems: 3, uniqueItems: true };
    expect((await fill(only(list)))["value"]).toHaveLength(3);
    const tuple = { type: "array", prefixItems: [{ type: "string", minLength: 20_000 }] };
    expect(await fill({ type: "object", properties: { tuple, b: { const: "x" } } })).toEqual({ b: "x" });
  });

  it("leaves out an optional parameter that no value fits", async () => {
    expect(await fill({ type: "object", properties: { a: { not: {} }, b: { const: "x" } } })).toEqual({ b: "x" });
  });

  it.each<[string, JsonObject, RegExp]>([
    ["no value", only({ not: {} }), /arguments.*value/],
    ["a reference to nothing", only({ $ref: "#/$defs/gone" }), /can't resolve reference #\/\$defs\/gone/],
    ["a reference to itself", only({ $ref: "#/properties/value" }), /references never end/],
    ["a rule that a given value breaks", only({ type: "integer" }), /arguments\/value must be integer/],
  ])("ends with an error and its reason for %s", async (_, parameters, message) => {
    const filled = fill(parameters, { value: "word" });
    await expect(filled).rejects.toThrow(FillError);
    await expect(filled).rejects.toThrow(message);
  });
});
