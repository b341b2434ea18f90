import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { create, nothing, posted, SUMMARY_URL } from "../../test/support/receiver.ts";
import { defineAction } from "../action.ts";
import { METHODS } from "../contract/index.ts";
import { RejectedDelivery } from "./errors.ts";
import { createReceiver } from "./receiver.ts";
import { memorySeen } from "./seen.ts";
import { ARGUMENTS, CONVERSATION, envelopeOf, SECRET } from "./testing/listen.ts";
import { actions, type Options, start } from "./testing/start.ts";

it("a logger that fails, now or later, doesn't change the answer", async () => {
  for (const onError of [() => Promise.reject(new Error("log away")), () => JSON.parse("{")]) {
    const { send } = await start({ onError });
    expect((await send("{}")).status).toBe(401);
  }
});

const open = { auth: { type: "none" } } as const;

describe("the action of a delivery", () => {
  it("comes from the path, even if a template looks like the envelope and contains another name", async () => {
    const lead = defineAction({
      name: "lead",
      description: "d",
      parameters: { caller: z.string().describe("d"), reason: z.string().describe("d") },
      body: (p) => ({ name: p.caller, arguments: { why: p.reason }, conversation_id: p.tavusConversationId }),
    });
    const handled: unknown[] = [];
    const receive = createReceiver({
      ...open,
      actions: [lead, ...actions],
      on: { ...nothing, lead: (args, { conversationId }) => void handled.push([args, conversationId]) },
    });
    const body = JSON.stringify({ name: "Ada", arguments: { why: "too dear" }, conversation_id: CONVERSATION });
    expect((await receive(posted(body, "http://a/hooks/lead"))).status).toBe(200);
    expect(handled).toEqual([[{ caller: "Ada", reason: "too dear" }, CONVERSATION]]);
  });

  it("comes from the path, because a flat body has no name", async () => {
    const { handled, send } = await start(open);
    const body = JSON.stringify({ text: "m", n: [{ count: "3" }], title: "Note: x", call: CONVERSATION });
    await send(body, {}, { path: "/a/b/log_note/?x=1" });
    const context = { action: "log_note", conversationId: CONVERSATION };
    expect(handled).toMatchObject([{ args: { message: "m", count: 3 }, context }]);
  });

  it("comes from the envelope if the path is no action's, even with the environment's suffix", async () => {
    const { handled, sendSigned } = await start({ nameSuffix: "dev-1" });
    expect((await sendSigned(envelopeOf(ARGUMENTS), "/hook")).status).toBe(200);
    const suffixed = envelopeOf(ARGUMENTS, { name: "support_summary_dev_1", conversation_id: "c2" });
    expect((await sendSigned(suffixed, "/hook")).status).toBe(200);
    expect(handled.map(({ context }) => context.action)).toEqual(["support_summary", "support_summary"]);
    expect((await sendSigned(envelopeOf(ARGUMENTS, { name: "support_summary_prod" }), "/hook")).status).toBe(404);
  });

  it("is the one with exactly that name in this environment, even if another action has it elsewhere", async () => {
    const both = [
      defineAction({ name: "report_eu", description: "d", parameters: {} }),
      defineAction({ name: "report", description: "d", parameters: {} }),
    ] as const;
    const called: string[] = [];
    const receive = createReceiver({
      actions: both,
      auth: { type: "none" },
      nameSuffix: "eu",
      on: { report_eu: () => void called.push("report_eu"), report: () => void called.push("report") },
    });
    const body = envelopeOf({}, { name: "report_eu" });
    for (const url of ["http://a/hooks", "http://a/report"])
      expect((await receive(posted(body, url))).status).toBe(200);
    expect(called).toEqual(["report"]);
  });

  it("is a 404 if nothing names it, and if path and envelope disagree", async () => {
    const { handled, sendSigned } = await start();
    const nowhere = await sendSigned('{"a":1}', "/hooks/other");
    expect(nowhere).toMatchObject({ status: 404 });
    expect(nowhere.text).toContain("no such action. There are: support_summary, log_note");
    const mixed = await sendSigned(envelopeOf(ARGUMENTS), "/hooks/log_note");
    expect(mixed.text).toContain("the path is of log_note and the envelope of support_summary");
    expect(handled).toEqual([]);
  });

  it("isn't revealed before the credentials are right", async () => {
    const { send } = await start();
    expect((await send("{}", {}, { path: "/hooks/other" })).status).toBe(401);
  });
});

