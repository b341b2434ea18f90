import { describe, expect, it, vi } from "vitest";
import { defineAction } from "../post-call-action/index.ts";
import { MissingSecretError, RejectedDelivery } from "./errors.ts";
import type { ConversationEvent } from "./event.ts";
import { createReceiver, type DeliveryContext, type ReceiverOptions } from "./receiver.ts";
import { memorySeen } from "./seen.ts";
import {
  ARGUMENTS,
  CONVERSATION,
  envelopeOf,
  eventOf,
  listen,
  note,
  SECRET,
  signatureOf,
  summary,
} from "./testing/listen.ts";

const actions = [summary, note] as const;
type Options = ReceiverOptions<typeof actions>;

/** A receiver behind HTTP, and what its handlers got. */
async function start(options: Partial<Options> = {}) {
  const handled: { args: object; context: DeliveryContext }[] = [];
  const events: ConversationEvent[] = [];
  const errors: { message: string; status: number }[] = [];
  const record = (args: object, context: DeliveryContext): void => void handled.push({ args, context });
  const url = await listen(
    createReceiver({
      actions,
      auth: { type: "hmac", secret: SECRET },
      on: { support_summary: record, log_note: record },
      onEvent: (event) => void events.push(event),
      onError: (error, { status }) => void errors.push({ message: String(error), status }),
      ...options,
    }),
  );
  const send = async (
    body: string | undefined,
    headers: Record<string, string> = {},
    { path = "/hooks/support_summary", method = "POST" } = {},
  ) => {
    const response = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const sendSigned = (body: string, path?: string) =>
    send(body, { "X-Tavus-Signature": signatureOf(body) }, path === undefined ? {} : { path });
  return { handled, events, errors, send, sendSigned };
}

describe("a signed delivery", () => {
  it("is handed over typed, with its conversation, whatever the body looks like on the way (bugs 1, 9, 14)", async () => {
    const { handled, sendSigned } = await start();
    // Spaces and escapes that no other serialisation would give again.
    const body = envelopeOf(ARGUMENTS).replace("{", "{  ").replace("–", "\\u2013");
    expect(await sendSigned(body)).toMatchObject({ status: 200, text: '{"status":"handled"}' });
    expect(handled).toHaveLength(1);
    expect(handled[0]?.args).toEqual(ARGUMENTS);
    expect(handled[0]?.context).toMatchObject({
      action: "support_summary",
      conversationId: CONVERSATION,
      toolCallId: "call_1",
      secretIndex: 0,
    });
    expect(new TextDecoder().decode(handled[0]?.context.rawBody)).toBe(body);
  });

  it.each<[string, (body: string) => Record<string, string>, string]>([
    ["without a signature", () => ({}), "the request has no X-Tavus-Signature"],
    ["with another secret's", (body) => ({ "X-Tavus-Signature": signatureOf(body, "other") }), "matches no secret"],
    [
      "over the body written again (bug 1)",
      (body) => ({ "X-Tavus-Signature": signatureOf(JSON.stringify(JSON.parse(body), null, 1)) }),
      "do not parse and write them again",
    ],
    [
      "with a prefix (bug 2)",
      (body) => ({ "X-Tavus-Signature": `sha256=${signatureOf(body)}` }),
      "is not 64 hex digits",
    ],
    [
      "that is too short (bug 8)",
      (body) => ({ "X-Tavus-Signature": signatureOf(body).slice(2) }),
      "is not 64 hex digits",
    ],
    [
      "over a timestamp and the body (bug 3)",
      (body) => ({ "X-Tavus-Signature": signatureOf(`1.${body}`), "X-Tavus-Timestamp": "1" }),
      "matches no secret",
    ],
    [
      "in a header that Tavus does not send (bug 7)",
      (body) => ({ "X-Signature": signatureOf(body) }),
      "has no X-Tavus-Signature",
    ],
    ["with the secret itself", () => ({ "X-Tavus-Webhook-Secret": SECRET }), "has no X-Tavus-Signature"],
  ])("%s is a 401, and nothing is handled", async (_what, headers, text) => {
    const { handled, errors, send } = await start();
    const body = envelopeOf(ARGUMENTS);
    const answer = await send(body, headers(body));
    expect(answer.status).toBe(401);
    expect(answer.text).toContain(text);
    expect(errors).toHaveLength(1);
    expect(JSON.stringify([answer, errors])).not.toContain(SECRET);
    expect(handled).toEqual([]);
  });

  it("may be signed with either secret during a rotation, says which, and with the old one not after it", async () => {
    const rotating = await start({ auth: { type: "hmac", secret: ["new-secret", SECRET] } });
    const body = envelopeOf(ARGUMENTS);
    expect((await rotating.sendSigned(body)).status).toBe(200);
    const other = envelopeOf(ARGUMENTS, { conversation_id: "c2" });
    expect((await rotating.send(other, { "x-tavus-signature": signatureOf(other, "new-secret") })).status).toBe(200);
    expect(rotating.handled.map(({ context }) => context.secretIndex)).toEqual([1, 0]);
    const after = await start({ auth: { type: "hmac", secret: "new-secret" } });
    expect((await after.sendSigned(body)).status).toBe(401);
  });

  it("has no body to sign in a GET, which anybody could repeat with another query: 401", async () => {
    const { send, handled } = await start();
    const headers = { "X-Tavus-Signature": signatureOf("") };
    const answer = await send(undefined, headers, { method: "GET", path: "/hooks/support_summary?message=forged" });
    expect(answer).toMatchObject({ status: 401, text: '{"error":"a request without a body cannot be signed"}' });
    expect(handled).toEqual([]);
  });
});

describe("without a secret", () => {
  it.each(["", [], [""], undefined, [undefined]])("no receiver is made: %j (bug 4)", (secret) => {
    const make = (auth: Options["auth"]) => () =>
      createReceiver({ actions, auth, on: { support_summary: () => {}, log_note: () => {} } });
    const missing = secret as unknown as string;
    expect(make({ type: "hmac", secret: missing })).toThrow(MissingSecretError);
    expect(make({ type: "hmac", secret: missing })).toThrow("auth.secret is not set. Nothing is accepted without it.");
    expect(make({ type: "bearer", token: missing })).toThrow("auth.token is not set");
    expect(make({ type: "basic", username: "u", password: missing })).toThrow("auth.password is not set");
    expect(make({ type: "api_key", name: "X-Key", value: missing })).toThrow("auth.value is not set");
  });

  it("every delivery is a 503 where the secret is asked for late and is not there, since later it may be", async () => {
    const secrets: { current?: string } = {};
    const { handled, sendSigned } = await start({ auth: { type: "hmac", secret: () => secrets.current ?? "" } });
    expect(await sendSigned(envelopeOf(ARGUMENTS))).toMatchObject({
      status: 503,
      text: '{"error":"auth.secret is not set. Nothing is accepted without it."}',
    });
    secrets.current = SECRET;
    expect((await sendSigned(envelopeOf(ARGUMENTS))).status).toBe(200);
    expect(handled).toHaveLength(1);
  });

  it("or with an auth that is none, or a verifier that is missing, no receiver is made either", () => {
    const make = (auth: object) => () =>
      createReceiver({ actions, auth: auth as Options["auth"], on: { support_summary: () => {}, log_note: () => {} } });
    expect(make({})).toThrow('Write { type: "none" } to accept everybody.');
    expect(make({ type: "oauth2_client_credentials" })).toThrow("auth.verifyToken is missing");
  });
});

it("an event token that is given but unset makes no receiver (bug 4)", () => {
  const make = (eventToken: unknown) => () =>
    createReceiver({
      actions,
      auth: { type: "none" },
      on: { support_summary: () => {}, log_note: () => {} },
      eventToken: eventToken as string,
    });
  expect(make(undefined)).toThrow("eventToken is not set. Nothing is accepted without it.");
  expect(make("")).toThrow(MissingSecretError);
});

it("a log that fails changes no answer, at once or later", async () => {
  for (const onError of [() => Promise.reject(new Error("log away")), () => JSON.parse("{")]) {
    const { send } = await start({ onError });
    expect((await send("{}")).status).toBe(401);
  }
});

describe("the other kinds of authentication", () => {
  const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString("base64")}` });
  const verifyToken = (token: string) => token === SECRET;
  it.each<[string, Options["auth"], Record<string, string>, Record<string, string>, string | null]>([
    [
      "bearer",
      { type: "bearer", token: ["new", SECRET] },
      { Authorization: `Bearer ${SECRET}` },
      { Authorization: `Bearer ${SECRET}x` },
      "Bearer",
    ],
    [
      "basic",
      { type: "basic", username: "ü", password: SECRET },
      basic(`ü:${SECRET}`),
      basic(`x:${SECRET}`),
      'Basic realm="deliveries", charset="UTF-8"',
    ],
    [
      "api_key",
      { type: "api_key", name: "X-Hook-Key", value: SECRET },
      { "x-hook-key": SECRET },
      { "x-hook-key": "c4nary" },
      null,
    ],
    [
      "oauth2",
      { type: "oauth2_client_credentials", verifyToken },
      { authorization: `bearer ${SECRET}` },
      { authorization: "bearer x" },
      "Bearer",
    ],
  ])("%s lets in whom it should, and answers others with 401", async (_kind, auth, right, wrong, challenge) => {
    const { handled, send, errors } = await start({ auth });
    const body = JSON.stringify(ARGUMENTS);
    for (const headers of [{}, wrong, { authorization: "Basic %%%" }] as Record<string, string>[]) {
      const answer = await send(body, headers);
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe(challenge);
      expect(answer.text).not.toContain("c4nary");
    }
    expect(JSON.stringify(errors)).not.toContain(SECRET);
    expect(handled).toEqual([]);
    expect((await send(body, right)).status).toBe(200);
    expect(handled[0]?.args).toEqual(ARGUMENTS);
  });

  it("take a key in the query, and everybody where that is said", async () => {
    const inQuery = await start({ auth: { type: "api_key", name: "key", value: SECRET, location: "query" } });
    const body = JSON.stringify(ARGUMENTS);
    expect((await inQuery.send(body, {}, { path: `/hooks/support_summary?key=${SECRET}` })).status).toBe(200);
    expect((await inQuery.send(body)).status).toBe(401);
    const open = await start({ auth: { type: "none" } });
    expect((await open.send(body)).status).toBe(200);
  });

  it("answer 503 where the authorisation server cannot be asked", async () => {
    const { send } = await start({
      auth: { type: "oauth2_client_credentials", verifyToken: () => Promise.reject(new Error(`no ${SECRET}`)) },
    });
    const answer = await send(JSON.stringify(ARGUMENTS), { authorization: "Bearer t" });
    expect(answer).toMatchObject({ status: 503, text: '{"error":"credentials cannot be checked now"}' });
  });
});

describe("which action a delivery is for", () => {
  const open = { auth: { type: "none" } } as const;
  it("is said by its path, because a flat body has no name", async () => {
    const { handled, send } = await start(open);
    await send(
      JSON.stringify({ text: "m", n: [{ count: "3" }], title: "Note: x", call: CONVERSATION }),
      {},
      { path: "/a/b/log_note/?x=1" },
    );
    expect(handled).toMatchObject([
      { args: { message: "m", count: 3 }, context: { action: "log_note", conversationId: CONVERSATION } },
    ]);
  });

  it("is said by the envelope where the path is no action's, also with the environment's suffix", async () => {
    const { handled, sendSigned } = await start({ nameSuffix: "dev-1" });
    expect((await sendSigned(envelopeOf(ARGUMENTS), "/hook")).status).toBe(200);
    const suffixed = envelopeOf(ARGUMENTS, { name: "support_summary_dev_1", conversation_id: "c2" });
    expect((await sendSigned(suffixed, "/hook")).status).toBe(200);
    expect(handled.map(({ context }) => context.action)).toEqual(["support_summary", "support_summary"]);
    expect((await sendSigned(envelopeOf(ARGUMENTS, { name: "support_summary_prod" }), "/hook")).status).toBe(404);
  });

  it("is by an environment's name the one that is called so there, though another has the name elsewhere", async () => {
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
    expect((await receive(new Request("http://a/hooks", { method: "POST", body }))).status).toBe(200);
    expect((await receive(new Request("http://a/report", { method: "POST", body }))).status).toBe(200);
    expect(called).toEqual(["report"]);
  });

  it("is a 404 where nothing says it, and where path and envelope disagree", async () => {
    const { handled, sendSigned } = await start();
    const nowhere = await sendSigned('{"a":1}', "/hooks/other");
    expect(nowhere).toMatchObject({ status: 404 });
    expect(nowhere.text).toContain("no such action. There are: support_summary, log_note");
    const mixed = await sendSigned(envelopeOf(ARGUMENTS), "/hooks/log_note");
    expect(mixed.text).toContain("the path is of log_note and the envelope of support_summary");
    expect(handled).toEqual([]);
  });

  it("is nobody's business before the credentials are right", async () => {
    const { send } = await start();
    expect((await send("{}", {}, { path: "/hooks/other" })).status).toBe(401);
  });
});

describe("a body", () => {
  const open = { auth: { type: "none" } } as const;
  it.each<[string, string, Record<string, string>]>([
    ["no JSON", '{"message":', {}],
    ["a list", "[1]", {}],
    ["nothing but null", "null", {}],
    ["without a required argument", '{"channel":"C0SUPPORT"}', {}],
    ["of other types, not repeating the value", '{"message":{"c4nary":1},"urgency":"c4nary"}', {}],
  ])("that is %s is a 400 with the reason", async (_what, body, headers) => {
    const { handled, send } = await start(open);
    const answer = await send(body, headers);
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain("c4nary");
    expect(handled).toEqual([]);
  });

  it("that is not UTF-8 is a 400", async () => {
    const receive = createReceiver({ actions, ...open, on: { support_summary: () => {}, log_note: () => {} } });
    const body = Uint8Array.from([0x22, 0xff, 0x22]);
    const answer = await receive(new Request("http://a/support_summary", { method: "POST", body }));
    expect([answer.status, await answer.json()]).toEqual([400, { error: "the body is not UTF-8" }]);
  });

  it("that does not fit says which argument", async () => {
    const { send } = await start(open);
    const answer = await send(JSON.stringify({ ...ARGUMENTS, urgency: "later", items: [{ sku: "A", count: "two" }] }));
    expect(answer.text).toContain("the delivery of support_summary does not fit its definition: ");
    expect(answer.text).toContain("urgency: ");
    expect(answer.text).toContain("items[0].count: ");
  });

  it("that is too large is a 413, read no further, whether it says its size or not", async () => {
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
    const receive = createReceiver({
      actions,
      ...open,
      maxBodyBytes: 1000,
      on: { support_summary: () => {}, log_note: () => {} },
    });
    const request = new Request("http://a/support_summary", {
      method: "POST",
      body: endless,
      duplex: "half",
    } as RequestInit);
    expect((await receive(request)).status).toBe(413);
    expect(pulled).toBeLessThan(5);
    expect(handled).toEqual([]);
  });

  it("may be a form, with lists and numbers as text (bug 14)", async () => {
    const { handled, send } = await start(open);
    const form = new URLSearchParams({
      ...ARGUMENTS,
      items: JSON.stringify(ARGUMENTS.items),
      amount: "",
      resolved: "false",
    } as unknown as Record<string, string>);
    const headers = { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" };
    expect((await send(form.toString(), headers)).status).toBe(200);
    expect(handled[0]?.args).toEqual({ ...ARGUMENTS, amount: null });
  });

  it("may be missing: a GET has its arguments in the query (R-8)", async () => {
    const { handled, send } = await start(open);
    const query = new URLSearchParams({
      ...ARGUMENTS,
      items: JSON.stringify(ARGUMENTS.items),
      tavus_conversation_id: CONVERSATION,
    } as unknown as Record<string, string>);
    const answer = await send(undefined, {}, { method: "GET", path: `/hooks/support_summary?${query}` });
    expect(answer.status).toBe(200);
    expect(handled[0]).toMatchObject({ args: ARGUMENTS, context: { conversationId: CONVERSATION } });
  });

  it("is not waited for with methods that deliveries do not have", async () => {
    const { send } = await start(open);
    expect((await send(undefined, {}, { method: "OPTIONS" })).status).toBe(405);
  });
});

describe("the conversation", () => {
  const open = { auth: { type: "none" } } as const;
  it.each([
    ["in the query", CONVERSATION, CONVERSATION],
    ["not said (bug 10)", "", undefined],
    ["a placeholder that was not replaced (R-2)", "%7Btavus_conversation_id%7D", undefined],
  ])("is %s", async (_what, given, expected) => {
    const { handled, send } = await start(open);
    await send(JSON.stringify(ARGUMENTS), {}, { path: `/hooks/support_summary?tavus_conversation_id=${given}` });
    expect(handled[0]?.context.conversationId).toBe(expected);
  });

  it("that is not known ties nothing together: two such deliveries are two (bug 10)", async () => {
    const { handled, send } = await start(open);
    await send(JSON.stringify(ARGUMENTS));
    await send(JSON.stringify(ARGUMENTS));
    expect(handled).toHaveLength(2);
  });

  it("of the signed envelope counts, not one that somebody wrote into the URL", async () => {
    const { handled, sendSigned } = await start();
    await sendSigned(envelopeOf(ARGUMENTS), "/hooks/support_summary?tavus_conversation_id=cforged");
    expect(handled[0]?.context.conversationId).toBe(CONVERSATION);
  });
});

describe("a repeat", () => {
  it("is answered with 200 and handled once for a conversation and an action (R-31, bug 15)", async () => {
    const { handled, sendSigned } = await start();
    const first = envelopeOf(ARGUMENTS);
    // Tavus makes another call id for it; the conversation is the same.
    const second = envelopeOf(ARGUMENTS, { tool_call_id: "call_2" });
    expect(await sendSigned(first)).toMatchObject({ status: 200, text: '{"status":"handled"}' });
    expect(await sendSigned(second)).toMatchObject({ status: 200, text: '{"status":"handled before"}' });
    expect((await sendSigned(envelopeOf(ARGUMENTS, { conversation_id: "c2" }))).text).toBe('{"status":"handled"}');
    expect(handled).toHaveLength(2);
  });

  it("at the same time is a 409", async () => {
    let finish: () => void = () => {};
    const running = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const began = Promise.withResolvers<void>();
    const { sendSigned } = await start({
      on: {
        support_summary: async () => {
          began.resolve();
          await running;
        },
        log_note: () => {},
      },
    });
    const first = sendSigned(envelopeOf(ARGUMENTS));
    await began.promise;
    expect((await sendSigned(envelopeOf(ARGUMENTS))).status).toBe(409);
    finish();
    expect((await first).status).toBe(200);
    expect((await sendSigned(envelopeOf(ARGUMENTS))).text).toBe('{"status":"handled before"}');
  });
});

describe("a handler", () => {
  it("that throws makes a 500 without its message, and the next attempt is handled (bug 15)", async () => {
    let broken = true;
    const calls: number[] = [];
    const { sendSigned, errors } = await start({
      on: {
        support_summary: () => {
          calls.push(1);
          if (broken) throw new Error(`the database at ${SECRET} is away`);
        },
        log_note: () => {},
      },
    });
    expect(await sendSigned(envelopeOf(ARGUMENTS))).toMatchObject({
      status: 500,
      text: '{"error":"handler failed"}',
    });
    expect(errors).toEqual([{ message: `Error: the database at ${SECRET} is away`, status: 500 }]);
    broken = false;
    expect((await sendSigned(envelopeOf(ARGUMENTS))).text).toBe('{"status":"handled"}');
    expect(calls).toHaveLength(2);
  });

  it("may reject for good: 422 with the reason", async () => {
    const { sendSigned } = await start({
      on: { support_summary: () => Promise.reject(new RejectedDelivery("the ticket is closed")), log_note: () => {} },
    });
    expect(await sendSigned(envelopeOf(ARGUMENTS))).toMatchObject({
      status: 422,
      text: '{"error":"the ticket is closed"}',
    });
  });

  it("that takes too long is answered for with 202, goes on, and counts as handled in the end", async () => {
    const finish = Promise.withResolvers<void>();
    const receive = createReceiver({
      actions,
      auth: { type: "none" },
      answerWithinMs: 0,
      on: { support_summary: () => finish.promise, log_note: () => {} },
    });
    const request = () =>
      new Request(`http://a/support_summary?tavus_conversation_id=${CONVERSATION}`, {
        method: "POST",
        body: JSON.stringify(ARGUMENTS),
      });
    const kept: Promise<unknown>[] = [];
    expect((await receive(request(), { waitUntil: (work) => void kept.push(work) })).status).toBe(202);
    expect((await receive(request())).status).toBe(409);
    finish.resolve();
    await Promise.all(kept);
    expect(await (await receive(request())).json()).toEqual({ status: "handled before" });
  });

  it("is missing where none is given, which JavaScript finds out at once", () => {
    const on = { support_summary: () => {} } as unknown as Options["on"];
    expect(() => createReceiver({ actions, auth: { type: "none" }, on })).toThrow("on.log_note is missing");
  });

  it("is not called where the store cannot be asked, and is where it cannot be told", async () => {
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

describe("an event", () => {
  it("comes without credentials and is told from deliveries; a repeat is not (bugs 6, 16)", async () => {
    const { events, handled, send } = await start();
    const post = (body: unknown) => send(JSON.stringify(body), {}, { path: "/hooks/events" });
    expect((await post(eventOf())).text).toBe('{"status":"handled"}');
    expect((await post(eventOf())).text).toBe('{"status":"handled before"}');
    expect((await post(eventOf({ tool_id: "t2" }))).status).toBe(200);
    expect(
      (await post({ ...eventOf({}), event_type: "system.shutdown", properties: { shutdown_reason: "x" } })).status,
    ).toBe(200);
    expect(events.map(({ eventType, toolId }) => [eventType, toolId])).toEqual([
      ["application.post_call_action_executed", "t1"],
      ["application.post_call_action_executed", "t2"],
      ["system.shutdown", undefined],
    ]);
    expect(handled).toEqual([]);
  });

  it("names the action that it is about, by the tool's name, not by its type (bug 12)", async () => {
    const about: (string | undefined)[] = [];
    const { send } = await start({ nameSuffix: "dev", onEvent: (_event, { action }) => void about.push(action) });
    await send(JSON.stringify(eventOf({ tool_id: "a", tool_name: "support_summary_dev" })));
    await send(JSON.stringify(eventOf({ tool_id: "b", tool_name: "somebody_elses" })));
    expect(about).toEqual(["support_summary", undefined]);
  });

  it("needs the token that the callback_url carries, where one is set", async () => {
    const { events, send } = await start({ eventToken: SECRET });
    const post = (query: string) => send(JSON.stringify(eventOf()), {}, { path: `/hooks/events${query}` });
    expect((await post("")).status).toBe(401);
    expect((await post("?token=x")).status).toBe(401);
    expect((await post(`?token=${SECRET}`)).status).toBe(200);
    expect(events).toHaveLength(1);
  });

  it("is dropped with 200 where nobody wants it, and a 500 where the handler fails, to be handled by the next", async () => {
    const receive = createReceiver({
      actions,
      auth: { type: "hmac", secret: SECRET },
      on: { support_summary: () => {}, log_note: () => {} },
    });
    const request = () => new Request("http://a/events", { method: "POST", body: JSON.stringify(eventOf()) });
    expect(await (await receive(request())).json()).toEqual({ status: "event dropped" });
    let broken = true;
    const { send } = await start({
      onEvent: () => {
        if (broken) throw new Error("away");
      },
    });
    expect((await send(JSON.stringify(eventOf()))).status).toBe(500);
    broken = false;
    expect((await send(JSON.stringify(eventOf()))).text).toBe('{"status":"handled"}');
  });

  it("that is signed and goes to an action's path is a delivery whose arguments look like one", async () => {
    const { events, handled, sendSigned } = await start();
    expect((await sendSigned(JSON.stringify({ ...ARGUMENTS, ...eventOf() }))).status).toBe(200);
    expect([events.length, handled.length]).toEqual([0, 1]);
  });
});
