import { setImmediate } from "node:timers/promises";
import vm from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkArguments } from "./arguments.ts";
import * as late from "./late.ts";

const refusalOf = (args: unknown): string => {
  try {
    checkArguments("Tool t", args as object);
  } catch (error) {
    expect(error).toBeInstanceOf(pulumi.RunError);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
};

class Point {
  x = 1;
}
const cycle: Record<string, unknown> = { a: {} };
(cycle["a"] as Record<string, unknown>)["b"] = cycle;

/** A JSON file that was imported with `import * as name`, as TypeScript compiles it for CommonJS. */
function starImported(json: Record<string, unknown>): object {
  const members = Object.keys(json).map((key) => [key, { enumerable: true, get: () => json[key] }] as const);
  return Object.defineProperties({}, { ...Object.fromEntries(members), default: { enumerable: true, value: json } });
}

/** Waits for everything in a value, as Pulumi's serializer does. */
async function settle(value: unknown): Promise<void> {
  const late = pulumi.Output.isInstance(value)
    ? (value as unknown as { promise(): Promise<unknown> }).promise()
    : value;
  const known = await Promise.resolve(late).catch((error: unknown) => void Promise.reject(error));
  if (typeof known === "object" && known !== null) for (const item of Object.values(known)) await settle(item);
}

describe("checkArguments", () => {
  it.each([
    ["a Date", new Date(), "date.toISOString()"],
    ["a Date", vm.runInNewContext("new Date()"), "date.toISOString()"],
    ["a Map", new Map(), "Object.fromEntries(map)"],
    ["a Set", new Set(), "[...set]"],
    ["a Buffer", Buffer.from("c4nary"), 'buffer.toString("utf8")'],
    ["a Uint8Array", new Uint8Array(2), "[...values]"],
    ["a Float64Array", new Float64Array(2), "[...values]"],
    ["an ArrayBuffer", new ArrayBuffer(2), "base64"],
    ["a DataView", new DataView(new ArrayBuffer(2)), "base64"],
    ["a URL", new URL("https://a.example"), "url.href"],
    ["a URLSearchParams", new URLSearchParams("a=b"), "Object.fromEntries(params)"],
    ["a Headers", new Headers(), "Object.fromEntries(headers)"],
    ["a RegExp", /a/, "pattern.source"],
    ["a TypeError", new TypeError("c4nary"), "error.message"],
    ["a String", new String("a"), "String(value)"],
    ["an instance of Point", new Point(), "a plain object"],
    ["a function", () => 1, "Call it"],
    ["a bigint", 1n, "String(value)"],
    ["a symbol", Symbol("c4nary"), "a string"],
    ["NaN", Number.NaN, "a finite number"],
    ["-Infinity", Number.NEGATIVE_INFINITY, "a finite number"],
    ["an integer beyond 2^53", 2 ** 53, "an id as a string"],
    ["an integer beyond 2^53", -(2 ** 60), "an id as a string"],
    ["a string with half of a surrogate pair", "a\ud83d", "between characters"],
    [
      "a string made from an Output",
      `${"Calling [toString] on an [Output<T>] is not supported."}/x`,
      "pulumi.interpolate",
    ],
    ["an Iterator", new Map([[1, 2]]).entries(), "[...values]"],
    ["an AsyncGenerator", (async function* () {})(), "Array.fromAsync(values)"],
    ["a Blob", new Blob(["c4nary"]), "await value.text()"],
    ["a Response", new Response("c4nary"), "await value.text()"],
    ["a module", late, "import name from"],
    ["a module", starImported({ a: "c4nary", b: 1 }), "import name from"],
    ["a Pulumi asset", new pulumi.asset.StringAsset("c4nary"), "as a string"],
    ["a schema of zod", z.string(), "z.toJSONSchema(schema)"],
    ["a schema of zod", z.object({ a: z.string() }), "z.toJSONSchema(schema)"],
    ["a schema of zod", { _def: {}, safeParse: () => {}, parse: () => {} }, "z.toJSONSchema(schema)"],
    ["a schema of valibot", { kind: "schema", "~standard": { vendor: "valibot" }, "~run": () => {} }, "toJsonSchema"],
    ["a schema of arktype", Object.assign(() => {}, { "~standard": { vendor: "arktype" } }), "schema.toJsonSchema()"],
    ["a schema of other", { "~standard": { vendor: "other" } }, "JSON Schema"],
  ])("refuses %s with its path and what to write instead", (kind, value, remedy) => {
    for (const [args, path] of [
      [{ parameters: value }, "parameters"],
      [{ parameters: { properties: { "a b": { enum: ["x", value] } } } }, 'parameters.properties["a b"].enum[1]'],
    ] as const) {
      const message = refusalOf(args);
      expect(message).toContain(`Tool t: ${path} is ${kind}`);
      expect(message).toContain(remedy);
      expect(message).not.toContain("c4nary");
    }
  });

  it("lists everything that is wrong in one error", () => {
    expect(refusalOf({ a: new Date(), b: [1, 2n], c: undefined }).split("\n")).toHaveLength(2);
  });

  it("refuses holes in lists, circular references, and the key __proto__", () => {
    // biome-ignore lint/suspicious/noSparseArray: the test needs one
    expect(refusalOf({ required: ["a", , undefined] })).toMatch(/required\[1\] is undefined.*\n.*required\[2\]/);
    expect(refusalOf({ bodyTemplate: cycle })).toContain("bodyTemplate.a.b contains itself");
    expect(refusalOf(JSON.parse('{"p":{"__proto__":{"a":1}}}'))).toContain("__proto__");
  });

  it("refuses keys that would be lost, and more levels than Pulumi can send", () => {
    expect(refusalOf({ headers: { [Symbol("a")]: "1" } })).toContain("headers has a key that is a symbol");
    expect(refusalOf({ headers: { "a\ud83d": "1" } })).toContain("headers has a key that is a string with half of");
    let deep: object = {};
    for (let level = 0; level < 20_000; level += 1) deep = { a: [deep] };
    expect(refusalOf({ bodyTemplate: deep })).toBe(
      "Tool t: bodyTemplate.a[0] has more than 200 levels. Write it with fewer objects and lists within each other.",
    );
  });

  it.each([
    ["an Output", pulumi.output({ a: 1 }), "Write an object whose values are Outputs"],
    ["a promise", Promise.resolve({}), "Write an object whose values are Outputs"],
    ["undefined", undefined, "Write an object"],
    ["null", null, "Write an object"],
    ["a list", [], "Write an object"],
    ["a string", "p1", "Write an object"],
    ["a Map", new Map(), "Write an object"],
    ["an instance of Point", new Point(), "Write an object"],
  ])("refuses arguments that are %s", (kind, args, remedy) => {
    expect(refusalOf(args)).toContain(`Tool t: the arguments are ${kind}. ${remedy}`);
  });

  it("passes JSON from any realm on unchanged", () => {
    const shared = { a: 1 };
    const args = {
      text: "größe 🎉 {a}",
      numbers: [0, -1.5, 1e-7, Number.MAX_SAFE_INTEGER, Number.MIN_VALUE],
      nothing: null,
      flags: [true, false],
      bare: Object.assign(Object.create(null), { a: 1 }),
      foreign: vm.runInNewContext("({ a: [1, { b: null }] })"),
      twice: [shared, shared],
      // A property with this name doesn't make the object a module.
      lookalike: { a: 1, default: { a: 1 } },
      def: {
        type: "object",
        def: { type: "string" },
        properties: { type: { type: "string" }, def: { type: "string" } },
      },
      frozen: Object.freeze({ a: Object.freeze([1]) }),
      schema: z.toJSONSchema(z.object({ a: z.string().describe("b") })),
    };
    expect(JSON.stringify(checkArguments("Tool t", args))).toBe(JSON.stringify(args));
  });

  it("checks Outputs and promises when they resolve, at any depth", async () => {
    const values = [
      pulumi.output(1).apply(() => new Date()),
      pulumi.output(1).apply(() => ({ b: [new Map()] })),
      pulumi.secret(1).apply(() => Number.NaN),
      Promise.resolve({ b: new Set() }),
      Promise.resolve(1).then(() => pulumi.output(1).apply(() => 1n)),
      // Pulumi copies every object, including these.
      pulumi.output({ c: z.string() }),
      pulumi.secret({ d: [z.object({ e: z.number() })] }),
      pulumi.all([z.array(z.string())]),
      pulumi.output(1).apply(() => ({ b: Promise.resolve(Symbol("a")) })),
    ];
    const rejections: string[] = [];
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    // An Output has several promises, not all of which are read. Pulumi also listens to their rejections.
    process.on("unhandledRejection", (reason) => void rejections.push((reason as Error).message));
    try {
      for (const value of values) await settle(checkArguments("Tool t", { a: value }).a);
      await setImmediate();
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of listeners) process.on("unhandledRejection", listener);
    }
    const expected = [
      "a is a Date",
      "a.b[0] is a Map",
      "a is NaN",
      "a.b is a Set",
      "a is a bigint",
      "a.b is a symbol",
      "a.c is a schema of zod",
      "a.d[0] is a schema of zod",
      "a[0] is a schema of zod",
    ];
    for (const text of expected) expect(rejections.join("\n")).toContain(`Tool t: ${text}`);
  });

  it("keeps whether an Output is secret or known", async () => {
    const { a, b } = checkArguments("Tool t", { a: pulumi.secret("x"), b: pulumi.output({ c: [1] }) });
    expect(await pulumi.isSecret(a)).toBe(true);
    expect(await new Promise((resolve) => b.apply(resolve))).toEqual({ c: [1] });
  });
});

it.each([
  ["all of it", (schema: z.ZodType) => pulumi.output(schema)],
  ["a secret", (schema: z.ZodType) => pulumi.secret(schema)],
  ["a part", (schema: z.ZodType) => ({ type: "object", properties: pulumi.output({ a: schema }) })],
  ["a promise", (schema: z.ZodType) => Promise.resolve(pulumi.output([schema]))],
])("refuses a zod schema in an Output, which only keeps its own properties: %s", async (_, wrap) => {
  const failures: unknown[] = [];
  const listen = (reason: unknown): void => void failures.push(reason);
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", listen);
  await settle(checkArguments("Tool t", { parameters: wrap(z.object({ b: z.string().nullable() })) }));
  for (let i = 0; i < 30; i += 1) await setImmediate();
  process.removeListener("unhandledRejection", listen);
  for (const listener of listeners) process.on("unhandledRejection", listener);
  expect(failures.join()).toMatch(/Tool t: parameters\S* is a schema of zod.* z\.toJSONSchema\(schema\)/);
});
