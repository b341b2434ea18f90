import { describe, expect, it } from "vitest";
import { z } from "zod";
import { nothing, posted, signed } from "../../test/support/receiver.ts";
import { defineAction } from "../action.ts";
import { parseDelivery } from "./delivery.ts";
import { argumentsOf, isExecuted, parseEvent } from "./event.ts";
import { createReceiver } from "./receiver.ts";
import { ARGUMENTS, CONVERSATION, envelopeOf, eventOf, SECRET, summary } from "./testing/listen.ts";
import { start } from "./testing/start.ts";

/** Tavus doesn't document whether a post-call envelope has all of these members. */
const without = (...members: string[]): string => {
  const envelope = JSON.parse(envelopeOf(ARGUMENTS)) as Record<string, unknown>;
  for (const member of members) delete envelope[member];
  return JSON.stringify(envelope);
};

describe("a signed envelope without a conversation (R-23)", () => {
  it.each<[string, string]>([
    ["absent", without("conversation_id")],
    ["null", envelopeOf(ARGUMENTS, { conversation_id: null })],
    ["empty", envelopeOf(ARGUMENTS, { conversation_id: "" })],
    ["an unreplaced placeholder", envelopeOf(ARGUMENTS, { conversation_id: "{tavus_conversation_id}" })],
    ["absent, as is the call id", without("conversation_id", "tool_call_id")],
    [
      "absent, with arguments as an object",
      envelopeOf(ARGUMENTS, { conversation_id: undefined, arguments: ARGUMENTS }),
    ],
  ])("is handled without a known conversation: %s", async (_what, body) => {
    for (const path of ["/hooks/support_summary", "/hooks"]) {
      const { handled, sendSigned } = await start();
      expect(await sendSigned(body, path)).toMatchObject({ status: 200, text: '{"status":"handled"}' });
      expect(handled).toMatchObject([{ args: ARGUMENTS, context: { action: "support_summary" } }]);
      expect(handled[0]?.context).not.toHaveProperty("conversationId");
    }
  });

  it("doesn't read the conversation from the URL, which the signature doesn't cover", async () => {
    const { handled, sendSigned } = await start();
    const forged = "/hooks/support_summary?tavus_conversation_id=cforged";
    await sendSigned(without("conversation_id"), forged);
    await sendSigned(without("conversation_id", "tool_call_id"), forged);
    expect(handled.map(({ context }) => context.conversationId)).toEqual([undefined, undefined]);
  });

  it("has its conversation even without arguments or a call id", () => {
    const ping = defineAction({ name: "ping", description: "d", parameters: {} });
    const body = JSON.stringify({ name: "ping_dev", conversation_id: CONVERSATION });
    expect(parseDelivery(ping, body)).toMatchObject({ toolName: "ping_dev", conversationId: CONVERSATION });
  });
});

describe("repeats of signed envelopes without a conversation", () => {
  const send = async (...bodies: string[]) => {
    const { handled, sendSigned } = await start();
    const said: string[] = [];
    for (const body of bodies) said.push((JSON.parse((await sendSigned(body)).text) as { status: string }).status);
    return { said, calls: handled.length };
  };
  const call = (id: unknown, args: object = ARGUMENTS): string =>
    envelopeOf(args, { conversation_id: undefined, tool_call_id: id });

  it("are handled once if the call id and the bytes are the same", async () => {
    expect(await send(call("call_1"), call("call_1"))).toEqual({ said: ["handled", "handled before"], calls: 1 });
  });

  it.each<[string, string, string]>([
    ["another call's id", call("call_1"), call("call_2")],
    ["the same id, and other arguments", call("call_1"), call("call_1", { ...ARGUMENTS, message: "Other." })],
    ["no id", call(undefined), call(undefined)],
    ["an empty id", call(""), call("")],
  ])("count as two calls with %s", async (_what, first, second) => {
    expect(await send(first, second)).toEqual({ said: ["handled", "handled"], calls: 2 });
  });

  it("count as two if two actions have the same call id", async () => {
    const parameters = { text: z.string().describe("d") };
    const actions = [
      defineAction({ name: "first", description: "d", parameters }),
      defineAction({ name: "second", description: "d", parameters }),
    ] as const;
    const called: string[] = [];
    const receive = createReceiver({
      actions,
      auth: { type: "hmac", secret: SECRET },
      on: { first: () => void called.push("first"), second: () => void called.push("second") },
    });
    for (const name of ["first", "second"]) {
      const fields = { name, arguments: '{"text":"x"}', conversation_id: undefined };
      expect((await receive(signed(fields, "http://a/hooks"))).status).toBe(200);
    }
    expect(called).toEqual(["first", "second"]);
  });

  it("are handled again after the handler has failed", async () => {
    let calls = 0;
    const handle = (): void => {
      calls += 1;
      if (calls === 1) throw new Error("away");
    };
    const { sendSigned } = await start({ on: { ...nothing, support_summary: handle } });
    expect((await sendSigned(call("call_1"))).status).toBe(500);
    expect((await sendSigned(call("call_1"))).text).toBe('{"status":"handled"}');
    expect((await sendSigned(call("call_1"))).text).toBe('{"status":"handled before"}');
  });
});

describe("a body that isn't an envelope", () => {
  it("can have a name and arguments, even if the name is another action's", async () => {
    const lead = defineAction({
      name: "lead",
      description: "d",
      parameters: { name: z.string().describe("d"), arguments: z.string().describe("d") },
    });
    const other = defineAction({ name: "other", description: "d", parameters: {} });
    const handled: object[] = [];
    const receive = createReceiver({
      actions: [lead, other],
      auth: { type: "none" },
      on: { lead: (args) => void handled.push(args), other: () => {} },
    });
    const values = { name: "other", arguments: "too dear" };
    expect((await receive(posted(JSON.stringify(values), "http://a/hooks/lead"))).status).toBe(200);
    expect(handled).toEqual([values]);
  });
});

describe("the event of a signed action", () => {
  it("names the conversation that the envelope lacks", () => {
    const request = { url: "https://a.dev/hooks", method: "POST", body: without("conversation_id") };
    const event = parseEvent(eventOf({ request }));
    if (!isExecuted(event)) throw new Error("not executed");
    expect(argumentsOf(summary, event)).toMatchObject({ arguments: ARGUMENTS, conversationId: CONVERSATION });
  });

  it("isn't a repeat of another event if it has no conversation", async () => {
    const { events, send } = await start();
    const event = JSON.stringify(eventOf({}, { conversation_id: "" }));
    await send(event, {}, { path: "/hooks/events" });
    await send(event, {}, { path: "/hooks/events" });
    expect(events).toHaveLength(2);
  });
});
