import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { closedPort, serve } from "../../test/support/serve.ts";
import { type SendOptions, type SendResult, send } from "./send.ts";

const LOCAL = { timeoutMs: 5000, allowNonPublic: true };

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  server.on("connection", (socket) => sockets.push(socket));
  return { port: new URL(await serve(server)).port, seen, sockets };
}

const get = (url: string, options: Partial<SendOptions> = {}, headers = {}): Promise<SendResult> =>
  send({ method: "GET", url, headers }, { ...LOCAL, ...options });

async function closed(socket: Socket | undefined): Promise<void> {
  if (socket !== undefined && !socket.destroyed) await once(socket, "close");
}

describe("sending", () => {
  it.each([
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://10.0.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://2130706433/",
    "https://[::ffff:192.168.0.1]/",
    // The name is refused because of its address.
    "https://localhost/",
  ])("refuses %s", async (url) => {
    const refused = { outcome: "failed", reason: "the endpoint's address is not public" };
    expect(await get(url, { allowNonPublic: false })).toEqual(refused);
  });

  it.each([
    "http://169.254.169.254/latest/meta-data",
    "http://2852039166/",
    "http://0xa9.254.43518/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
  ])("refuses %s, which serves the credentials of a cloud, even if local endpoints are allowed", async (url) => {
    const reason = "the endpoint's address is link-local, or a cloud's metadata service";
    expect(await get(url)).toEqual({ outcome: "failed", reason });
  });

  it.each(["https://[64:ff9b::10.0.0.1]/", "https://[::7f00:1]/", "https://[fec0::1]/"])(
    "refuses %s, which leads to a private address in another form",
    async (url) => {
      expect(await get(url, { allowNonPublic: false })).toMatchObject({ outcome: "failed" });
      expect(await get(url, { allowNonPublic: false })).toMatchObject({ reason: expect.stringContaining("public") });
    },
  );

  it("doesn't connect if a name resolves to a private address", async () => {
    const { port, sockets } = await listen((_request, response) => response.end());
    await get(`http://localhost:${port}/`, { allowNonPublic: false });
    await get(`http://127.0.0.1:${port}/`, { allowNonPublic: false });
    expect(sockets).toEqual([]);
  });

  it.each(["ftp://crm.acme.dev/", "javascript:alert(1)", "no url", "/n"])(
    "refuses %s, which isn't an address",
    async (url) => {
      const reason = "the endpoint's address is not an http or https URL";
      expect(await get(url)).toEqual({ outcome: "failed", reason });
    },
  );

  it("sends method, headers, and the exact body once, and returns any answer", async () => {
    let body = "";
    const { port, seen } = await listen(async (request, response) => {
      for await (const chunk of request) body += String(chunk);
      response.writeHead(503, { "retry-after": "0" }).end(`no ${request.headers["x-a"]}`);
    });
    const url = `http://127.0.0.1:${port}/n?a=b%20c`;
    const result = await send({ method: "PUT", url, headers: { "X-A": "1" }, body: '{"a": "é"}' }, LOCAL);
    expect(result).toEqual({
      outcome: "response",
      status: 503,
      headers: expect.objectContaining({ "retry-after": "0" }),
      body: "no 1",
    });
    expect(seen).toEqual(["PUT /n?a=b%20c"]);
    expect(body).toBe('{"a": "é"}');
  });

  it("follows no redirect", async () => {
    const { port, seen } = await listen((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${port}/other` }).end(),
    );
    expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({ outcome: "response", status: 302, body: "" });
    expect(seen).toEqual(["GET /"]);
  });

  it("keeps no more of an answer than it must, and no partial character", async () => {
    const { port } = await listen((request, response) =>
      response.end(request.url === "/long" ? "x".repeat(1_000_000) : "aéé"),
    );
    const cut = async (path: string, maxResponseBytes: number) =>
      await get(`http://127.0.0.1:${port}${path}`, { maxResponseBytes });
    expect(await cut("/long", 10)).toMatchObject({ body: "x".repeat(10) });
    expect(await cut("/", 4)).toMatchObject({ body: "aé" });
    expect(await cut("/", 5)).toMatchObject({ body: "aéé" });
  });

  it("doesn't wait for the end of an endless answer once it has enough", async () => {
    const { port, sockets } = await listen((_request, response) => void response.write("x".repeat(100)));
    expect(await get(`http://127.0.0.1:${port}/`, { maxResponseBytes: 10 })).toMatchObject({ outcome: "response" });
    await closed(sockets[0]);
  });

  it("leaves no connection open", async () => {
    const { port, sockets } = await listen((_request, response) => response.end("kept alive"));
    await get(`http://127.0.0.1:${port}/`);
    expect(sockets).toHaveLength(1);
    await closed(sockets[0]);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["says nothing", () => {}],
    ["sends headers only", (response) => response.flushHeaders()],
    ["never ends its body", (response) => void response.write("some")],
  ])("gives up at its deadline if an endpoint %s", async (_what, answer) => {
    const { port, sockets } = await listen((_request, response) => answer(response));
    expect(await get(`http://127.0.0.1:${port}/`, { timeoutMs: 50 })).toEqual({ outcome: "timeout" });
    await closed(sockets[0]);
  });

  it("can be stopped", async () => {
    const stop = new AbortController();
    const { port } = await listen(() => stop.abort());
    const stopped = { outcome: "failed", reason: "the request was stopped" };
    expect(await get(`http://127.0.0.1:${port}/`, { signal: stop.signal })).toEqual(stopped);
    expect(await get(`http://127.0.0.1:${port}/`, { signal: stop.signal })).toEqual(stopped);
  });

  it("says what failed, once, in words and with its code", async () => {
    const { port } = await listen((request) => void request.socket.destroy());
    expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({
      outcome: "failed",
      reason: expect.stringMatching(/^(UND_ERR_SOCKET: .+|.*ECONNRESET.*)$/),
    });
    const free = await closedPort();
    for (const host of ["127.0.0.1", "localhost"])
      expect(await get(`http://${host}:${free}/`)).toMatchObject({
        reason: expect.stringMatching(/^connect ECONNREFUSED \S+$/),
      });
  });

  it("shows no credential if they can't be sent", async () => {
    const { port, seen } = await listen((_request, response) => response.end());
    const url = `http://127.0.0.1:${port}/?key=s3cret`;
    const result = await get(url, {}, { authorization: "Bearer s3cret\n", "X-A": "s3cret…" });
    expect(result).toMatchObject({ outcome: "failed", reason: expect.stringMatching(/invalid .+ header/) });
    expect(JSON.stringify(result)).not.toContain("s3cret");
    expect(seen).toEqual([]);
  });
});
