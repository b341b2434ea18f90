import { createHmac } from "node:crypto";
import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { actionsOf, inCall, postCall, startReceiver, TOKEN, TRANSCRIPT } from "../../src/emulator/testing/start.ts";
import { closedPort } from "../support/serve.ts";
import { it, startTavus } from "../support/tavus.ts";

/** A conversation that ended, with one action that delivers to `api`. Returns what the endpoint received and the events. */
async function runAction(api: JsonObject, transcript: unknown = TRANSCRIPT) {
  const tavus = await startTavus();
  const { id } = await tavus.createConversation(api);
  const events = await tavus.end(id, transcript);
  const deliveries = await tavus.deliveries();
  return { id, events, actions: actionsOf(events), deliveries };
}

const oauth2 = (origin: string): JsonObject => ({
  type: "oauth2_client_credentials",
  token_url: `${origin}/token`,
  client_id: "c",
  client_secret: TOKEN,
});

describe("the end of a conversation", () => {
  it("fills, keeps constants, renders, sends once, and reports to callback_url and in the conversation (E-1 to E-8, W-2)", async ({
    tavus,
    endpoint,
  }) => {
    const { url, received } = endpoint;
    const { id, toolId } = await tavus.createConversation(
      {
        url: `${url}/n/{channel}?c={tavus_conversation_id}`,
        query_params: { q: "a {channel} b" },
        headers: { "X-Channel": "{channel}" },
        body_template: { channel: "{channel}", nested: [{ text: "said: {message}" }] },
        auth: { type: "bearer", token: TOKEN },
      },
      { callback_url: `${url}/events` },
    );
    const events = await tavus.end(id);
    const deliveries = received.filter((request) => request.url.startsWith("/n"));
    expect(deliveries).toHaveLength(1);
    const [delivery] = deliveries;
    expect(delivery).toMatchObject({
      method: "POST",
      url: `/n/C0?c=${id}&q=a%20C0%20b`,
      headers: { authorization: `Bearer ${TOKEN}`, "x-channel": "{channel}", "content-type": "application/json" },
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
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      webhook_url: `${url}/events`,
      properties: {
        tool_id: toolId,
        tool_name: "log_note",
        status: "success",
        request: { url: `${url}/n/C0?c=${id}&q=a%20C0%20b`, method: "POST", body: delivery?.body },
        response: { http_status: 200, body: "noted" },
      },
    });
    expect(events[2]?.["properties"]).toEqual({ transcript: TRANSCRIPT });
    expect(events[3]?.["properties"]).toEqual({ analysis: "Calm." });
    expect(JSON.stringify(events)).not.toContain(TOKEN);
  });

  it("posts each event to callback_url, unsigned, a shutdown with the webhook's name for its reason (W-2, W-3, W-6)", async ({
    tavus,
    endpoint,
  }) => {
    const { url, received } = endpoint;
    const { id } = await tavus.createConversation({ url: `${url}/n` }, { callback_url: `${url}/events?key=1` });
    const events = await tavus.end(id);
    const posts = received.filter((request) => request.url === "/events?key=1");
    expect(
      posts.every(({ method, headers }) => method === "POST" && headers["content-type"] === "application/json"),
    ).toBe(true);
    expect(posts.some(({ headers }) => "x-tavus-signature" in headers || "x-api-key" in headers)).toBe(false);
    const posted = posts.map((request) => JSON.parse(request.body) as JsonObject);
    const shutdown = posted.find((event) => event["event_type"] === "system.shutdown");
    expect(shutdown?.["properties"]).toEqual({ shutdown_reason: "end_conversation_endpoint_hit" });
    const others = (all: JsonObject[]) =>
      all
        .filter((event) => event["event_type"] !== "system.shutdown")
        .map((event) => JSON.stringify(event))
        .sort();
    expect(others(posted)).toEqual(others(events));
  });

  it("doesn't depend on the callback_url's answer", async ({ tavus: { createConversation, actionsAtEnd } }) => {
    const { url, received } = await startReceiver((request, response) =>
      request.url === "/events" ? request.socket.destroy() : response.end(),
    );
    const { id } = await createConversation({ url }, { callback_url: `${url}/events` });
    expect(await actionsAtEnd(id)).toMatchObject([{ status: "success" }]);
    // No retry (W-3): five events, five posts.
    expect(received.filter((request) => request.url === "/events")).toHaveLength(5);
  });

  it("runs each attached post-call action, and no other tool (E-1)", async ({ tavus, endpoint }) => {
    const { url, received } = endpoint;
    const { id, palId, toolId } = await tavus.createConversation({ url });
    const second = await tavus.createTool(postCall({ name: "second", delivery: { api: { url } } }));
    const live = await tavus.createTool(inCall("live", { delivery: { api: { url } } }));
    const detached = await tavus.createTool(postCall({ name: "detached", delivery: { api: { url } } }));
    await tavus.createTool(postCall({ name: "never_attached", delivery: { api: { url } } }));
    await tavus.attach(palId, second, live, detached);
    await tavus.call("DELETE", `/v2/pals/${palId}/tools/${detached}`);
    const actions = await tavus.actionsAtEnd(id);
    expect(actions.map((action) => action["tool_id"]).sort()).toEqual([toolId, second].sort());
    expect(received).toHaveLength(2);
  });

  it("runs each action once, even if the end is requested twice or concurrently (E-1)", async ({ tavus, endpoint }) => {
    const { url, received } = endpoint;
    const { id } = await tavus.createConversation({ url });
    await tavus.speak(id);
    const ended = await Promise.all([1, 2, 3].map(() => tavus.hangUp(id)));
    expect(ended.map(({ status }) => status)).toEqual([200, 200, 200]);
    await tavus.emulator.idle();
    await tavus.hangUp(id);
    await tavus.emulator.idle();
    expect(received).toHaveLength(1);
    const events = await tavus.events(id);
    expect(actionsOf(events)).toHaveLength(1);
    expect(events.filter((event) => event["event_type"] === "system.shutdown")).toHaveLength(1);
  });

  const WORDLESS = [
    { role: "system", content: "Joined." },
    { role: "user", content: " " },
  ];
  it.for<[string, JsonObject, unknown]>([
    ["without a word (E-2)", {}, []],
    ["without dialogue (E-2)", {}, WORDLESS],
    // Its transcript is refused, because it has ended.
    ["in test mode (V-6)", { test_mode: true }, TRANSCRIPT],
  ])("runs nothing %s", async ([_what, fields, transcript], { tavus, endpoint }) => {
    const { id } = await tavus.createConversation({ url: endpoint.url }, fields);
    expect(await tavus.actionsAtEnd(id, transcript)).toEqual([]);
    expect(endpoint.received).toEqual([]);
    expect(await tavus.deliveries()).toEqual([]);
  });
});

