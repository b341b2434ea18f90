import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/emulator/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** An endpoint; it answers what `answer` does. */
async function startReceiver(
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end("noted"),
) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

async function start(options: EmulatorOptions = {}) {
  const emulator = await createEmulator(options);
  closing.push(() => emulator.close());
  return { emulator, call: caller(emulator) };
}

type Call = (method: string, path: string, body?: unknown) => Promise<JsonObject>;
const caller =
  (emulator: Emulator): Call =>
  async (method, path, body) => {
    const response = await fetch(`${emulator.url}${path}`, {
      method,
      headers: { "x-api-key": emulator.apiKey },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text === "" ? {} : (JSON.parse(text) as JsonObject);
  };

const TRANSCRIPT = [
  { role: "assistant", content: "How can I help?" },
  { role: "user", content: "Order 4711 never arrived." },
];
const PARAMETERS = {
  type: "object",
  properties: {
    channel: { type: "string", const: "C0" },
    message: { type: "string", description: "What the caller wanted." },
  },
  required: ["channel", "message"],
};

/** A PAL with one action, and a conversation with it. */
async function stage(
  call: Call,
  api: JsonObject,
  conversation: JsonObject = {},
): Promise<{ id: string; palId: string; toolId: string }> {
  const { pal_id: palId } = await call("POST", "/v2/pals", {
    pal_name: "P",
    system_prompt: "s",
    default_face_id: "r1",
  });
  const { tool_id: toolId } = await call("POST", "/v2/tools", {
    name: "log_note",
    description: "d",
    trigger_type: "post_call",
    parameters: PARAMETERS,
    delivery: { api },
  });
  await call("POST", `/v2/pals/${String(palId)}/tools`, { tool_ids: [toolId] });
  const { conversation_id: id } = await call("POST", "/v2/conversations", { pal_id: palId, ...conversation });
  return { id: String(id), palId: String(palId), toolId: String(toolId) };
}

async function end(
  emulator: Emulator,
  call: Call,
  id: string,
  transcript: unknown = TRANSCRIPT,
): Promise<JsonObject[]> {
  await call("PUT", `/_emulator/conversations/${id}/transcript`, { transcript, perception_analysis: "Calm." });
  await call("POST", `/v2/conversations/${id}/end`);
  await emulator.idle();
  return (await call("GET", `/v2/conversations/${id}?verbose=true`))["events"] as JsonObject[];
}

const actions = (events: JsonObject[]): JsonObject[] =>
  events
    .filter((event) => event["event_type"] === "application.post_call_action_executed")
    .map((event) => event["properties"] as JsonObject);

describe("the end of a conversation", () => {
  it("fills, keeps constants, renders, sends once and reports, on callback_url and in the conversation (E-1 to E-8, W-2)", async () => {
    const { emulator, call } = await start();
    const { url, received } = await startReceiver();
    const { id, toolId } = await stage(
      call,
      {
        url: `${url}/n/{channel}?c={tavus_conversation_id}`,
        query_params: { q: "a {channel} b" },
        headers: { "X-Channel": "{channel}" },
        body_template: { channel: "{channel}", nested: [{ text: "said: {message}" }] },
        auth: { type: "bearer", token: "t0p" },
      },
      { callback_url: `${url}/events` },
    );
    const events = await end(emulator, call, id);
    const deliveries = received.filter((request) => request.url.startsWith("/n"));
    expect(deliveries).toHaveLength(1);
    const [delivery] = deliveries;
    expect(delivery).toMatchObject({
      method: "POST",
      url: `/n/C0?c=${id}&q=a+C0+b`,
      headers: { authorization: "Bearer t0p", "x-channel": "C0", "content-type": "application/json" },
    });
    expect(delivery?.body).toMatch(/^\{"channel":"C0","nested":\[\{"text":"said: .*4711/);
    expect(events.map((event) => event["event_type"])).toEqual([
      "system.pal_joined",
      "system.shutdown",
      "application.transcription_ready",
      "application.perception_analysis",
      "application.post_call_action_executed",
    ]);
    expect(events.at(-1)).toEqual({
      conversation_id: id,
      event_type: "application.post_call_action_executed",
      message_type: "application",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      webhook_url: `${url}/events`,
      properties: {
        tool_id: toolId,
        tool_name: "log_note",
        status: "success",
        request: { url: `${url}/n/C0?c=${id}&q=a+C0+b`, method: "POST", body: delivery?.body },
        response: { http_status: 200, body: "noted" },
      },
    });
    const posted = received
      .filter((request) => request.url === "/events")
      .map((request) => JSON.parse(request.body) as JsonObject);
    expect(posted.map((event) => event["event_type"]).sort()).toEqual(
      events.map((event) => event["event_type"]).sort(),
    );
  });

  it("sends the arguments themselves without a template (R-7), in the query of a GET (R-8)", async () => {
    const { emulator, call } = await start();
    const { url, received } = await startReceiver();
    await end(emulator, call, (await stage(call, { url })).id);
    expect(JSON.parse(received[0]?.body ?? "")).toEqual({ channel: "C0", message: expect.stringContaining("4711") });
    emulator.reset();
    await end(emulator, call, (await stage(call, { url: `${url}/{channel}`, method: "GET" })).id);
    expect(received[1]).toMatchObject({ method: "GET", url: expect.stringMatching(/^\/C0\?message=.*4711/), body: "" });
  });

  it.each<[string, JsonObject, JsonObject]>([
    [
      "basic",
      { type: "basic", username: "u", password: "p:w" },
      { authorization: `Basic ${Buffer.from("u:p:w").toString("base64")}` },
    ],
    ["api_key in a header", { type: "api_key", name: "X-Key", value: "k" }, { "x-key": "k" }],
  ])("authenticates with %s (K-3, K-4)", async (_what, auth, headers) => {
    const { emulator, call } = await start();
    const { url, received } = await startReceiver();
    await end(emulator, call, (await stage(call, { url, auth })).id);
    expect(received[0]?.headers).toMatchObject(headers);
  });

  it("authenticates with api_key in the query, which the event repeats (K-3, E-12)", async () => {
    const { emulator, call } = await start();
    const { url, received } = await startReceiver();
    const events = await end(
      emulator,
      call,
      (await stage(call, { url: `${url}/n`, auth: { type: "api_key", name: "key", value: "k v", location: "query" } }))
        .id,
    );
    expect(received[0]?.url).toBe("/n?key=k+v");
    expect(actions(events)[0]?.["request"]).toMatchObject({ url: `${url}/n?key=k+v` });
  });

  it("does not send what it cannot authenticate", async () => {
    const { emulator, call } = await start();
    const { url, received } = await startReceiver();
    const events = await end(emulator, call, (await stage(call, { url, auth: { type: "hmac", secret: "s3cret" } })).id);
    expect(received).toEqual([]);
    expect(actions(events)).toMatchObject([
      { status: "error", error: "authentication of type hmac is not performed by this version of the emulator" },
    ]);
    expect(JSON.stringify(events)).not.toContain("s3cret");
  });

  it("reports what went wrong at the endpoint (E-6)", async () => {
    const { emulator, call } = await start();
    const { url } = await startReceiver((_request, response) => void response.writeHead(500).end("broken"));
    expect(actions(await end(emulator, call, (await stage(call, { url })).id))).toMatchObject([
      { status: "error", error: "the endpoint answered 500", response: { http_status: 500, body: "broken" } },
    ]);
    emulator.reset();
    const refused = actions(await end(emulator, call, (await stage(call, { url: "http://127.0.0.1:1/" })).id));
    expect(refused).toMatchObject([{ status: "error", error: expect.stringContaining("ECONNREFUSED") }]);
    expect(refused[0]).not.toHaveProperty("response");
  });

  it("reports arguments of which no request can be made", async () => {
    const { emulator, call } = await start();
    const { url, received } = await startReceiver();
    const { id } = await stage(call, { url: `${url}/{message}` });
    // Half of a character cannot be written in a URL.
    const events = await end(emulator, call, id, [{ role: "user", content: "half \ud83d" }]);
    expect(received).toEqual([]);
    expect(actions(events)).toMatchObject([
      { status: "error", error: "the request could not be made from the arguments and the delivery" },
    ]);
  });

  it("gives up on an endpoint that does not answer (D-13)", async () => {
    const { emulator, call } = await start();
    const { url } = await startReceiver(() => {});
    expect(actions(await end(emulator, call, (await stage(call, { url, timeout: 1 })).id))).toMatchObject([
      { status: "timeout" },
    ]);
  });

  it("runs each action once, whatever is called twice (E-1)", async () => {
    const { emulator, call } = await start();
    const { url, received } = await startReceiver();
    const { id } = await stage(call, { url });
    await call("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: TRANSCRIPT });
    await Promise.all([1, 2, 3].map(() => call("POST", `/v2/conversations/${id}/end`)));
    await emulator.idle();
    await call("POST", `/v2/conversations/${id}/end`);
    await emulator.idle();
    expect(received).toHaveLength(1);
  });

  it.each([
    ["without dialogue (E-2)", {}, [{ role: "system", content: "Joined." }]],
    ["in test mode (V-6)", { test_mode: true }, undefined],
  ])("runs nothing %s", async (_what, fields, transcript) => {
    const { emulator, call } = await start();
    const { url, received } = await startReceiver();
    const { id } = await stage(call, { url }, fields);
    if (transcript) await end(emulator, call, id, transcript);
    else await call("POST", `/v2/conversations/${id}/end`);
    await emulator.idle();
    expect(received).toEqual([]);
    expect(actions((await call("GET", `/v2/conversations/${id}?verbose=true`))["events"] as JsonObject[])).toEqual([]);
  });

  it("lets no action reach an address inside where that is not allowed (D-10)", async () => {
    const { emulator, call } = await start({ allowNonPublic: false });
    const { url, received } = await startReceiver();
    for (const endpoint of [url, url.replace("127.0.0.1", "localhost")]) {
      const events = await end(emulator, call, (await stage(call, { url: endpoint })).id);
      expect(actions(events)).toMatchObject([{ status: "error", error: "the endpoint's address is not public" }]);
      emulator.reset();
    }
    expect(received).toEqual([]);
  });
});

it("keeps everything in a file, and runs nothing again after a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tavus-emulator-"));
  closing.push(() => rmSync(folder, { recursive: true }));
  const persist = join(folder, "tavus.sqlite");
  const { url, received } = await startReceiver();
  const first = await createEmulator({ persist });
  const { id, toolId } = await stage(caller(first), { url });
  await end(first, caller(first), id);
  await first.close();
  const { emulator, call } = await start({ persist });
  expect((await call("GET", "/v2/tools"))["data"]).toMatchObject([{ tool_id: toolId }]);
  await call("POST", `/v2/conversations/${id}/end`);
  await emulator.idle();
  expect(received).toHaveLength(1);
  expect((await call("GET", "/_emulator/deliveries"))["data"]).toMatchObject([
    { conversation_id: id, status: "success" },
  ]);
});
