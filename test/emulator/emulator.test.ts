import { connect } from "node:net";
import { describe, expect, vi } from "vitest";
import { inCall, names, TOKEN } from "../../src/emulator/testing/start.ts";
import { createEmulator } from "../../src/emulator.ts";
import { it, startTavus } from "../support/tavus.ts";

describe("a call that doesn't exist", () => {
  it.for<[string, string]>([
    ["GET", "/v2/tool"],
    ["GET", "/v2/tools/"],
    ["DELETE", "/v2/pals/p1/tools/t1/x"],
  ])("%s %s is a 404 that says where the calls are listed", async ([method, path], { tavus: { call } }) => {
    expect(await call(method, path)).toMatchObject({
      status: 404,
      body: {
        message: `There is no call ${method} ${path} in this emulator. GET /_emulator/openapi.json lists its calls.`,
      },
    });
  });

  it("but whose path does is a 405 that names the methods (C-18)", async ({ tavus: { call } }) => {
    const { status, body, headers } = await call("PUT", "/v2/tools/t1", {});
    expect(status).toBe(405);
    expect(body["message"]).toBe("PUT is not a method of /v2/tools/t1; it has GET, PATCH, DELETE, HEAD.");
    expect(headers.get("allow")).toBe("GET, PATCH, DELETE, HEAD");
  });

  it("can be probed with OPTIONS; HEAD is a GET without a body", async ({ tavus: { call } }) => {
    const options = await call("OPTIONS", "/v2/tools");
    expect(options).toMatchObject({ status: 204, text: "" });
    expect(options.headers.get("allow")).toBe("POST, GET, HEAD");
    // No CORS headers for pages of other origins.
    expect([...options.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(await call("HEAD", "/v2/tools")).toMatchObject({ status: 200, text: "" });
    expect((await call("OPTIONS", "/v2/nothing")).status).toBe(404);
  });
});

describe("accounts", () => {
  it("can't see each other's data", async () => {
    const { emulator, call, createConversation } = await startTavus({ keys: ["one", "two"] });
    const { palId, toolId, id } = await createConversation({ url: "https://crm.acme.dev/n" });
    const two = { "x-api-key": "two" };
    for (const path of ["/v2/tools", "/v2/pals", "/v2/conversations"])
      expect((await call("GET", path, undefined, two)).body).toEqual({ data: [], total_count: 0 });
    for (const path of [`tools/${toolId}`, `pals/${palId}`, `pals/${palId}/tools`, `conversations/${id}`])
      expect((await call("GET", `/v2/${path}`, undefined, two)).status, path).toBe(400);
    expect((await call("POST", "/v2/conversations", { pal_id: palId }, two)).status).toBe(400);
    expect((await call("POST", `/v2/conversations/${id}/end`, undefined, two)).status).toBe(400);
    // The name is free there (T-3).
    expect((await call("POST", "/v2/tools", inCall("log_note"), two)).status).toBe(200);
    expect(names(await call("GET", "/v2/tools"))).toEqual(["log_note"]);
    expect(emulator.requests.at(-1)).toEqual({ method: "GET", path: "/v2/tools", account: 1, status: 200 });
  });

  it.each(["three", "", "one ,two", "ONE"])("refuse the key %j (X-4)", async (key) => {
    const { emulator, call } = await startTavus({ keys: ["one", "two"] });
    for (const path of ["/v2/tools", "/v2/nothing", "/_emulator/deliveries"])
      expect(await call("GET", path, undefined, { "x-api-key": key })).toMatchObject({
        status: 401,
        text: '{"message":"Invalid access token"}',
      });
    expect(emulator.requests.map(({ account }) => account)).toEqual([0, 0, 0]);
  });

  it("can't be opened with a bearer token, or without a key (G-2)", async ({ tavus: { emulator } }) => {
    const headers = { authorization: `Bearer ${emulator.apiKey}` };
    expect((await fetch(`${emulator.url}/v2/tools`, { headers })).status).toBe(401);
    await expect(createEmulator({ keys: [""] })).rejects.toThrow("a key is empty");
  });

  it("aren't needed to check that the emulator runs", async ({ tavus: { emulator } }) => {
    expect(await (await fetch(`${emulator.url}/_emulator/health`)).json()).toEqual({ ok: true });
  });
});

describe("a page in a browser", () => {
  it.for<[string, number]>([
    ["https://evil.example", 403],
    ["http://127.0.0.1.evil.example", 403],
    ["null", 403],
    ["http://localhost:3000", 403],
    ["its own", 200],
  ])("of %s gets %i", async ([origin, status], { tavus: { emulator, call } }) => {
    const headers = { origin: origin === "its own" ? emulator.url : origin };
    expect((await call("GET", "/v2/tools", undefined, headers)).status).toBe(status);
  });

  it.for<[string, number]>([
    ["evil.example", 403],
    ["127.0.0.1.evil.example", 403],
    ["", 403],
    ["LOCALHOST:1", 200],
    ["[::1]:7077", 200],
  ])("that reached it under the name %j gets %i (DNS rebinding)", async ([host, status], { tavus: { emulator } }) => {
    const { hostname, port } = new URL(emulator.url);
    const socket = connect(Number(port), hostname);
    socket.end(`GET /v2/tools HTTP/1.1\r\nhost: ${host}\r\nx-api-key: ${emulator.apiKey}\r\nconnection: close\r\n\r\n`);
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${host === "" ? "40[03]" : status} `));
  });
});

describe("a body", () => {
  it.each(["{", "", "{'a':1}", `{"token":"${TOKEN}"`, `"\n"`])("that isn't JSON is a 400: %j (G-3)", async (body) => {
    const { call } = await startTavus();
    expect(await call("POST", "/v2/tools", body)).toMatchObject({
      status: 400,
      text: '{"error":"Bad Request. The body is not JSON. (G-3)"}',
    });
  });
});

describe("the log of requests", () => {
  it("contains no key, query, or body, and can be emptied", async () => {
    const { emulator, call, createTool } = await startTavus({ keys: [TOKEN] });
    await createTool(inCall("a", { description: TOKEN }));
    await call("GET", `/v2/tools?name_or_uuid=${TOKEN}`);
    expect(emulator.requests).toEqual([
      { method: "POST", path: "/v2/tools", account: 1, status: 200 },
      { method: "GET", path: "/v2/tools", account: 1, status: 200 },
    ]);
    emulator.clearRequests();
    expect(emulator.requests).toEqual([]);
  });
});

it("answers 500 if it fails itself, and shows the developer the stack trace but no value", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const broken = (): Date => {
    throw Object.assign(new TypeError("Invalid URL"), { input: TOKEN });
  };
  const { call } = await startTavus({ now: broken });
  expect(await call("POST", "/v2/tools", inCall("a"))).toMatchObject({
    status: 500,
    text: '{"message":"Internal error of the emulator"}',
  });
  expect(logged.mock.calls).toEqual([[expect.stringMatching(/^TypeError: Invalid URL\n {4}at /)]]);
  logged.mockRestore();
  expect((await call("GET", "/v2/tools")).status).toBe(200);
});
