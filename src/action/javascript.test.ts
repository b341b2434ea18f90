import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineAction } from "../action.ts";

/** What TypeScript would not let through. */
const define = (fields: object): unknown =>
  defineAction({
    name: "log_note",
    description: "Log.",
    parameters: { message: z.string().describe("What.") },
    ...fields,
  } as never);

describe("a definition in JavaScript", () => {
  it.each<[string, object, string]>([
    [
      "one zod object for all parameters",
      { parameters: z.object({ message: z.string() }) },
      "parameters is one schema for all of them.",
    ],
    ["no parameters", { parameters: undefined }, "parameters is missing. Without arguments it is {}."],
    [
      "a schema of zod 3",
      { parameters: { message: { _def: { typeName: "ZodString" } } } },
      "parameters.message is a schema of zod 3, and pulumi-tavus reads zod 4 (it is tested with zod 4.",
    ],
    [
      "an async body",
      { body: async () => ({}) },
      "body is written by an async function. Write it without async and await. (D-16)",
    ],
    ["a Date in the body", { body: () => ({ at: new Date() }) }, "body.at holds a Date, which JSON cannot say."],
    [
      "a Map in the body",
      { body: () => ({ a: [{ "b c": new Map() }] }) },
      'body.a[0]["b c"] holds a Map, which JSON cannot say.',
    ],
    ["a query that is no text", { query: () => ({ n: 5 }) }, "query.n is not a text."],
    ["a path that is no text", { path: () => 5 }, "path is not a text."],
  ])("with %s says so", (_what, fields, message) => {
    expect(() => define(fields)).toThrow(`defineAction("log_note"): ${message}`);
  });
});
