import { once } from "node:events";
import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished } from "vitest";
import { inCall, startReceiver, TOKEN } from "../../src/emulator/testing/start.ts";
import { createEmulator, type Fault } from "../../src/emulator.ts";
import { newFile } from "../support/folder.ts";
import { open, untilClosed } from "../support/raw.ts";
import { it, startTavus, type Tavus } from "../support/tavus.ts";

/** An endpoint that delays its first answer, and a conversation whose action waits for it. */
async function startWaiting({ createConversation, speak, hangUp }: Tavus) {
  const arrived = Promise.withResolvers<void>();
  const answers: (() => void)[] = [];
  const { url, received } = await startReceiver((_request, response) => {
    if (received.length > 1) return response.end("noted");
    answers.push(() => response.end("late"));
    return arrived.resolve();
  });
  const { id, toolId } = await createConversation({ url });
  await speak(id);
  await hangUp(id);
  await arrived.promise;
  return { id, toolId, received, release: () => answers.splice(0).forEach((answer) => void answer()) };
}

describe("a file", () => {
  it("keeps everything, and repeats no action after a restart (E-1)", async ({ endpoint: { url, received } }) => {
    const persist = newFile();
    const first = await startTavus({ persist });
    const auth = { type: "bearer", token: TOKEN };
    const { id, palId, toolId } = await first.createConversation({ url, auth });
    const events = await first.end(id);
    await first.emulator.close();
    const tavus = await startTavus({ persist });
    expect((await tavus.get("/v2/tools"))["data"]).toMatchObject([{ tool_id: toolId }]);
    expect((await tavus.get(`/v2/pals/${palId}/tools`))["data"]).toMatchObject([{ tool_id: toolId }]);
    await tavus.hangUp(id);
    await tavus.emulator.idle();
    expect(received).toHaveLength(1);
    expect(await tavus.events(id)).toEqual(events);
    expect(await tavus.deliveries()).toMatchObject([{ conversation_id: id, status: "success" }]);
    // The secret is still there, because a new conversation is delivered with it.
    await tavus.end(await tavus.converse(palId));
    expect(received[1]?.headers["authorization"]).toBe(`Bearer ${TOKEN}`);
  });

  it("continues a conversation that had not ended", async ({ endpoint: { url, received } }) => {
    const persist = newFile();
    const first = await startTavus({ persist });
    const { id } = await first.createConversation({ url });
    await first.speak(id);
    await first.emulator.close();
    const { emulator, hangUp } = await startTavus({ persist });
    await hangUp(id);
    await emulator.idle();
    expect(received).toHaveLength(1);
  });

  it.skipIf(process.platform === "win32")("is only readable by its owner, even if it wasn't before", async () => {
    const persist = newFile();
    const folder = dirname(persist);
    const modes = () => readdirSync(folder).map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));
    const { emulator } = await startTavus({ persist });
    expect(modes()).toEqual(["600", "600"]);
    await emulator.close();
    chmodSync(persist, 0o644);
    await startTavus({ persist });
    expect(modes()).toEqual(["600", "600"]);
  });

  it("belongs to one emulator at a time, because two would run an action twice", async () => {
    const persist = newFile();
    const { emulator } = await startTavus({ persist });
    const inUse = `cannot store data in ${persist}: another emulator is using it`;
    await expect(createEmulator({ persist })).rejects.toThrow(inUse);
    await emulator.close();
    await startTavus({ persist });
  });

  it("that can't be used is reported with the reason", async () => {
    const persist = newFile();
    writeFileSync(persist, "this is no database, and long enough to tell so".repeat(50));
    const wrong = `cannot store data in ${persist}: file is not a database`;
    await expect(createEmulator({ persist })).rejects.toThrow(wrong);
    const missing = join(persist, "missing", "tavus.sqlite");
    await expect(createEmulator({ persist: missing })).rejects.toThrow(`cannot store data in ${missing}: unable to`);
  });

  it("is free again after a start that failed", async ({ tavus: { emulator } }) => {
    const persist = newFile();
    const port = Number(new URL(emulator.url).port);
    await expect(createEmulator({ persist, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await expect(createEmulator({ persist, port: 70_000 })).rejects.toMatchObject({ code: "ERR_SOCKET_BAD_PORT" });
    await startTavus({ persist });
  });
});

describe("idle", () => {
  it("waits for actions and events, and resolves at once without any", async ({ tavus }) => {
    const { emulator, actions } = tavus;
    await emulator.idle();
    const { id, release } = await startWaiting(tavus);
    let idle = false;
    const waiting = emulator.idle().then(() => {
      idle = true;
    });
    expect(await actions(id)).toEqual([]);
    expect(idle).toBe(false);
    release();
    await waiting;
    expect(await actions(id)).toMatchObject([{ status: "success" }]);
  });
});

describe("reset", () => {
  it("deletes everything in every account, including requests", async () => {
    const { emulator, call, createTool } = await startTavus({ keys: ["one", "two"] });
    const two = { "x-api-key": "two" };
    await createTool(inCall("a"));
    await call("POST", "/v2/tools", inCall("b"), two);
    emulator.reset();
    expect(emulator.requests).toEqual([]);
    for (const headers of [{}, two])
      expect((await call("GET", "/v2/tools", undefined, headers)).body).toEqual({ data: [], total_count: 0 });
  });

  it("drops an action that is still running", async ({ tavus }) => {
    const { release } = await startWaiting(tavus);
    tavus.emulator.reset();
    release();
    await tavus.emulator.idle();
    expect(await tavus.get("/_emulator/deliveries")).toEqual({ data: [] });
  });
});

describe("close", () => {
  it("doesn't wait for clients that keep their connection open, used or not", async () => {
    const emulator = await createEmulator();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const [response] = await once(request(`${emulator.url}/_emulator/health`, { agent }).end(), "response");
    await once(response.resume(), "end");
    // A client that has started a request and doesn't finish it.
    const slow = await open(emulator.url);
    slow.write("POST /v2/tools HTTP/1.1\r\nhost: localhost\r\nx-api-key: emulator\r\ncontent-length: 10\r\n\r\n{");
    const ended = untilClosed(slow);
    await emulator.close();
    await ended;
    await expect(fetch(emulator.url)).rejects.toThrow();
  });

  it("can be called twice, even at the same time", async () => {
    const emulator = await createEmulator();
    const closed = [emulator.close(), emulator.close()];
    expect(await Promise.all([...closed, emulator.close()])).toEqual([undefined, undefined, undefined]);
    await expect(emulator.close()).resolves.toBeUndefined();
    await expect(fetch(emulator.url)).rejects.toThrow();
  });

  it("leaves an action that waits for its endpoint to the next start, which sends the same bytes (E-1, E-5)", async () => {
    const persist = newFile();
    const first = await startTavus({ persist });
    const { id, received } = await startWaiting(first);
    await first.emulator.close();
    const { emulator, hangUp, actions } = await startTavus({ persist });
    await hangUp(id);
    await emulator.idle();
    expect(received.map(({ body }) => body)).toEqual([received[0]?.body, received[0]?.body]);
    expect(await actions(id)).toMatchObject([{ status: "success", response: { body: "noted" } }]);
  });
});

describe.each([
  ["before", 0],
  ["after", 1],
] as const)("a fault %s a request is handled", (when, created) => {
  async function startFaulty() {
    const planned: { fault: Fault | undefined } = { fault: undefined };
    const seen: string[] = [];
    const fault = ({ method, path }: { readonly method: string; readonly path: string }): Fault | undefined => {
      seen.push(`${method} ${path}`);
      return planned.fault;
    };
    return { ...(await startTavus({ fault })), planned, seen };
  }
  const answer = new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "retry-after": "3" } });

  it("returns another answer, as many times as planned", async () => {
    const { emulator, call, get, planned, seen } = await startFaulty();
    planned.fault = { when, answer };
    for (const name of ["a", "b"]) {
      const { status, text, headers } = await call("POST", "/v2/tools", inCall(name));
      expect([status, text, headers.get("retry-after")]).toEqual([502, "<h1>Bad gateway</h1>", "3"]);
    }
    planned.fault = undefined;
    expect((await get("/v2/tools"))["total_count"]).toBe(2 * created);
    expect(emulator.requests.map(({ status }) => status)).toEqual([502, 502, 200]);
    expect(seen).toEqual(["POST /v2/tools", "POST /v2/tools", "GET /v2/tools"]);
  });

  it("breaks the connection", async () => {
    const { emulator, call, get, planned } = await startFaulty();
    planned.fault = { when, answer: "reset" };
    await expect(call("POST", "/v2/tools", inCall("a"))).rejects.toThrow("fetch failed");
    planned.fault = undefined;
    expect((await get("/v2/tools"))["total_count"]).toBe(created);
    expect(emulator.requests.map(({ status }) => status)).toEqual([0, 200]);
  });
});

it("calls onRequest once for each request, with its answer", async () => {
  const seen: unknown[] = [];
  const { emulator, call } = await startTavus({ onRequest: (record) => void seen.push(record) });
  await call("GET", "/v2/tools");
  await call("GET", "/v2/nothing", undefined, { "x-api-key": "wrong" });
  expect(seen).toEqual([
    { method: "GET", path: "/v2/tools", account: 1, status: 200 },
    { method: "GET", path: "/v2/nothing", account: 0, status: 401 },
  ]);
  expect(emulator.requests).toEqual(seen);
});
