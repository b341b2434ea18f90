import { once } from "node:events";
import type { Server } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { generate } from "selfsigned";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { defineAction } from "../../src/action.ts";
import { strict } from "../../src/commands/testing/strict.ts";
import { VerifyReport } from "../../src/commands/verify/report.ts";
import { type VerifyOptions, verify } from "../../src/commands/verify/verify.ts";
import type { JsonObject } from "../../src/contract/index.ts";
import { postCall } from "../../src/emulator/testing/start.ts";
import type { Behavior } from "../../src/emulator.ts";
import { TavusClient } from "../../src/tavus-api/client.ts";
import { createReceiver, type ReceiverAuth } from "../../src/webhook.ts";
import { stackWith } from "../support/deployed-stack.ts";
import { startTavus } from "../support/tavus.ts";

const SECRET = "c4nary-hook-secret-0123456789";
const logNote = defineAction({
  name: "log_note",
  description: "Log a note.",
  parameters: { message: z.string().describe("What the caller wanted.") },
});
const DAY = 86_400_000;

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** The URL of an endpoint that gives this answer. */
const answering = async (answer: (request: Request) => Response | Promise<Response>): Promise<string> =>
  `http://127.0.0.1:${await listen(createAdaptorServer({ fetch: answer }) as Server)}/x`;

/** Our receiver, and what its handler received. */
async function startReceiver(auth: ReceiverAuth = { type: "hmac", secret: SECRET }, fails = () => false) {
  const handled: unknown[] = [];
  const receive = createReceiver({
    actions: [logNote],
    auth,
    on: {
      log_note: (args) => {
        if (fails()) throw new Error("no");
        handled.push(args);
      },
    },
  });
  const port = await listen(createAdaptorServer({ fetch: (request) => receive(request) }) as Server);
  return { url: `http://127.0.0.1:${port}/hooks/log_note`, handled };
}

