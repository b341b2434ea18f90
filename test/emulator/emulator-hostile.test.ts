import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { inCall, postCall, startReceiver, TOKEN } from "../../src/emulator/testing/start.ts";
import { firstAnswer, open, statusOf, untilClosed } from "../support/raw.ts";
import { it, startTavus } from "../support/tavus.ts";

const HEAD = "host: 127.0.0.1\r\nx-api-key: emulator\r\n";
const MB = 1_048_576;

describe("a body of 100 MB", () => {
  it("is refused because of its length, before any byte arrives", async ({ tavus: { emulator, call } }) => {
    for (const path of ["/v2/tools", "/v2/pals", "/_emulator/trials"]) {
      const socket = await open(emulator.url);
      socket.write(`POST ${path} HTTP/1.1\r\n${HEAD}content-length: ${100 * MB}\r\n\r\n`);
      expect(statusOf(await firstAnswer(socket)), path).toBe(413);
    }
    expect((await call("GET", "/v2/tools")).status).toBe(200);
  });

  it("is refused without a length as soon as it is too large, and cut off", async ({ tavus: { emulator, call } }) => {
    const socket = await open(emulator.url);
    socket.write(`POST /v2/tools HTTP/1.1\r\n${HEAD}transfer-encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    for (let sent = 0; sent <= MB; sent += 0x10000) socket.write(chunk);
    expect(statusOf(await firstAnswer(socket))).toBe(413);
    // A client that never stops sending is cut off.
    let taken = 0;
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk)) taken += 0x10000;
    };
    socket.on("drain", more);
    more();
    await untilClosed(socket);
    // The system's own buffers, in addition to what the server accepts.
    expect(taken).toBeLessThan(100 * MB);
    expect((await call("GET", "/v2/tools")).status).toBe(200);
  });

  it("gives an ordinary client the answer, not a broken connection", async ({ tavus: { call } }) => {
    const large = `{"name":"a","description":"${"x".repeat(20 * MB)}"}`;
    expect(await call("POST", "/v2/tools", large)).toMatchObject({ status: 413 });
  });

  it("is refused as a form of the page", async ({ tavus: { emulator } }) => {
    const socket = await open(emulator.url);
    const { host, origin } = new URL(emulator.url);
    const head = `host: ${host}\r\norigin: ${origin}\r\ncontent-length: ${100 * MB}`;
    socket.write(`POST /_page/calls HTTP/1.1\r\n${head}\r\n\r\n`);
    expect(statusOf(await firstAnswer(socket))).toBe(413);
  });
});

it("slow clients are cut off after their time, and block nobody", async () => {
  const begun = [
    `POST /v2/tools HTTP/1.1\r\n${HEAD}x-slow: `,
    `POST /v2/tools HTTP/1.1\r\n${HEAD}content-length: 100\r\n\r\n{"name":`,
    `POST /v2/tools HTTP/1.1\r\n${HEAD}transfer-encoding: chunked\r\n\r\n5\r\n{"nam`,
  ];
  // Much longer than an ordinary request takes on a busy machine, which has the same limit.
  const { emulator, call, get } = await startTavus({ requestTimeoutMs: 2000 });
  const sockets = await Promise.all(Array.from({ length: 60 }, () => open(emulator.url)));
  for (const [i, socket] of sockets.entries()) socket.write(begun[i % begun.length] ?? "");
  const answers = sockets.map(untilClosed);
  expect((await call("GET", "/v2/tools")).status).toBe(200);
  for (const answer of await Promise.all(answers)) expect([0, 400, 408]).toContain(statusOf(answer));
  expect((await get("/v2/tools"))["total_count"]).toBe(0);
}, 20_000);

/** `{"c":{"c":…}}` */
function nested(levels: number): JsonObject {
  let value: JsonObject = {};
  for (let i = 1; i < levels; i += 1) value = { c: value };
  return value;
}

describe("100,000 levels", () => {
  it.each(["/v2/tools", "/v2/pals", "/v2/conversations", "/_emulator/trials"])("are a 400 of POST %s", async (path) => {
    const { call } = await startTavus();
    for (const deep of [
      `${"[".repeat(100_000)}1${"]".repeat(100_000)}`,
      `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
    ])
      expect((await call("POST", path, `{"name":"a","parameters":${deep}}`)).text).toContain(
        "nested more than 200 levels deep",
      );
  });

  it("can't be made by a JSON Patch that copies a PAL into itself, nor can anything too large", async ({ tavus }) => {
    const path = `/v2/pals/${await tavus.createPal()}`;
    const patch = async (...operations: JsonObject[]) => (await tavus.call("PATCH", path, operations)).status;
    const times = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));
    const bomb = [
      { op: "add", path: "/layers", value: { a: "x".repeat(100) } },
      ...times(60, (i) => ({ op: "copy", from: "/layers", path: `/layers/c${i}` })),
    ];
    expect(await tavus.call("PATCH", path, bomb)).toMatchObject({
      status: 422,
      body: { message: "the JSON patch makes the document too large or too deep" },
    });
    const step = "/c".repeat(149);
    const add = (member: string, value: unknown) => ({ op: "add", path: member, value });
    const move = { op: "move", from: "/a", path: `/b${step}/x` };
    const nest = times(670, () => [add("/b", nested(150)), move, { op: "move", from: "/b", path: "/a" }]).flat();
    // Up to 100,000 levels, with a body that is small and flat itself.
    expect(JSON.stringify(nest).length).toBeLessThan(MB);
    expect(await patch(add("/a", {}), ...nest)).toBe(422);
    // Neither with a copy, nor after it replaced something else.
    for (const last of [{ ...move, op: "copy" }, { op: "replace", path: `/b${step}`, value: nested(150) }, move])
      expect(await patch(add("/a", nested(150)), add("/b", nested(150)), last), last.op).toBe(422);
    // Nor with many small ones.
    expect(await patch(add("/x", "x".repeat(600_000)))).toBe(200);
    expect(await patch(add("/y", "x".repeat(600_000)))).toBe(422);
    // Nor with one that reads a large member again and again, for hours.
    expect(await patch(...times(20_000, () => ({ op: "move", from: "/x", path: "/x" })))).toBe(422);
    expect(await tavus.get(path)).not.toHaveProperty("layers");
    expect(await patch({ op: "replace", path: "/x", value: times(500_000, () => 0) })).toBe(200);
    for (const first of [{ op: "remove", path: "/x/0" }, add("/x/0", 0)])
      expect(await patch(...times(5000, () => first))).toBe(422);
  });
});

describe("names that reach properties of all objects", () => {
  const POLLUTED = '{"polluted":"yes"}';

  it("change nothing in bodies, schemas, patches, arguments, queries, and headers", async ({ tavus, endpoint }) => {
    const { url, received } = endpoint;
    const { palId, toolId } = await tavus.createConversation({ url });
    const before = Object.getOwnPropertyNames(Object.prototype).sort();
    const bodies = [
      `{"__proto__":${POLLUTED},"name":"a","description":"d"}`,
      `{"constructor":{"prototype":${POLLUTED}},"name":"a","description":"d"}`,
      `{"name":"b","description":"d","parameters":{"type":"object","properties":{"__proto__":{"type":"string","description":"x"},"constructor":{"type":"object","properties":{"prototype":{"type":"object"}}}}}}`,
      `{"name":"c","description":"d","parameters":{"type":"object","properties":{}},"delivery":{"api":{"url":"${url}","headers":{"__proto__":"x","constructor":"y"},"query_params":{"__proto__":"z"},"body_template":{"__proto__":${POLLUTED},"a":"{__proto__}"}}}}`,
    ];
    for (const body of bodies) expect((await tavus.call("POST", "/v2/tools", body)).status).toBeLessThan(500);
    for (const path of [
      "/__proto__/polluted",
      "/constructor/prototype/polluted",
      "/layers/__proto__/polluted",
      "/__proto__",
    ])
      for (const op of ["add", "replace"])
        expect((await tavus.call("PATCH", `/v2/pals/${palId}`, [{ op, path, value: "yes" }])).status, path).toBe(422);
    const trial = `{"target":"${toolId}","transcript":[{"role":"user","content":"Hi."}],"arguments":{"__proto__":${POLLUTED},"constructor":${POLLUTED},"message":"x"}}`;
    expect((await tavus.call("POST", "/_emulator/trials", trial)).status).toBe(200);
    await tavus.call("GET", "/v2/tools?__proto__[polluted]=yes&constructor.prototype.polluted=yes&__proto__=x");
    await tavus.call("GET", "/v2/tools", undefined, { constructor: "x", "__proto__.polluted": "yes" });
    for (const id of ["__proto__", "constructor", "toString"])
      expect((await tavus.call("GET", `/v2/tools/${id}`)).status).toBe(400);
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
    expect(({} as JsonObject)["polluted"]).toBeUndefined();
    expect(received.map(({ body }) => body)).toEqual(['{"channel":"C0","message":"x"}']);
    expect(tavus.emulator.requests.every(({ status }) => status < 500)).toBe(true);
  });

  it("are ordinary parameters, headers, and template keys if a definition has them", async ({ tavus, endpoint }) => {
    const { url, received } = endpoint;
    const properties = { PROTO: { type: "string", description: "What." } };
    const parameters = { type: "object", properties, required: ["PROTO"] };
    const template = { PROTO: "{PROTO}", constructor: "{PROTO}" };
    const api = { url, headers: { "x-PROTO": "h" }, body_template: template };
    const text = JSON.stringify(postCall({ parameters, delivery: { api } })).replaceAll("PROTO", "__proto__");
    const { body } = await tavus.call("POST", "/v2/tools", text);
    await tavus.trial({ target: body["tool_id"] });
    await tavus.emulator.idle();
    const [{ body: sent = "", headers = {} } = {}] = received;
    expect(sent).toMatch(/^\{"__proto__":"[^"]+","constructor":"[^"]+"\}$/);
    expect(headers).toHaveProperty("x-__proto__", "h");
  });
});

describe("a path", () => {
  it.each([
    ["/v2/tools/..%2f..%2f_emulator%2fdeliveries", [400]],
    ["/v2/tools/%2e%2e/pals", [200]],
    ["/v2/tools/..;/pals", [404]],
    ["//v2/tools", [404]],
    ["/v2//tools", [404]],
    ["/v2/tools/%00", [400]],
    ["/v2/tools/t1%00.json", [400]],
    ["/v2/tools/%", [400]],
    ["/v2/tools/%ff%fe", [400]],
    ["/v2/tools/%c0%ae%c0%ae", [400]],
    ["/_page/../../etc/passwd", [404]],
    ["/_page/..%2f..%2fetc%2fpasswd", [404]],
    ["/_page/style.css/../script.js", [200]],
    // The Host header says for whom it is meant.
    ["http://evil.example/v2/tools", [200]],
    ["http://127.0.0.1/v2/tools", [200]],
    ["*", [400]],
    [`/${"x".repeat(15_000)}`, [404]],
    [`/v2/${"a/".repeat(7_000)}`, [404]],
    [`/${"x".repeat(20_000)}`, [431]],
  ])("%s does no harm: %j", async (path, statuses) => {
    const { emulator } = await startTavus();
    const socket = await open(emulator.url);
    socket.end(`GET ${path} HTTP/1.1\r\n${HEAD}connection: close\r\n\r\n`);
    const answer = await untilClosed(socket);
    expect(statuses).toContain(statusOf(answer));
    expect(answer).not.toContain("root:");
  });

  it("opens nothing without a key that the plain path protects", async () => {
    const { emulator } = await startTavus({ keys: [TOKEN] });
    for (const path of [
      "//v2/tools",
      "/./v2/tools",
      "/v2/./tools",
      "/_page/../v2/tools",
      "/tools/../v2/tools",
      "/v2%2ftools",
      "/V2/tools",
      "/v2/tools?",
      "/_page/..%2fv2/tools",
    ]) {
      const socket = await open(emulator.url);
      socket.end(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
      expect([401, 404], path).toContain(statusOf(await untilClosed(socket)));
    }
  });
});

describe("a page of another site", () => {
  it.each<[string, Record<string, string>]>([
    ["with its origin", { origin: "https://evil.example" }],
    ["with a hidden origin", { origin: "null" }],
    ["on another port of this machine", { origin: "http://127.0.0.1:1" }],
    ["without an origin", { "sec-fetch-site": "cross-site" }],
  ])("%s changes nothing, even if it knows the key", async (_, headers) => {
    const { call, get, createConversation } = await startTavus();
    const { palId, toolId, id } = await createConversation({ url: "http://127.0.0.1:1/" });
    const refused = { status: 403, body: { message: expect.any(String) } };
    const calls: [string, string, unknown?][] = [
      ["POST", "/v2/tools", inCall("other")],
      ["PATCH", `/v2/tools/${toolId}`, { description: "x" }],
      ["DELETE", `/v2/tools/${toolId}`],
      ["DELETE", `/v2/pals/${palId}`],
      ["POST", `/v2/conversations/${id}/end`],
      ["PUT", `/_emulator/pals/${palId}/draft`, { has_unpublished_changes: true }],
      ["POST", "/_emulator/trials", { target: toolId, transcript: [] }],
    ];
    for (const [method, path, body] of calls)
      expect(await call(method, path, body, headers), path).toMatchObject(refused);
    expect((await get("/v2/tools"))["total_count"]).toBe(1);
    expect((await get(`/v2/conversations/${id}`))["status"]).toBe("active");
  });

  it("can't read anything, but its links to the page work", async ({ tavus: { call } }) => {
    const foreign = { "sec-fetch-site": "cross-site" };
    for (const path of ["/", "/_page/style.css", "/_emulator/health", "/v2/tools"])
      expect((await call("GET", path, undefined, { ...foreign, "sec-fetch-mode": "no-cors" })).status, path).toBe(403);
    const link = { ...foreign, "sec-fetch-mode": "navigate" };
    expect((await call("GET", "/", undefined, { ...link, "sec-fetch-dest": "document" })).status).toBe(200);
    expect((await call("GET", "/", undefined, { ...link, "sec-fetch-dest": "iframe" })).status).toBe(403);
    expect((await call("DELETE", "/v2/tools/t1", undefined, link)).status).toBe(403);
  });

  it("gets no CORS headers, and no other answer is interpreted as a page", async () => {
    const { emulator, call, createTool } = await startTavus({ behavior: { errorShape: "text" } });
    await createTool(inCall("a", { description: "<script>alert(1)</script>" }));
    for (const path of [
      "/v2/tools",
      "/v2/tools/<script>",
      "/_emulator/openapi.json",
      "/_emulator/health",
      "/nothing",
    ]) {
      const { headers } = await call("GET", path, undefined, { origin: emulator.url });
      expect([...headers.keys()].join(), path).not.toContain("access-control");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("content-type"), path).toMatch(/^(application\/json|text\/plain)/);
    }
  });
});

describe("an action", () => {
  const api = { url: "http://127.0.0.1:1/" };

  it("with a pattern that takes years ends as an error, and the emulator continues", async ({ tavus }) => {
    const transcript = [{ role: "user", content: `${"a".repeat(40)}-` }];
    const tooLong = "filling takes too long: is a pattern of the parameters expensive?";
    for (const [name, pattern, more, reason] of [
      ["a", "^(a+)+$", {}, tooLong],
      ["b", "^(a+)+$", { arguments: { code: `${"a".repeat(40)}!` } }, tooLong],
      // Even the shortest text is too long.
      ["c", "^(((b{1000}){1000}){1000})$", {}, "arguments must have required property 'code'"],
    ] as const) {
      const properties = { code: { type: "string", description: "x", pattern } };
      const parameters = { type: "object", properties, required: ["code"] };
      await tavus.createTool(postCall({ name, parameters, delivery: { api } }));
      const { body } = await tavus.trial({ target: name, transcript, ...more });
      expect(body["deliveries"]).toMatchObject([{ status: "error", error: `invalid arguments: ${reason}` }]);
    }
    expect((await tavus.get("/v2/tools"))["total_count"]).toBe(3);
  });

  it("with a template that turns a long argument into gigabytes is an error", async ({ tavus }) => {
    const template = { text: "{message}".repeat(50_000) };
    const target = await tavus.createTool(postCall({ delivery: { api: { ...api, body_template: template } } }));
    const { body } = await tavus.trial({ target, transcript: [{ role: "user", content: "x".repeat(500_000) }] });
    expect(body["deliveries"]).toMatchObject([
      { status: "error", error: "the arguments make a request of more than 10000000 characters" },
    ]);
  });

  it("isn't delivered to a cloud's metadata service, nor is an event or a replay", async ({ tavus, endpoint }) => {
    const metadata = "http://169.254.169.254/latest/meta-data/";
    const target = await tavus.createTool(postCall({ delivery: { api: { url: metadata } } }));
    const trial = await tavus.trial({ target, callback_url: metadata });
    const refused = { status: "error", error: "the endpoint's address is link-local, or a cloud's metadata service" };
    expect(trial.body["deliveries"]).toMatchObject([refused]);
    const replay = await tavus.replay(String(trial.body["conversation_id"]), { to: metadata });
    expect(replay.body["deliveries"]).toMatchObject([refused]);
    const elsewhere = await tavus.trial({ target, to: endpoint.url });
    expect(elsewhere.body["deliveries"]).toMatchObject([{ status: "success" }]);
    expect(endpoint.received).toHaveLength(1);
  });

  it("follows no redirect", async ({ tavus: { createTool, trial }, endpoint: inner }) => {
    const outer = await startReceiver((_request, response) => response.writeHead(307, { location: inner.url }).end());
    const api = { url: outer.url, auth: { type: "bearer", token: TOKEN } };
    const { body } = await trial({ target: await createTool(postCall({ delivery: { api } })) });
    expect(body["deliveries"]).toMatchObject([{ status: "error", error: "the endpoint answered 307" }]);
    expect([outer.received.length, inner.received.length]).toEqual([1, 0]);
  });
});
