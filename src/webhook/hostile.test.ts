import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { hostileBytes, hostileText, hostileValue } from "../../test/support/fuzz/hostile.ts";
import { fc, SEED } from "../../test/support/random.ts";
import { firstAnswer, open, statusOf, untilClosed } from "../../test/support/raw.ts";
import { create } from "../../test/support/receiver.ts";
import { serve } from "../../test/support/serve.ts";
import { toNodeHandler } from "./node.ts";
import { ARGUMENTS, envelopeOf, eventOf, SECRET, signatureOf } from "./testing/listen.ts";
import { start } from "./testing/start.ts";

const HEAD = "POST /hooks/support_summary HTTP/1.1\r\nhost: a\r\n";
const MB = 1_048_576;

describe("a body of 100 MB", () => {
  it("is refused because of its length, before any byte arrives", async () => {
    const { url, handled } = await start();
    const socket = await open(url);
    socket.write(`${HEAD}content-length: ${100 * MB}\r\n\r\n`);
    expect(statusOf(await firstAnswer(socket))).toBe(413);
    expect(handled).toEqual([]);
  });

  it("is refused without a length as soon as it is too large, while others are served", async () => {
    const { url, sendSigned } = await start();
    const socket = await open(url);
    socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    for (let sent = 0; sent <= 262_144; sent += 0x10000) socket.write(chunk);
    expect(statusOf(await firstAnswer(socket))).toBe(413);
    expect((await sendSigned(JSON.stringify(ARGUMENTS))).status).toBe(200);
  });
});

it("a slow client is cut off by the server's time limit, and the receiver continues", async () => {
  const told: number[] = [];
  const { receive } = create({ onError: (_, { status }) => void told.push(status) });
  // The limit is much longer than an ordinary request takes on a busy machine.
  const server = createServer({ requestTimeout: 2000, connectionsCheckingInterval: 100 }, toNodeHandler(receive));
  const url = await serve(server);
  const sockets = await Promise.all(Array.from({ length: 20 }, () => open(url)));
  for (const socket of sockets) socket.write(`${HEAD}content-length: 100\r\n\r\n{"message":`);
  await Promise.all(sockets.map(untilClosed));
  const body = JSON.stringify(ARGUMENTS);
  const headers = { "x-tavus-signature": signatureOf(body) };
  expect((await fetch(`${url}/hooks/support_summary`, { method: "POST", body, headers })).status).toBe(200);
  expect(new Set(told)).toEqual(new Set([400]));
}, 20_000);

it("100,000 levels get an answer, signed or not, at any position", async () => {
  const { handled, send, sendSigned } = await start();
  for (const [opening, closing] of [
    ["[", "]"],
    ['{"a":', "}"],
  ] as const) {
    const levels = 255_000 / (opening.length + closing.length);
    const deep = `${opening.repeat(Math.min(100_000, levels))}1${closing.repeat(Math.min(100_000, levels))}`;
    expect((await send(deep)).status).toBe(401);
    const envelope = `{"name":"support_summary","conversation_id":"c1","arguments":${deep}}`;
    for (const body of [deep, `{"items":${deep}}`, envelope]) expect((await sendSigned(body)).status).toBe(400);
    const extra = JSON.stringify({ ...ARGUMENTS, extra: 0 }).replace('"extra":0', `"extra":${deep}`);
    expect((await sendSigned(extra)).status).toBe(200);
    expect(handled.splice(0)).toHaveLength(1);
  }
});

describe("names that reach properties of all objects", () => {
  it.each([
    ["in the body", `{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},`],
    ["as arguments of the envelope", undefined],
  ])("%s change nothing", async (_, prefix) => {
    const { handled, sendSigned } = await start();
    const before = Object.getOwnPropertyNames(Object.prototype).sort();
    const args = `${prefix ?? '{"__proto__":{"polluted":"yes"},'}${JSON.stringify(ARGUMENTS).slice(1)}`;
    const body = prefix === undefined ? envelopeOf(args) : args;
    expect((await sendSigned(body)).status).toBe(200);
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
    const [{ args: got = {} } = {}] = handled;
    expect(got).toMatchObject(ARGUMENTS);
    expect(Object.keys(got)).not.toContain("__proto__");
    // Handlers might do this.
    expect(Object.getPrototypeOf(Object.assign({}, got))).toBe(Object.prototype);
  });

  it("name no action, in the path or in the envelope", async () => {
    const { handled, sendSigned } = await start();
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      expect((await sendSigned(JSON.stringify(ARGUMENTS), `/hooks/${name}`)).status).toBe(404);
      expect((await sendSigned(envelopeOf(ARGUMENTS, { name }), "/hooks/other")).status).toBe(404);
    }
    expect(handled).toEqual([]);
  });
});