describe("a body", () => {
  const items = JSON.stringify(ARGUMENTS.items);
  const AS_TEXT = { ...ARGUMENTS, items, amount: String(ARGUMENTS.amount), resolved: String(ARGUMENTS.resolved) };
  it.each<[string, string, Record<string, string>]>([
    ["no JSON", '{"message":', {}],
    ["a list", "[1]", {}],
    ["nothing but null", "null", {}],
    ["without a required argument", '{"channel":"C0SUPPORT"}', {}],
    ["of other types, without repeating the value", '{"message":{"c4nary":1},"urgency":"c4nary"}', {}],
  ])("that is %s is a 400 with the reason", async (_what, body, headers) => {
    const { handled, send } = await start(open);
    const answer = await send(body, headers);
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain("c4nary");
    expect(handled).toEqual([]);
  });

  it("that isn't UTF-8 is a 400", async () => {
    const answer = await create(open).receive(posted(Uint8Array.from([0x22, 0xff, 0x22])));
    expect([answer.status, await answer.json()]).toEqual([400, { error: "the body is not UTF-8" }]);
  });

  it("that doesn't fit is refused with the argument's name", async () => {
    const { send } = await start(open);
    const answer = await send(JSON.stringify({ ...ARGUMENTS, urgency: "later", items: [{ sku: "A", count: "two" }] }));
    expect(answer.text).toContain("the delivery of support_summary does not fit its definition: ");
    expect(answer.text).toContain("urgency: ");
    expect(answer.text).toContain("items[0].count: ");
  });

  it("that is too large is a 413 and isn't read further, whether or not it states its size", async () => {
    const { handled, send } = await start({ ...open, maxBodyBytes: 1000 });
    const body = JSON.stringify({ ...ARGUMENTS, message: "x".repeat(2000) });
    expect((await send(body)).status).toBe(413);
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(600));
      },
    });
    const request = new Request(SUMMARY_URL, { method: "POST", body: endless, duplex: "half" } as RequestInit);
    expect((await create({ ...open, maxBodyBytes: 1000 }).receive(request)).status).toBe(413);
    expect(pulled).toBeLessThan(5);
    expect(handled).toEqual([]);
  });

  it("can be a form, with lists and numbers as text (bug 14)", async () => {
    const { handled, send } = await start(open);
    const form = new URLSearchParams({ ...AS_TEXT, amount: "", resolved: "false" });
    const headers = { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" };
    expect((await send(form.toString(), headers)).status).toBe(200);
    expect(handled[0]?.args).toEqual({ ...ARGUMENTS, amount: null });
  });

  it.each(["GET", "HEAD", "DELETE"])("can be missing: the arguments of a %s are in the query (R-8)", async (method) => {
    const { handled, send } = await start(open);
    const query = new URLSearchParams({ ...AS_TEXT, tavus_conversation_id: CONVERSATION });
    const answer = await send(undefined, {}, { method, path: `/hooks/support_summary?${query}` });
    expect(answer.status).toBe(200);
    expect(handled[0]).toMatchObject({ args: ARGUMENTS, context: { conversationId: CONVERSATION } });
  });

  it("isn't read with methods that deliveries don't have", async () => {
    const { send } = await start(open);
    for (const method of METHODS) expect((await send(undefined, {}, { method })).status, method).not.toBe(405);
    expect((await send(undefined, {}, { method: "PROPFIND" })).status).toBe(405);
  });
});

describe("the conversation", () => {
  it.each([
    ["in the query", CONVERSATION, CONVERSATION],
    ["not said (bug 10)", "", undefined],
    ["a placeholder that was not replaced (R-2)", "%7Btavus_conversation_id%7D", undefined],
  ])("is %s", async (_what, given, expected) => {
    const { handled, send } = await start(open);
    await send(JSON.stringify(ARGUMENTS), {}, { path: `/hooks/support_summary?tavus_conversation_id=${given}` });
    expect(handled[0]?.context.conversationId).toBe(expected);
  });

  it("is never shared if unknown: two such deliveries count as two (bug 10)", async () => {
    const { handled, send } = await start(open);
    await send(JSON.stringify(ARGUMENTS));
    await send(JSON.stringify(ARGUMENTS));
    expect(handled).toHaveLength(2);
    const signed = await start();
    const nowhere = envelopeOf(ARGUMENTS, { conversation_id: "{tavus_conversation_id}", tool_call_id: "" });
    await signed.sendSigned(nowhere);
    await signed.sendSigned(nowhere);
    expect(signed.handled).toHaveLength(2);
  });

  it("comes from the signed envelope, not from the URL that anybody can change", async () => {
    const { handled, sendSigned } = await start();
    await sendSigned(envelopeOf(ARGUMENTS), "/hooks/support_summary?tavus_conversation_id=cforged");
    expect(handled[0]?.context.conversationId).toBe(CONVERSATION);
  });
});

describe("a repeat", () => {
  it("gets a 200 and is handled once for each conversation and action (R-31, bug 15)", async () => {
    const { handled, sendSigned } = await start();
    const first = envelopeOf(ARGUMENTS);
    // The second delivery has a different call id, but the same conversation.
    const second = envelopeOf(ARGUMENTS, { tool_call_id: "call_2" });
    expect(await sendSigned(first)).toMatchObject({ status: 200, text: '{"status":"handled"}' });
    expect(await sendSigned(second)).toMatchObject({ status: 200, text: '{"status":"handled before"}' });
    expect((await sendSigned(envelopeOf(ARGUMENTS, { conversation_id: "c2" }))).text).toBe('{"status":"handled"}');
    expect(handled).toHaveLength(2);
  });

  it("at the same time is a 409", async () => {
    const [began, running] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const handle = (): Promise<void> => {
      began.resolve();
      return running.promise;
    };
    const { sendSigned } = await start({ on: { ...nothing, support_summary: handle } });
    const first = sendSigned(envelopeOf(ARGUMENTS));
    await began.promise;
    expect((await sendSigned(envelopeOf(ARGUMENTS))).status).toBe(409);
    running.resolve();
    expect((await first).status).toBe(200);
    expect((await sendSigned(envelopeOf(ARGUMENTS))).text).toBe('{"status":"handled before"}');
  });
});