describe("the request of an action", () => {
  it("contains the arguments without a template (R-7, R-9)", async ({ endpoint: { url, received } }) => {
    await runAction({ url });
    expect(JSON.parse(received[0]?.body ?? "")).toEqual({ channel: "C0", message: expect.stringContaining("4711") });
  });

  it("contains them in the query of a GET (R-8)", async ({ endpoint: { url, received } }) => {
    const { actions } = await runAction({ url: `${url}/{channel}`, method: "GET" });
    expect(received[0]).toMatchObject({ method: "GET", url: expect.stringMatching(/^\/C0\?message=.*4711/), body: "" });
    expect(actions[0]?.["request"]).toEqual({ url: `${url}${received[0]?.url}`, method: "GET", body: null });
  });

  it.each<[string, JsonObject | null, JsonObject]>([
    ["none", { type: "none" }, {}],
    ["null, which means none (U-9)", null, {}],
    ["bearer", { type: "bearer", token: TOKEN }, { authorization: `Bearer ${TOKEN}` }],
    [
      "basic",
      { type: "basic", username: "u", password: TOKEN },
      { authorization: `Basic ${Buffer.from(`u:${TOKEN}`).toString("base64")}` },
    ],
    ["api_key in a header", { type: "api_key", name: "X-Key", value: TOKEN }, { "x-key": TOKEN }],
  ])("is authenticated with %s, which no record shows (K-1 to K-4, E-12)", async (_what, auth, headers) => {
    // An endpoint that quotes the request, as some do in their errors.
    const { url, received } = await startReceiver((request, response) =>
      response.end(`${request.headers.authorization} ${request.headers["x-key"]}`),
    );
    const { events, deliveries, actions } = await runAction({ url, auth });
    expect(received).toHaveLength(1);
    expect(received[0]?.headers).toMatchObject(headers);
    expect(received[0]?.headers["authorization"]).toBe(headers["authorization"]);
    const records = JSON.stringify([events, deliveries]);
    expect(records).not.toContain(TOKEN);
    expect(records).not.toContain(Buffer.from(`u:${TOKEN}`).toString("base64"));
    expect(actions).toMatchObject([{ status: "success" }]);
  });

  it("is authenticated with api_key in the query, which the event repeats (K-3, E-12)", async () => {
    const { url, received } = await startReceiver((request, response) => response.end(request.url));
    const auth = { type: "api_key", name: "key", value: "k v-0123456789", location: "query" };
    const { actions } = await runAction({ url: `${url}/n?a=b%20c`, auth });
    expect(received[0]?.url).toBe("/n?a=b%20c&key=k%20v-0123456789");
    expect(actions[0]).toMatchObject({
      request: { url: `${url}/n?a=b%20c&key=k%20v-0123456789` },
      response: { body: "/n?a=b%20c&key=[redacted]" },
    });
  });

  it("is signed over exactly its bytes, and contains the envelope (K-6, R-20, R-21)", async () => {
    const { url, received } = await startReceiver();
    const api = { url, body_template: { text: "{message}" }, auth: { type: "hmac", secret: TOKEN } };
    const { id, events, deliveries } = await runAction(api);
    const [{ body = "", headers = {} } = {}] = received;
    expect(headers["x-tavus-signature"]).toBe(createHmac("sha256", TOKEN).update(body).digest("hex"));
    expect(JSON.parse(body)).toEqual({
      name: "log_note",
      arguments: expect.stringMatching(/^\{"channel":"C0","message":".*4711/),
      tool_call_id: expect.stringMatching(/^call_/),
      conversation_id: id,
    });
    expect(JSON.stringify([events, deliveries])).not.toContain(TOKEN);
  });

  it("goes to the stored URL if it is signed, without filled templates (R-34)", async () => {
    const { url, received } = await startReceiver();
    const stored = `${url}/n/{channel}?c={tavus_conversation_id}`;
    const templates = { query_params: { m: "{message}" }, body_template: { text: "{message}" } };
    const { id, deliveries } = await runAction({ url: stored, ...templates, auth: { type: "hmac", secret: TOKEN } });
    expect(received).toHaveLength(1);
    expect(decodeURI(received[0]?.url ?? "")).toBe("/n/{channel}?c={tavus_conversation_id}");
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({ name: "log_note", conversation_id: id });
    expect(deliveries).toMatchObject([{ status: "success", request: { url: stored } }]);
  });

  it("has an access token, fetched once for two conversations, which no event contains (K-5)", async ({ tavus }) => {
    const { url, received } = await startReceiver((request, response) =>
      // An endpoint that echoes the request.
      response.end(request.url === "/token" ? '{"access_token":"c4nary-access"}' : request.headers.authorization),
    );
    const first = await tavus.createConversation({ url: `${url}/n`, auth: oauth2(url) });
    const events = await tavus.end(first.id);
    await tavus.end(await tavus.converse(first.palId));
    expect(received.map((request) => request.url)).toEqual(["/token", "/n", "/n"]);
    expect(received[2]?.headers["authorization"]).toBe("Bearer c4nary-access");
    expect(actionsOf(events)).toMatchObject([{ status: "success", response: { body: "Bearer [redacted]" } }]);
    expect(JSON.stringify(events)).not.toContain("c4nary");
  });

  it("isn't sent without an access token, and is reported as rendered (E-9)", async () => {
    const { url, received } = await startReceiver((_request, response) => response.writeHead(401).end());
    const { actions } = await runAction({ url: `${url}/{channel}`, auth: oauth2(url) });
    expect(received.map((request) => request.url)).toEqual(["/token"]);
    const request = { url: `${url}/C0`, method: "POST", body: expect.stringContaining('"channel":"C0"') };
    const error = "no access token: the token endpoint answered 401";
    expect(actions).toMatchObject([{ status: "error", error, request }]);
  });

  it.for<[string, JsonObject, string]>([
    // Half of a character can't be written in a URL.
    ["half \ud83d", { path: "/{message}" }, "the request could not be made from the arguments and the delivery"],
    ["…", { headers: { "X-Note": "…" } }, "the header X-Note would hold characters that HTTP forbids there"],
  ])(
    "isn't sent if the arguments don't allow one: %j",
    async ([content, { path = "", ...api }, error], { endpoint }) => {
      const url = `${endpoint.url}${String(path)}`;
      const { actions } = await runAction({ ...api, url }, [{ role: "user", content }]);
      expect(endpoint.received).toEqual([]);
      const request = { url, method: "POST", body: null };
      expect(actions).toEqual([expect.objectContaining({ status: "error", error, request })]);
    },
  );

  it.for<[string, JsonObject, RegExp]>([
    [
      "a string that is too short for its pattern",
      { type: "string", pattern: "^[a-z]{3}$", minLength: 5 },
      /^invalid arguments: arguments must have required property 'code'$/,
    ],
    ["a value that must not be valid", { not: {} }, /^invalid arguments: arguments\/code doesn't fit "not"/],
    ["a reference to nothing", { $ref: "#/$defs/code" }, /^invalid arguments: .* can't resolve reference/],
  ])(
    "ends as an error and sends nothing if no arguments fit: %s (T-22)",
    async ([_, code, error], { tavus, endpoint }) => {
      const { id, toolId } = await tavus.createConversation({ url: endpoint.url });
      const parameters = { type: "object", properties: { code }, required: ["code"] };
      expect((await tavus.call("PATCH", `/v2/tools/${toolId}`, { parameters })).status).toBe(200);
      const actions = await tavus.actionsAtEnd(id);
      expect(actions).toMatchObject([{ status: "error", error: expect.stringMatching(error) }]);
      expect(endpoint.received).toEqual([]);
    },
  );

  it("goes to no private address if that isn't allowed, and neither does an event (D-10)", async () => {
    const tavus = await startTavus({ allowNonPublic: false });
    const { url, received } = await startReceiver();
    for (const endpoint of [url, url.replace("127.0.0.1", "localhost")]) {
      const { id } = await tavus.createConversation({ url: endpoint }, { callback_url: endpoint });
      const actions = await tavus.actionsAtEnd(id);
      expect(actions).toMatchObject([{ status: "error", error: "the endpoint's address is not public" }]);
      tavus.emulator.reset();
    }
    expect(received).toEqual([]);
  });
});

describe("the outcome of a request is reported (E-6):", () => {
  it.each([
    [500, "error", "the endpoint answered 500"],
    [404, "error", "the endpoint answered 404"],
    [302, "error", "the endpoint answered 302"],
    [201, "success", undefined],
  ])("an answer %i", async (http_status, status, error) => {
    const { url, received } = await startReceiver((_request, response) =>
      response.writeHead(http_status, { location: "/elsewhere" }).end("so"),
    );
    const { actions } = await runAction({ url });
    expect(actions).toMatchObject([{ status, response: { http_status, body: "so" } }]);
    expect(actions[0]).toHaveProperty("request.body", received[0]?.body);
    expect(actions[0]?.["error"]).toBe(error);
    // One request each, no retry, no redirect (E-4).
    expect(received).toHaveLength(1);
  });

  it("a refused connection", async () => {
    const port = await closedPort();
    const { actions } = await runAction({ url: `http://127.0.0.1:${port}/` });
    expect(actions).toMatchObject([{ status: "error", error: `connect ECONNREFUSED 127.0.0.1:${port}` }]);
    expect(actions[0]).not.toHaveProperty("response");
    // E-9
    expect(actions[0]).toHaveProperty("request.body", expect.stringContaining("4711"));
  });

  it("no answer in time (D-13)", async () => {
    const held: (() => void)[] = [];
    const { url, received } = await startReceiver((_request, response) => void held.push(() => response.end()));
    const { actions } = await runAction({ url, timeout: 1 });
    expect(received).toHaveLength(1);
    expect(actions).toMatchObject([{ status: "timeout", error: "the endpoint did not answer in time" }]);
    expect(actions[0]).not.toHaveProperty("response");
    for (const release of held) release();
  });

  it("and is in the list of deliveries, too", async ({ endpoint: { url } }) => {
    const { id, actions, deliveries } = await runAction({ url });
    expect(deliveries).toEqual([
      {
        id: `${id}/${String(actions[0]?.["tool_id"])}`,
        conversation_id: id,
        at: expect.stringMatching(/Z$/),
        duration_ms: expect.any(Number),
        headers: { "content-type": "application/json" },
        response_headers: expect.objectContaining({ date: expect.any(String) }),
        ...actions[0],
      },
    ]);
  });
});
