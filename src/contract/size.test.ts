import { describe, expect, it } from "vitest";
import { issue } from "./issue.ts";
import { asTheirClient, definitionSize, lintSize } from "./size.ts";
import { inCall } from "./testing/definitions.ts";
import type { JsonObject } from "./value.ts";

/** How an answer contains 9007199254740993. */
const LONG_ID = { __number: "9007199254740993" };
/** 25 characters as compact JSON. */
const parameters = { type: "object", a: "😀" };
const described = (description: string): JsonObject =>
  inCall({ parameters: { type: "object", properties: { m: { type: "string", description } } } });

describe("the size of a definition", () => {
  it.each<[string, JsonObject, number]>([
    ["nothing", {}, 0],
    ["a description", { description: "abc" }, 3],
    ["a description and null", { description: "abc", parameters: null }, 3],
    ["a description and parameters without any", { description: "abc", parameters: {} }, 5],
    ["compact parameters, in which an emoji is one character", { description: "😀", parameters }, 26],
    ["parameters and a description that isn't a string", { description: 5, parameters: {} }, 2],
    ["an integer that JavaScript can't represent exactly, as its digits", { parameters: { a: LONG_ID } }, 22],
  ])("are counted in characters: %s", (_what, tool, size) => {
    expect(definitionSize(tool)).toBe(size);
  });

  it.each<[string, JsonObject, number]>([
    ["a description, in code points", { description: "😀é" }, 2],
    ["spaces after commas and colons", { parameters: { a: [1, 2], b: true } }, '{"a": [1, 2], "b": true}'.length],
    ["6 for a character outside ASCII, 12 beyond the BMP", { parameters: { é: "😀" } }, '{"": ""}'.length + 6 + 12],
    ["6 for a control character, 2 for one that JSON abbreviates", { parameters: { a: "\u007f\u0001\n" } }, 9 + 14],
    ["an integer that JavaScript can't represent exactly", { parameters: { a: LONG_ID } }, 23],
    ["no undefined members", { parameters: { a: undefined } }, 2],
  ])("is counted as Tavus's own client does (T-18): %s", (_what, tool, size) => {
    expect(definitionSize(tool, asTheirClient)).toBe(size);
  });

  it("gets a warning if only Tavus's own client counts it over the limit", () => {
    const tool = described("会".repeat(1700));
    expect(definitionSize(tool)).toBeLessThan(2000);
    expect(lintSize(tool)).toEqual([issue("nearly-too-large", ["description"], { size: 10_287 })]);
  });

  it("gets a warning close to the limit, but not below or above it", () => {
    expect(lintSize(described("x".repeat(9_500)))).toEqual([
      issue("nearly-too-large", ["description"], { size: 9_587 }),
    ]);
    expect(lintSize(described("x".repeat(8_000)))).toEqual([]);
    // The check refuses this definition.
    expect(lintSize(described("x".repeat(10_500)))).toEqual([]);
  });
});