describe("a handler", () => {
  const answerTo = async (error: Error) => {
    const { sendSigned } = await start({ on: { ...nothing, support_summary: () => Promise.reject(error) } });
    return sendSigned(envelopeOf(ARGUMENTS));
  };

  it("that throws causes a 500 without its message, and the next attempt is handled (bug 15)", async () => {
    let broken = true;
    const calls: number[] = [];
    const handle = (): void => {
      calls.push(1);
      if (broken) throw new Error(`the database at ${SECRET} is away`);
    };
    const { sendSigned, errors } = await start({ on: { ...nothing, support_summary: handle } });
    const failed = await sendSigned(envelopeOf(ARGUMENTS));
    expect(failed).toMatchObject({ status: 500, text: '{"error":"handler failed"}' });
    expect(errors).toEqual([{ message: `Error: the database at ${SECRET} is away`, status: 500 }]);
    broken = false;
    expect((await sendSigned(envelopeOf(ARGUMENTS))).text).toBe('{"status":"handled"}');
    expect(calls).toHaveLength(2);
  });

  it("can reject permanently with a 422 and the reason", async () => {
    expect(await answerTo(new RejectedDelivery("the ticket is closed"))).toMatchObject({
      status: 422,
      text: '{"error":"the ticket is closed"}',
    });
  });

  it("can reject with the class of another copy of the package, such as the CommonJS build", async () => {
    class Copy extends Error {
      override name = "RejectedDelivery";
    }
    expect((await answerTo(new Copy("the ticket is closed"))).status).toBe(422);
  });

  it("that takes too long gets a 202, continues, and counts as handled in the end", async () => {
    const finish = Promise.withResolvers<void>();
    const on = { ...nothing, support_summary: () => finish.promise };
    const { receive } = create({ ...open, answerWithinMs: 0, on });
    const url = `http://a/support_summary?tavus_conversation_id=${CONVERSATION}`;
    const request = () => posted(JSON.stringify(ARGUMENTS), url);
    const kept: Promise<unknown>[] = [];
    expect((await receive(request(), { waitUntil: (work) => void kept.push(work) })).status).toBe(202);
    expect((await receive(request())).status).toBe(409);
    finish.resolve();
    await Promise.all(kept);
    expect(await (await receive(request())).json()).toEqual({ status: "handled before" });
  });

  it("or a definition that is missing is reported at once in JavaScript", () => {
    const on = { support_summary: () => {} } as unknown as Options["on"];
    const make = (options: object) => () => createReceiver({ auth: { type: "none" }, ...options } as Options);
    expect(make({ actions, on })).toThrow(new TypeError("on.log_note is missing."));
    expect(make({ actions })).toThrow(new TypeError("on.support_summary is missing."));
    expect(make({ on })).toThrow(new TypeError("the list actions is missing."));
    expect(make({ actions: actions[0], on })).toThrow(new TypeError("the list actions is missing."));
    for (const none of [undefined, null, { name: "support_summary" }])
      expect(make({ actions: [none], on })).toThrow(new TypeError("a definition in actions is missing."));
  });

  it.each<[object, string]>([
    [{ seen: new Map() }, "seen.begin is missing."],
    [{ maxBodyBytes: Number(undefined) }, "maxBodyBytes is missing."],
    [{ maxBodyBytes: null }, "maxBodyBytes is missing."],
    [{ answerWithinMs: Number(undefined) }, "answerWithinMs is missing."],
  ])("or an option that can't work is refused: %j", (setting, message) => {
    const make = (options: object) => () => create({ ...open, ...options });
    expect(make(setting)).toThrow(new TypeError(message));
    expect(make({})).not.toThrow();
  });

  it("isn't called if the store can't be reached, and is called if it can't record the end", async () => {
    const seen = memorySeen();
    const away = vi.spyOn(seen, "begin").mockRejectedValueOnce(new Error("away"));
    vi.spyOn(seen, "done").mockRejectedValue(new Error("away"));
    const { handled, sendSigned, errors } = await start({ seen });
    expect((await sendSigned(envelopeOf(ARGUMENTS))).status).toBe(503);
    expect(handled).toEqual([]);
    away.mockRestore();
    expect((await sendSigned(envelopeOf(ARGUMENTS))).status).toBe(200);
    expect(handled).toHaveLength(1);
    expect(errors.map(({ status }) => status)).toEqual([503, 200]);
  });
});