/** An account with one action, as a stack has declared it. */
async function createConversation(url: string, api: JsonObject = {}, attach = true, behavior: Partial<Behavior> = {}) {
  let now = Date.now();
  const tavus = await startTavus({ now: () => new Date(now), behavior });
  const { emulator } = tavus;
  const properties = { message: { type: "string", description: "What." } };
  const definition = postCall({
    parameters: { type: "object", properties, required: ["message"] },
    delivery: { api: { url, auth: { type: "hmac", secret: SECRET }, ...api } },
  });
  const ids = { tool: await tavus.createTool(definition), pal: await tavus.createPal() };
  await tavus.attach(ids.pal, ids.tool);
  const state = await stackWith(emulator, definition, ids.tool, attach ? ids.pal : undefined);
  emulator.clearRequests();
  return {
    ...tavus,
    ids,
    detach: () => tavus.call("DELETE", `/v2/pals/${ids.pal}/tools/${ids.tool}`),
    /** `GET /v2/tools` and others, in order, since the last check. */
    calls() {
      const calls = emulator.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`);
      emulator.clearRequests();
      return calls;
    },
    /** Runs a call until its last event. */
    async holdCall(fields: JsonObject = { callback_url: "http://127.0.0.1:9/events" }) {
      await tavus.end(await tavus.converse(ids.pal, fields));
      now += 60_000;
    },
    async look(options: Partial<VerifyOptions> = {}) {
      const client = new TavusClient({ apiKey: emulator.apiKey, baseUrl: emulator.url });
      onTestFinished(() => client.close());
      const secrets = [SECRET];
      const verified = await verify({
        state: { ...state, secrets },
        clientOf: () => client,
        now: () => now,
        ...options,
      });
      const report = strict(VerifyReport).parse(verified);
      expect(JSON.stringify(report)).not.toContain(SECRET);
      const [action] = report.actions;
      const found = (action?.checks ?? [])
        .filter(({ status }) => status !== "PASS")
        .map(({ status, check, message }) => `${status} ${check}: ${message}`);
      return { status: action?.status ?? "", found, report };
    },
  };
}

const since = { ms: DAY, text: "24h" };

describe("verify passes", () => {
  it("if all is well, with the requests that it needs, and calls no handler", async () => {
    const receiver = await startReceiver();
    const here = await createConversation(receiver.url);
    await here.holdCall();
    await here.holdCall();
    expect(receiver.handled).toHaveLength(2);
    here.calls();
    const { status, found, report } = await here.look({ probe: true, since });
    expect([status, found, report.ok]).toEqual(["PASS", [], true]);
    const runs = { conversations: 2, success: 2, error: 0, timeout: 0, skipped: 0, missing: 0 };
    expect(report.actions[0]?.runs).toEqual(runs);
    expect(receiver.handled).toHaveLength(2);
    const { pal } = here.ids;
    const conversations = here.calls().filter((one) => !/conversations\/c/.test(one));
    expect(conversations.sort()).toEqual(
      ["GET /v2/tools", `GET /v2/pals/${pal}/tools`, "GET /v2/conversations"].sort(),
    );
  });

  it.each<[string, JsonObject, ReceiverAuth]>([
    ["bearer", { auth: { type: "bearer", token: SECRET } }, { type: "bearer", token: SECRET }],
    [
      "basic",
      { auth: { type: "basic", username: "u", password: SECRET } },
      { type: "basic", username: "u", password: SECRET },
    ],
    [
      "api_key",
      { auth: { type: "api_key", name: "k", value: SECRET, location: "query" } },
      { type: "api_key", name: "k", value: SECRET, location: "query" },
    ],
    ["none", { auth: { type: "none" } }, { type: "none" }],
  ])("the probe with %s", async (_kind, api, auth) => {
    const { url, handled } = await startReceiver(auth);
    const here = await createConversation(url, api);
    expect((await here.look({ probe: true })).found).toEqual([]);
    expect(handled).toEqual([]);
  });

  it("the probe with hmac, which goes to the stored URL with Tavus's envelope (R-34)", async () => {
    const asked: [string, unknown][] = [];
    const fetch = async (request: Request): Promise<Response> => {
      asked.push([request.url, await request.json()]);
      return Response.json({ probe: "ok" });
    };
    const url = `${await answering(fetch)}?c={tavus_conversation_id}`;
    const here = await createConversation(url, { query_params: { m: "{message}" }, body_template: { m: "{message}" } });
    expect((await here.look({ probe: true })).found).toEqual([]);
    expect(asked).toEqual([[url, expect.objectContaining({ name: "log_note", arguments: expect.any(String) })]]);
  });
});

describe("verify finds", () => {
  it("a wrong URL: changed outside, no route, nothing there, no such host", async () => {
    const { url } = await startReceiver();
    const here = await createConversation(url);
    await here.call("PATCH", `/v2/tools/${here.ids.tool}`, {
      delivery: { api: { url: "http://127.0.0.1:9/other", auth: { type: "hmac" } } },
    });
    expect((await here.look()).found).toEqual([
      `FAIL definition: delivery.api.url is "http://127.0.0.1:9/other", declared "${url}"`,
    ]);
    const lost = await createConversation(await answering(() => new Response("{}", { status: 404 })));
    expect((await lost.look({ probe: true })).found).toEqual([
      "FAIL probe: the endpoint doesn't know this address (404)",
    ]);
    const closed = await createConversation("http://127.0.0.1:9/x");
    expect((await closed.look()).found).toEqual(["FAIL endpoint: 127.0.0.1:9 cannot be reached (ECONNREFUSED)"]);
    const unresolved = await createConversation("https://nowhere.invalid/x");
    expect((await unresolved.look()).found).toEqual([
      expect.stringMatching(/^FAIL endpoint: the host nowhere\.invalid of delivery\.api\.url does not resolve \(/),
    ]);
  });

  it("a wrong secret, with the receiver's own message", async () => {
    const { url, handled } = await startReceiver({ type: "hmac", secret: "another-secret" });
    const here = await createConversation(url);
    const { status, found } = await here.look({ probe: true });
    expect(status).toBe("FAIL");
    expect(found).toEqual([
      expect.stringMatching(/^FAIL probe: the endpoint refuses the declared credentials \(401: .*matches no secret/),
    ]);
    expect(handled).toEqual([]);
  });

  it("detached and deleted tools, missing PALs, and tools that aren't attached", async () => {
    const { url } = await startReceiver();
    const here = await createConversation(url);
    await here.detach();
    expect((await here.look()).found).toEqual([`FAIL attachment: detached from PAL ${here.ids.pal} outside of Pulumi`]);
    await here.call("DELETE", `/v2/pals/${here.ids.pal}`);
    expect((await here.look()).found).toEqual([`FAIL pal: PAL ${here.ids.pal} is gone`]);
    await here.call("DELETE", `/v2/tools/${here.ids.tool}`);
    expect((await here.look()).found).toEqual([
      `FAIL definition: the tool ${here.ids.tool} is gone: it was deleted outside of Pulumi`,
    ]);
    const loose = await createConversation(url, {}, false);
    const { found, report } = await loose.look();
    expect(found).toEqual([expect.stringMatching(/^WARN attachment: attached by nothing/)]);
    expect([report.ok, (await loose.look({ failOn: "warn" })).report.ok]).toEqual([true, false]);
  });

  it("says nothing about drafts, which no answer shows, and doesn't look for them", async () => {
    const { url } = await startReceiver();
    const here = await createConversation(url);
    await here.call("PUT", `/_emulator/pals/${here.ids.pal}/draft`, { has_unpublished_changes: true });
    here.calls();
    const { found, report } = await here.look();
    expect(found).toEqual([]);
    const pal = report.actions[0]?.checks.find(({ check }) => check === "pal");
    expect(pal?.message).toBe(`PAL ${here.ids.pal} is there`);
    expect(here.calls()).toEqual(["GET /v2/tools", `GET /v2/pals/${here.ids.pal}/tools`]);
  });

  it("ignores end_call if a PAL lists it", async () => {
    const { url } = await startReceiver();
    const here = await createConversation(url, {}, true, { listEndCall: true });
    expect((await here.look()).found).toEqual([]);
  });

  it("a certificate that has expired, will expire, isn't trusted, or is missing", async () => {
    const certified = async (from: number, until: number) => {
      const dates = {
        notBeforeDate: new Date(Date.now() + from * DAY),
        notAfterDate: new Date(Date.now() + until * DAY),
      };
      const extensions = [{ name: "subjectAltName" as const, altNames: [{ type: 7 as const, ip: "127.0.0.1" }] }];
      const pems = await generate([{ name: "commonName", value: "127.0.0.1" }], { ...dates, extensions } as never);
      const server = createServer({ key: pems.private, cert: pems.cert }, (_request, response) => response.end());
      return { url: `https://127.0.0.1:${await listen(server)}/x`, ca: pems.cert };
    };
    const [expired, soon, fine] = [await certified(-20, -1), await certified(-20, 5), await certified(-1, 90)];
    const look = async ({ url, ca }: { url: string; ca?: string }) =>
      (await (await createConversation(url)).look(ca === undefined ? {} : { ca })).found;
    expect(await look(expired)).toEqual([expect.stringMatching(/^FAIL endpoint: the certificate of .* expired on /)]);
    expect(await look(soon)).toEqual([
      expect.stringMatching(/^WARN endpoint: the certificate of .* expires on .*, in 4 days$/),
    ]);
    expect(await look(fine)).toEqual([]);
    expect(await look({ url: fine.url })).toEqual([
      expect.stringMatching(/^FAIL endpoint: the certificate of .* is not trusted \(/),
    ]);
    const plain = await listen(createTcpServer((socket) => socket.end("220 hello\r\n")));
    expect(await look({ url: `https://127.0.0.1:${plain}/x` })).toEqual([
      expect.stringMatching(/^FAIL endpoint: .* does not speak TLS \(/),
    ]);
  });

  it("an endpoint that fails, now and lately", async () => {
    let fails = true;
    const { url } = await startReceiver(undefined, () => fails);
    const here = await createConversation(url);
    await here.holdCall();
    const failing = await here.look({ since });
    expect(failing.status).toBe("FAIL");
    expect(failing.found).toEqual([
      expect.stringMatching(
        /^FAIL runs: 0 success, 1 error, 0 timeout, 0 skipped in 24h; the last failure: error 500 .*handler failed/,
      ),
    ]);
    fails = false;
    await here.holdCall();
    const repaired = await here.look({ since });
    expect([repaired.status, repaired.report.actions[0]?.runs?.success]).toEqual(["WARN", 1]);
    const broken = await createConversation(await answering(() => new Response("{}", { status: 503 })));
    expect((await broken.look({ probe: true })).found).toEqual(["FAIL probe: the endpoint failed (503)"]);
    const stranger = await createConversation(await answering(() => new Response("ok")));
    expect((await stranger.look({ probe: true })).found).toEqual([
      expect.stringMatching(/^WARN probe: the endpoint answered 200, but isn't a receiver/),
    ]);
  });

  it("silence, and a run that never came, and requires no callback of a conversation (W-9)", async () => {
    const { url } = await startReceiver();
    const here = await createConversation(url);
    expect((await here.look({ since })).found).toEqual(["WARN runs: silence: no conversation in 24h"]);
    await here.holdCall({});
    const { found, report } = await here.look({ since, failOn: "warn" });
    expect(found.filter((line) => !line.startsWith("SKIP"))).toEqual([]);
    const callback = report.actions[0]?.checks.find(({ check }) => check === "callback");
    expect(callback).toEqual({
      check: "callback",
      status: "SKIP",
      message: expect.stringMatching(/^1 of 1 conversations in 24h had no callback_url, such as c/),
    });
    expect(report).toMatchObject({ ok: true, summary: { pass: 1, warn: 0 } });

    const quiet = await createConversation(url);
    // Detached when the call ended, so nothing ran. Attached again since then.
    await quiet.detach();
    await quiet.holdCall();
    await quiet.attach(quiet.ids.pal, quiet.ids.tool);
    const later = { since, now: () => Date.now() + 10 * 60_000 };
    expect((await quiet.look(later)).found).toEqual([
      expect.stringMatching(/^FAIL runs: no event after 1 of 1 calls with a dialogue/),
    ]);
  });

  it("only what it is asked about, and lists the names", async () => {
    const { url } = await startReceiver();
    const here = await createConversation(url);
    for (const one of ["note", "log_note", here.ids.tool])
      expect((await here.look({ tools: [one] })).report.actions).toHaveLength(1);
    await expect(here.look({ tools: ["x"] })).rejects.toThrow("--tool x: the stack has no such tool. There are: note.");
  });
});
