import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineAction, fixed } from "../action.ts";

/** Definitions that TypeScript wouldn't compile. */
const define = (fields: object): unknown =>
  defineAction({
    name: "log_note",
    description: "Log.",
    parameters: { message: z.string().describe("What.") },
    ...fields,
  } as never);

const within = (property: unknown): object => ({ parameters: { type: "object", properties: { a: property } } });
const cycle: Record<string, unknown> = {};
cycle["a"] = cycle;

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
    [
      "a Date in the body",
      { body: () => ({ at: new Date() }) },
      "body.at is a Date, which can't be sent to Tavus. Write a string: date.toISOString(). (D-16)",
    ],
    [
      "a Map in the body",
      { body: () => ({ a: [{ "b c": new Map() }] }) },
      'body.a[0]["b c"] is a Map, which can\'t be sent to Tavus. Write an object: Object.fromEntries(map).',
    ],
    ["a promise in the body", { body: () => ({ a: Promise.resolve(1) }) }, "body.a is written by an async function."],
    [
      "an Output in the body",
      { body: () => ({ a: pulumi.output(1) }) },
      "body.a is an Output, which a template can't hold.",
    ],
    ["a body that contains itself", { body: () => cycle }, "body.a contains itself. Remove the circular reference."],
    ["a rounded id in the body", { body: () => ({ a: 2 ** 60 }) }, "body.a is an integer beyond 2^53"],
    [
      "half of a character in the body",
      { body: () => ({ a: "a\ud83d" }) },
      "body.a is a string with half of a surrogate pair",
    ],
    ["a key of the body that is a symbol", { body: () => ({ [Symbol("a")]: 1 }) }, "body has a key that is a symbol"],
    ["a Map of parameters", { parameters: new Map([["message", z.string()]]) }, "parameters is a Map. Write an object"],
    ["a promise of parameters", { parameters: Promise.resolve({ type: "object" }) }, "parameters is a promise."],
    ["a schema within JSON Schema", within(z.string()), "parameters.properties.a is a schema of zod, which can't"],
    ["a bigint in JSON Schema", within({ const: 5n }), "parameters.properties.a.const is a bigint"],
    ["a Date in JSON Schema", within({ default: new Date() }), "parameters.properties.a.default is a Date"],
    ["a RegExp in JSON Schema", within({ pattern: /a/ }), "parameters.properties.a.pattern is a RegExp"],
    [
      "a function in JSON Schema",
      within({ description: () => "x" }),
      "parameters.properties.a.description is a function",
    ],
    [
      "fixed in JSON Schema",
      within(fixed("x")),
      "parameters.properties.a is fixed(…), which JSON Schema doesn't have.",
    ],
    ["a query that isn't a string", { query: () => ({ n: 5 }) }, "query.n is not a string."],
    ["a path that isn't a string", { path: () => 5 }, "path is not a string."],
  ])("reports %s", (_what, fields, message) => {
    expect(() => define(fields)).toThrow(`defineAction("log_note"): ${message}`);
  });

  it.each<[unknown, string]>([
    [new Date(), "a Date. Write a string: date.toISOString()."],
    [5n, "a bigint."],
    [2 ** 60, "an integer beyond 2^53"],
    ["a\ud83d", "a string with half of a surrogate pair"],
    [[1], "a list. Write a string, a number, a boolean, or null."],
    [{ a: 1 }, "an object. Write a string, a number, a boolean, or null."],
  ])("refuses the fixed value %o", (value, text) => {
    expect(() => fixed(value as string)).toThrow(`fixed(…): the value is ${text}`);
  });
});
