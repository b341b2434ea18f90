import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineAction, fixed } from "../action.ts";
import { renderRequest } from "../delivery/request.ts";
import { parseDelivery } from "./delivery.ts";
import { ARGUMENTS, CONVERSATION, envelopeOf, summary } from "./testing/listen.ts";

const actionOf = (parameters: Parameters<typeof defineAction>[0]["parameters"]) =>
  defineAction({ name: "a", description: "d", parameters: parameters as never });

describe("parseDelivery", () => {
  it.each([
    ["plain arguments", JSON.stringify(ARGUMENTS)],
    ["parsed arguments", ARGUMENTS],
    [
      "arguments as text",
      JSON.stringify({ ...ARGUMENTS, items: JSON.stringify(ARGUMENTS.items), amount: "9.5", resolved: "false" }),
    ],
    ["an envelope", envelopeOf(ARGUMENTS)],
    ["an envelope with an object", envelopeOf(ARGUMENTS, { arguments: ARGUMENTS })],
    ["an envelope with more members", envelopeOf(ARGUMENTS, { tool_id: "t1", attempt: 2 })],
  ])("reads %s (R-5, R-7, R-21, bug 9)", (_what, body) => {
    expect(parseDelivery(summary, body as string).arguments).toEqual(ARGUMENTS);
  });

  it.each(["", "{}", undefined])("reads an envelope whose arguments are %j (R-21)", (given) => {
    const action = actionOf({ note: z.string().optional().describe("d") });
    const body = envelopeOf({}, { name: "ping", arguments: given });
    expect(parseDelivery(action, body)).toMatchObject({
      arguments: {},
      conversationId: CONVERSATION,
      toolName: "ping",
    });
    expect(() => parseDelivery(action, envelopeOf("[1]"))).toThrow("arguments of the envelope are not a JSON object");
  });

  it("treats parameters named name and conversation_id as ordinary arguments", () => {
    const action = actionOf({ name: z.string().describe("d"), conversation_id: z.string().describe("d") });
    const values = { name: "Ada", conversation_id: "mine" };
    expect(parseDelivery(action, JSON.stringify(values))).toEqual({ arguments: values, body: values });
  });

  it("tells the result of a template that looks like the envelope from the envelope", () => {
    const action = defineAction({
      name: "lead",
      description: "d",
      parameters: { caller: z.string().describe("d"), order: z.object({ id: z.int() }).describe("d") },
      body: (p) => ({ name: p.caller, arguments: p.order, conversation_id: p.tavusConversationId }),
    });
    const values = { caller: "Ada", order: { id: 7 } };
    const body = { name: "Ada", arguments: { id: 7 }, conversation_id: CONVERSATION };
    expect(parseDelivery(action, JSON.stringify(body))).toEqual({
      arguments: values,
      conversationId: CONVERSATION,
      body,
    });
    expect(parseDelivery(action, envelopeOf(values, { name: "lead_dev" }))).toMatchObject({
      arguments: values,
      toolName: "lead_dev",
    });
  });

  it("treats arguments that look like the envelope as arguments if there is no template", () => {
    const action = actionOf({
      name: z.string().describe("d"),
      conversation_id: z.string().describe("d"),
      arguments: z.array(z.string()).describe("d"),
    });
    const values = { name: "Ada", conversation_id: "mine", arguments: ["too dear"] };
    expect(parseDelivery(action, JSON.stringify(values))).toEqual({ arguments: values, body: values });
    expect(parseDelivery(action, envelopeOf(values))).toMatchObject({ arguments: values, toolCallId: "call_1" });
  });

  it("restores the types of open numbers and booleans from a form, and keeps open strings", () => {
    const action = actionOf({ team: fixed(), limit: fixed(Number), loud: fixed(Boolean) });
    const contentType = "application/x-www-form-urlencoded";
    const { arguments: read } = parseDelivery(action, "team=5&limit=5&loud=false", { contentType });
    expect(read).toEqual({ team: "5", limit: 5, loud: false });
  });

  /** Parses bodies that the emulator renders, in every form that the contract leaves open. */
  const action = defineAction({
    name: "everything",
    description: "d",
    parameters: {
      channel: fixed("C0"),
      text: z.string().describe("d"),
      count: z.int().describe("d"),
      list: z.array(z.union([z.number(), z.string()])).describe("d"),
      nested: z.object({ ok: z.boolean(), at: z.string().nullable() }).describe("d"),
      choice: z.enum(["a", "b"]).describe("d"),
    },
    body: (p) => ({
      c: p.channel,
      t: p.text,
      deep: [{ n: p.count, l: p.list }],
      o: p.nested,
      call: p.tavusConversationId,
    }),
    query: (p) => ({ choice: p.choice }),
  });
  const values = {
    channel: "C0",
    text: '7 "quoted" \n{x}',
    count: 7,
    list: [1, "2"],
    nested: { ok: true, at: null },
    choice: "b",
  } as const;

  describe.each(["preserve", "string"] as const)("if whole placeholders become %s", (typing) => {
    it.each(["application/json", "application/x-www-form-urlencoded"])(
      "reads the template of %s back",
      (contentType) => {
        const request = renderRequest({
          delivery: {
            url: "https://a.dev/everything?choice={choice}",
            body_template: action.bodyTemplate ?? {},
            content_type: contentType,
          },
          arguments: values,
          conversationId: CONVERSATION,
          typing,
        });
        const read = parseDelivery(action, request.body ?? "", { url: request.url, contentType });
        expect(read.arguments).toEqual(values);
        expect(read.conversationId).toBe(CONVERSATION);
      },
    );
  });

  it("reads the query of a GET, and values of an envelope that are only in the query (R-8)", () => {
    const { bodyTemplate: _, ...flat } = action;
    const request = renderRequest({
      delivery: { url: "https://a.dev/everything?tavus_conversation_id={tavus_conversation_id}", method: "GET" },
      arguments: values,
      conversationId: CONVERSATION,
    });
    const read = parseDelivery(flat, null, { url: request.url });
    expect([read.arguments, read.conversationId]).toEqual([values, CONVERSATION]);
  });

  it("treats a value that stands for an omitted optional argument as missing (R-6)", () => {
    const parameters = {
      text: z.string().describe("d"),
      note: z.string().optional().describe("d"),
      day: z.string().default("today").describe("d"),
    };
    const zod = actionOf(parameters);
    const templated = defineAction({
      name: "a",
      description: "d",
      parameters,
      body: (p) => ({ t: p.text, n: p.note, d: p.day }),
    });
    const schema = actionOf({
      type: "object",
      properties: { text: { type: "string" }, note: { type: "number" } },
      required: ["text"],
    });
    const none = { text: "t", day: "today" };
    expect(parseDelivery(zod, '{"text":"t","note":null,"day":null}').arguments).toEqual(none);
    expect(parseDelivery(templated, '{"t":"t","n":"{note}","d":"{day}"}').arguments).toEqual(none);
    expect(parseDelivery(templated, '{"t":"t"}').arguments).toEqual(none);
    for (const note of [null, "", "{note}"])
      expect(parseDelivery(schema, JSON.stringify({ text: "t", note })).arguments).toEqual({ text: "t" });
    // A string can be empty, and a required argument stays required.
    expect(parseDelivery(zod, '{"text":"","note":""}').arguments).toEqual({ text: "", note: "", day: "today" });
    expect(() => parseDelivery(zod, '{"text":null}')).toThrow("text: ");
  });

  it("reads a number as a string and Python's booleans, and keeps strings that look like numbers", () => {
    const action = actionOf({
      order: z.string().describe("d"),
      code: z.string().describe("d"),
      ok: z.boolean().describe("d"),
      n: z.number().nullable().describe("d"),
    });
    const body = '{"order":4711,"code":"007","ok":"True","n":"None"}';
    expect(parseDelivery(action, body).arguments).toEqual({ order: "4711", code: "007", ok: true, n: null });
  });

  it("reads no argument from a signed envelope's URL, and only declared ones from a query", () => {
    const action = defineAction({
      name: "a",
      description: "d",
      parameters: { m: z.string().describe("d"), amount: z.number().optional().describe("d") },
      query: (p) => ({ amount: p.amount, call: p.tavusConversationId }),
    });
    const envelope = envelopeOf({ m: "a" }, { name: "a" });
    expect(parseDelivery(action, envelope, { url: "https://a.dev/a?amount=999" }).arguments).toEqual({ m: "a" });
    const get = parseDelivery(action, null, { url: "https://a.dev/a?m=x&amount=5&call=c1&api_key=c4nary" });
    expect(get).toEqual({ arguments: { m: "x", amount: 5 }, conversationId: "c1" });
  });

  it("leaves numbers that lost digits to the validation, and reports schemas that throw or are asynchronous", () => {
    const action = actionOf({ order: z.string().describe("d") });
    expect(() => parseDelivery(action, '{"order":9400111899223857264123}')).toThrow("order: ");
    // The first schema is asynchronous only for some values, so `defineAction` can't detect it.
    const schemas = [
      z.string().refine((value: unknown) => value === undefined || Promise.resolve(true)),
      z.string().transform((text) => JSON.parse(text) as unknown),
    ];
    const problems = schemas.map((schema) => {
      const action = actionOf({ x: schema.describe("d") });
      try {
        return parseDelivery(action, '{"x":"{"}');
      } catch (error) {
        return String(error);
      }
    });
    expect(problems).toEqual([
      expect.stringContaining("x: cannot be read by its schema, which threw an error or is asynchronous"),
      expect.stringContaining("x: cannot be read by its schema, which threw an error or is asynchronous"),
    ]);
  });

  it.each<[string, z.ZodType, unknown, unknown]>([
    ["a nullable string as a number", z.string().nullable(), 12345, "12345"],
    ["a nullable string that is empty", z.string().nullable(), "", ""],
    ["a nullable choice that is empty", z.enum(["a", "b"]).nullable(), "", null],
    ["a nullable choice as null in text", z.enum(["a", "b"]).nullable(), "null", null],
    ["a nullable list of numbers", z.array(z.number()).nullable(), ["5"], [5]],
    ["a nullable list as text", z.array(z.number()).nullable(), '["5"]', [5]],
    ["a nullable object", z.object({ n: z.number() }).nullable(), { n: "5" }, { n: 5 }],
    ["a nullable number as None", z.number().nullable(), "None", null],
    ["a record", z.record(z.string(), z.number()), { a: "5" }, { a: 5 }],
    ["a tuple", z.tuple([z.number(), z.boolean()]), ["5", "true"], [5, true]],
    [
      "an alternative by its kind",
      z.discriminatedUnion("k", [
        z.object({ k: z.literal("a"), n: z.number() }),
        z.object({ k: z.literal("b"), n: z.string() }),
      ]),
      { k: "a", n: "5" },
      { k: "a", n: 5 },
    ],
    [
      "an optional member that is null",
      z.object({ n: z.number().optional(), m: z.number().nullable() }),
      { n: null, m: null },
      { m: null },
    ],
    ["a list of these", z.array(z.object({ n: z.number().optional() })), [{ n: null }], [{}]],
  ])("reads %s (R-5, R-6)", (_what, schema, given, expected) => {
    const action = actionOf({ x: schema.describe("d") });
    expect(parseDelivery(action, JSON.stringify({ x: given })).arguments).toEqual({ x: expected });
  });
});
