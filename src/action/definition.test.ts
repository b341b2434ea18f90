import { describe, expect, it } from "vitest";
import { z } from "zod";
import { brief } from "../../test/support/messages.ts";
import { ValidationError } from "../tavus-api/errors/validation-error.ts";
import { defineAction } from "./definition.ts";
import { fixed } from "./fixed.ts";

const message = z.string().describe("One sentence.");
const base = { name: "log_note", description: "Log a note.", parameters: { message } } as const;

describe("defineAction", () => {
  it("writes the JSON Schema and the templates that go to Tavus", () => {
    const action = defineAction({
      name: "support_summary",
      description: "Summarise.",
      parameters: {
        channel: fixed("C0SUPPORT"),
        team: fixed(),
        limit: fixed(5),
        message,
        count: z.int().min(0).describe("How many."),
        urgency: z.enum(["low", "high"]).describe("How urgent."),
        tags: z.array(z.string()).optional().describe("Tags."),
        day: z.string().default("today").describe("Which day."),
      },
      body: (p) => ({ text: p.message, deep: [{ urgency: `${p.urgency}!`, fixed: true }], id: p.tavusConversationId }),
      path: (p) => `notes/${p.message}`,
      query: (p) => ({ team: p.team }),
    });
    expect(action).toMatchObject({
      name: "support_summary",
      openFixed: ["team"],
      bodyTemplate: {
        text: "{message}",
        deep: [{ urgency: "{urgency}!", fixed: true }],
        id: "{tavus_conversation_id}",
      },
      pathTemplate: "/notes/{message}",
      queryTemplate: { team: "{team}" },
      warnings: [],
    });
    expect(action.parameters).toEqual({
      type: "object",
      properties: {
        channel: { type: "string", const: "C0SUPPORT" },
        team: {},
        limit: { type: "number", const: 5 },
        message: { type: "string", description: "One sentence." },
        count: { type: "integer", minimum: 0, description: "How many." },
        urgency: { type: "string", enum: ["low", "high"], description: "How urgent." },
        tags: { type: "array", items: { type: "string" }, description: "Tags." },
        day: { type: "string", default: "today", description: "Which day." },
      },
      required: ["channel", "team", "limit", "message", "count", "urgency"],
    });
  });

  it("passes a hand-written JSON Schema on unchanged", () => {
    const parameters = {
      type: "object",
      properties: { type: { type: "string", description: "d" } },
      "x-own": 1,
    } as const;
    const action = defineAction({ ...base, parameters });
    expect(action.parameters).toEqual(parameters);
    expect(action.validate({ type: 1, other: null })).toEqual({ value: { type: "1", other: null } });
  });

  it("moves shared and recursive schemas to the root, where references look for them", () => {
    const address = z.object({ city: z.string() }).meta({ id: "Address" });
    const tree: z.ZodType = z.object({
      get next() {
        return tree.optional();
      },
    });
    const { parameters } = defineAction({
      ...base,
      parameters: { home: address, work: address, tree: tree.describe("d") },
    });
    const references = JSON.stringify(parameters).match(/"\$ref":"#\/\$defs\/([^"]+)"/g) ?? [];
    expect(references.length).toBeGreaterThanOrEqual(1);
    for (const reference of references)
      expect(Object.keys(parameters["$defs"] as object)).toContain(/\$defs\/([^"]+)/.exec(reference)?.[1]);
    expect(parameters["required"]).toEqual(["home", "work", "tree"]);
  });

  it("accepts a parameter named type", () => {
    expect(defineAction({ ...base, parameters: { type: message } }).parameters["required"]).toEqual(["type"]);
  });

  it("reports every broken rule at once, with path and rule", () => {
    const broken = () =>
      defineAction({
        name: "log-note",
        description: "d".repeat(10_001),
        // A reserved name. In JavaScript, only this check catches it.
        parameters: { tavus_id: z.string() } as unknown as { id: z.ZodString },
      });
    expect(broken).toThrow(ValidationError);
    for (const line of [
      'defineAction("log-note") is not valid:\n',
      '  `name` is "log-note". Use only letters, digits and underscores, and begin with a letter or an underscore. (T-3)',
      "(T-5)",
      "(T-7)",
    ])
      expect(broken).toThrow(line);
  });

  it.each([
    [
      { body: (p: Record<string, string>) => ({ text: p["mesage"] }) },
      "body names mesage, which is not a parameter. Declare it, or use one of: message, tavusConversationId. (T-25)",
    ],
    [{ path: (p: Record<string, string>) => `/${p["id"]}` }, "path names id, which is not a parameter."],
    [{ query: (p: Record<string, string>) => ({ id: p["id"] }) }, "query names id, which is not a parameter."],
    [
      { body: () => ({ text: "{mesage}" }) },
      "`body.text` has the placeholder {mesage}, but no parameter has that name.",
    ],
    [
      { body: (p: object) => ({ text: `${p}` }) },
      "body uses the parameters as a whole. Write one of them: message, tavusConversationId. (T-25)",
    ],
    [
      { body: () => ({ text: `${{}}` }) },
      'body.text is not a string but "[object Object]". Write the placeholder alone. (T-25)',
    ],
    [
      { body: () => ({ n: Number.NaN }) },
      "body.n is NaN, which can't be sent to Tavus. Write a finite number, or remove it. (D-16)",
    ],
    [{ body: () => "{message}" }, "body is not an object. (D-16)"],
    [
      { parameters: { message: "string" } },
      "parameters.message is neither a schema, such as one of zod, nor fixed(…).",
    ],
    [{ parameters: { at: z.date() } }, "parameters.at holds a Date. Use z.iso.datetime() or z.iso.date(), with"],
  ])("refuses what the compiler can't catch in JavaScript: %#", (part, text) => {
    const define = defineAction as unknown as (definition: object) => unknown;
    expect(() => define({ ...base, ...part })).toThrow(`defineAction("log_note")`);
    expect(() => define({ ...base, ...part })).toThrow(text);
  });

  it("warns about definitions that Tavus accepts but that are probably mistakes", () => {
    const { warnings } = defineAction({
      ...base,
      parameters: { message: z.string(), note: z.string().optional().describe("d") },
      body: (p) => ({ note: p.note }),
    });
    expect(warnings.map(brief).toSorted().reverse()).toEqual(["parameters.properties.message T-22", "body.note R-6"]);
  });

  it("types the delivered arguments, and names an argument that doesn't fit without its value", () => {
    const action = defineAction({
      ...base,
      parameters: {
        message,
        kind: fixed("a"),
        items: z.array(z.object({ n: z.number() })),
        day: z.string().default("today"),
      },
    });
    expect(action.validate({ message: "m", kind: "b", items: [{ n: 1 }], other: 1 })).toEqual({
      value: { message: "m", kind: "b", items: [{ n: 1 }], day: "today", other: 1 },
    });
    // If a fixed value isn't delivered, the definition's value is used. A value that the types promise must arrive.
    expect(action.validate({ message: "m" })).toEqual({ issues: [{ path: "items", message: "is missing" }] });
    expect(action.validate({ message: "m", items: [] })).toEqual({
      value: { message: "m", items: [], kind: "a", day: "today" },
    });
    const wrong = action.validate({ message: [7], items: [{ n: "c4nary" }] });
    expect(wrong).toMatchObject({ issues: [{ path: "message" }, { path: "items[0].n" }] });
    expect(JSON.stringify(wrong)).not.toContain("c4nary");
  });
});

it("requires the arguments that a template contains as a whole, and the required ones of a hand-written schema", () => {
  const templated = defineAction({
    ...base,
    parameters: { message, team: fixed(), hidden: message },
    body: (p) => ({ text: p.message, title: `${p.hidden}!` }),
    query: (p) => ({ team: p.team }),
  });
  expect(templated.validate({})).toEqual({
    issues: [
      { path: "message", message: "is missing" },
      { path: "team", message: "is missing" },
    ],
  });
  expect(templated.validate({ message: "m", team: "t" })).toEqual({ value: { message: "m", team: "t" } });
  const schema = {
    type: "object",
    properties: { a: { type: "string", description: "d" }, b: { type: "string", description: "d" } },
    required: ["a"],
  } as const;
  expect(defineAction({ ...base, parameters: schema }).validate({ b: "x" })).toEqual({
    issues: [{ path: "a", message: "is missing" }],
  });
});

describe("fixed", () => {
  it("accepts an Output without resolving it, and refuses undefined", () => {
    const output: object = new Proxy(
      {},
      { get: (_target, name) => (name === "__pulumiOutput" ? true : name === "apply" ? () => output : output) },
    );
    const action = defineAction({
      ...base,
      parameters: { id: fixed(output as { apply(run: (id: string) => unknown): unknown }) },
    });
    expect(action.openFixed).toEqual([]);
    expect((action.parameters["properties"] as { id: { const: unknown } }).id.const).toBe(output);
    expect(() => fixed(undefined as unknown as string)).toThrow("fixed(undefined): the value is missing.");
  });

  it("can be a string, a number, or a boolean without a value, and needs no description", () => {
    const open = defineAction({ ...base, parameters: { limit: fixed(Number), loud: fixed(Boolean), team: fixed() } });
    expect(open.parameters["properties"]).toEqual({ limit: { type: "number" }, loud: { type: "boolean" }, team: {} });
    expect([open.openFixed, open.warnings]).toEqual([["limit", "loud", "team"], []]);
  });
});

it.each([
  ["a Date", new Date(0)],
  ["a list", ["a"]],
  ["NaN", Number.NaN],
  ["a bigint", 1n],
])("refuses %s as a fixed value, and says what to use instead", (_what, value) => {
  expect(() => fixed(value as never)).toThrow(/^fixed\(…\): the value is .*\. (?:Write|Call) /);
});