it.each([
  "/hooks/..%2fsupport_summary",
  "/hooks/support_summary%00",
  "/hooks/%73upport_summary",
  "//hooks//other",
  "/hooks/support_summary/..",
  "/hooks/support_summary;x",
  "/%",
])("the path %s leads to no action", async (path) => {
  const { url, handled } = await start();
  const body = JSON.stringify(ARGUMENTS);
  const socket = await open(url);
  socket.end(
    `POST ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-tavus-signature: ${signatureOf(body)}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  expect(statusOf(await untilClosed(socket))).toBe(404);
  expect(handled).toEqual([]);
});

describe("random requests", () => {
  const request = fc.record({
    body: fc.oneof(
      hostileBytes,
      hostileValue.map((value) => Buffer.from(JSON.stringify({ ...ARGUMENTS, message: value }))),
      hostileText.map((message) => Buffer.from(JSON.stringify({ ...ARGUMENTS, message }))),
      hostileValue.map((value) => Buffer.from(envelopeOf(value))),
      hostileValue.map((value) => Buffer.from(JSON.stringify(eventOf({ request: value, response: value })))),
      fc.tuple(hostileText, hostileText).map((pair) => Buffer.from(new URLSearchParams([pair]).toString())),
    ),
    path: fc.oneof(
      fc.constantFrom("/hooks/support_summary", "/hooks/log_note", "/", "//", "/hooks/"),
      hostileText.map((text) => `/hooks/${encodeURIComponent(text.toWellFormed())}`),
    ),
    query: fc.dictionary(
      hostileText.map((text) => text.toWellFormed()),
      hostileText.map((text) => text.toWellFormed()),
      { maxKeys: 2 },
    ),
    method: fc.constantFrom("POST", "PUT", "PATCH", "DELETE"),
    type: fc.constantFrom(
      ...["application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""],
    ),
    signature: fc.oneof(fc.constantFrom("", "0".repeat(64), "sha256=x", "\u00ff"), fc.stringMatching(/^[0-9a-f]{64}$/)),
    authorization: fc.constantFrom(
      ...["", "Bearer", `Bearer ${" ".repeat(8000)}x`, "Basic !!!", `Basic ${"=".repeat(4000)}`],
    ),
  });

  type HostileRequest = typeof request extends fc.Arbitrary<infer T> ? T : never;

  it("get a documented answer; nothing unsigned is handled, and nothing throws", async () => {
    let handled = 0;
    const seen = new Map<string, number>();
    const { receive } = create({ on: { support_summary: () => void handled++, log_note: () => void handled++ } });
    const send = async (one: HostileRequest, isSigned: boolean): Promise<number> => {
      const { body, path, query, method, type, signature, authorization } = one;
      const url = `http://a${path}?${new URLSearchParams(query)}`;
      const sent = isSigned ? createHmac("sha256", SECRET).update(body).digest("hex") : signature;
      const headers = { "content-type": type, authorization, "x-tavus-signature": sent };
      const answer = await receive(new Request(url, { method, body, headers }));
      const text = await answer.text();
      expect(() => JSON.parse(text)).not.toThrow();
      expect(text).not.toContain(SECRET);
      const what = `${isSigned ? "signed" : "unsigned"} ${answer.status}`;
      seen.set(what, (seen.get(what) ?? 0) + 1);
      return answer.status;
    };
    await fc.assert(
      fc.asyncProperty(request, async (one) => {
        const before = handled;
        expect([200, 401, 413]).toContain(await send(one, false));
        // The response to an ignored event is 200.
        expect(handled).toBe(before);
        // The signature of an empty body proves nothing. All other signatures here are correct.
        expect(one.body.length === 0 ? [401] : [200, 400, 404, 413]).toContain(await send(one, true));
      }),
      { numRuns: 1000 },
    );
    const counts = [...seen].sort().map(([what, times]) => `${times} ${what}`);
    console.log(`fuzzing the receiver, SEED=${SEED}: ${counts.join(", ")}, ${handled} handled`);
    // Otherwise the test could check nothing without anybody noticing.
    for (const what of ["unsigned 200", "unsigned 401", "signed 200", "signed 400", "signed 404"])
      expect(seen.get(what) ?? 0, what).toBeGreaterThanOrEqual(50);
    expect(seen.get("signed 401") ?? 0, "signed 401").toBeGreaterThanOrEqual(1);
    expect(handled, "handled").toBeGreaterThanOrEqual(1);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
