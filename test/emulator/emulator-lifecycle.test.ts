import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  actionsOf,
  caller,
  createConversation,
  createTool,
  end,
  eventsOf,
  inCall,
  startEmulator,
  startReceiver,
  TOKEN,
  TRANSCRIPT,
} from "../../src/emulator/testing/start.ts";
import { createEmulator, type Emulator, type Fault } from "../../src/emulator.ts";
import { newFolder } from "../support/folder.ts";

function newFile(): string {
  return join(newFolder(), "tavus.sqlite");
}

/** An endpoint that delays its first answer, and a conversation whose action waits for it. */
async function startWaiting(emulator: Emulator) {
  let arrive: () => void = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const answers: (() => void)[] = [];
  const { url, received } = await startReceiver((_request, response) => {
    if (received.length > 1) return response.end("noted");
    answers.push(() => response.end("late"));
    return arrive();
  });
  const call = caller(emulator);
  const { id, toolId } = await createConversation(call, { url });
  await call("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: TRANSCRIPT });
  await call("POST", `/v2/conversations/${id}/end`);
  await arrived;
  return { id, toolId, received, release: () => answers.splice(0).forEach((answer) => void answer()) };
}

describe("a file", () => {
  it("keeps everything, and repeats no action after a restart (E-1)", async () => {
    const persist = newFile();
    const { url, received } = await startReceiver();
    const first = await createEmulator({ persist });
    const { id, palId, toolId } = await createConversation(caller(first), {
      url,
      auth: { type: "bearer", token: TOKEN },
    });
    const events = await end(first, caller(first), id);
    await first.close();
    const { emulator, call } = await startEmulator({ persist });
    expect((await call("GET", "/v2/tools")).body["data"]).toMatchObject([{ tool_id: toolId }]);
    expect((await call("GET", `/v2/pals/${palId}/tools`)).body["data"]).toMatchObject([{ tool_id: toolId }]);
    await call("POST", `/v2/conversations/${id}/end`);
    await emulator.idle();
    expect(received).toHaveLength(1);
    expect(await eventsOf(call, id)).toEqual(events);
    expect((await call("GET", "/_emulator/deliveries")).body["data"]).toMatchObject([
      { conversation_id: id, status: "success" },
    ]);
    // The secret is still there, because a new conversation is delivered with it.
    const { body } = await call("POST", "/v2/conversations", { pal_id: palId });
    await end(emulator, call, String(body["conversation_id"]));
    expect(received[1]?.headers["authorization"]).toBe(`Bearer ${TOKEN}`);
  });

  it("continues a conversation that had not ended", async () => {
    const persist = newFile();
    const { url, received } = await startReceiver();
    const first = await createEmulator({ persist });
    const { id } = await createConversation(caller(first), { url });
    await caller(first)("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: TRANSCRIPT });
    await first.close();
    const { emulator, call } = await startEmulator({ persist });
    await call("POST", `/v2/conversations/${id}/end`);
    await emulator.idle();
    expect(received).toHaveLength(1);
  });

  it.skipIf(process.platform === "win32")("is only readable by its owner, even if it wasn't before", async () => {
    const persist = newFile();
    const modes = () =>
      readdirSync(dirname(persist)).map((name) =>
        statSync(join(dirname(persist), name))
          .mode.toString(8)
          .slice(-3),
      );
    const { emulator } = await startEmulator({ persist });
    expect(modes()).toEqual(["600", "600"]);
    await emulator.close();
    chmodSync(persist, 0o644);
    await startEmulator({ persist });
    expect(modes()).toEqual(["600", "600"]);
  });

  it("belongs to one emulator at a time, because two would run an action twice", async () => {
    const persist = newFile();
    const first = await createEmulator({ persist });
    const inUse = `cannot keep anything in ${persist}: another emulator uses it`;
    await expect(createEmulator({ persist })).rejects.toThrow(inUse);
    await first.close();
    await startEmulator({ persist });
  });

  it("that can't be used is reported with the reason", async () => {
    const persist = newFile();
    writeFileSync(persist, "this is no database, and long enough to tell so".repeat(50));
    await expect(createEmulator({ persist })).rejects.toThrow(
      `cannot keep anything in ${persist}: file is not a database`,
    );
    const missing = join(persist, "missing", "tavus.sqlite");
    await expect(createEmulator({ persist: missing })).rejects.toThrow(`cannot keep anything in ${missing}: unable to`);
  });

  it("is free again after a start that failed", async () => {
    const { emulator } = await startEmulator();
    const persist = newFile();
    const port = Number(new URL(emulator.url).port);
    await expect(createEmulator({ persist, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await expect(createEmulator({ persist, port: 70_000 })).rejects.toMatchObject({ code: "ERR_SOCKET_BAD_PORT" });
    await startEmulator({ persist });
  });
});

describe("idle", () => {
  it("waits for actions and events, and resolves at once without any", async () => {
    const { emulator, call } = await startEmulator();
    await emulator.idle();
    const { id, release } = await startWaiting(emulator);
    let idle = false;
    const waiting = emulator.idle().then(() => {
      idle = true;
    });
    expect(actionsOf(await eventsOf(call, id))).toEqual([]);
    expect(idle).toBe(false);
    release();
    await waiting;
    expect(actionsOf(await eventsOf(call, id))).toMatchObject([{ status: "success" }]);
  });
});

describe("reset", () => {
  it("deletes everything in every account, including requests", async () => {
    const { emulator, call } = await startEmulator({ keys: ["one", "two"] });
    const two = { "x-api-key": "two" };
    await createTool(call, inCall("a"));
    await call("POST", "/v2/tools", inCall("b"), two);
    emulator.reset();
    expect(emulator.requests).toEqual([]);
    for (const headers of [{}, two])
      expect((await call("GET", "/v2/tools", undefined, headers)).body).toEqual({ data: [], total_count: 0 });
  });

  it("drops an action that is still running", async () => {
    const { emulator, call } = await startEmulator();
    const { release } = await startWaiting(emulator);
    emulator.reset();
    release();
    await emulator.idle();
    expect((await call("GET", "/_emulator/deliveries")).body).toEqual({ data: [] });
  });
});

describe("close", () => {
  it("doesn't wait for clients that keep their connection open, used or not", async () => {
    const emulator = await createEmulator();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const { hostname, port } = new URL(emulator.url);
    await new Promise((resolve, reject) => {
      const sent = request(`${emulator.url}/_emulator/health`, { agent }, (response) => {
        response.resume().on("end", resolve);
      });
      sent.on("error", reject).end();
    });
    // A client that has started a request and doesn't finish it.
    const slow = connect(Number(port), hostname);
    await new Promise<void>((resolve) => slow.on("connect", resolve));
    slow.on("error", () => {});
    slow.write("POST /v2/tools HTTP/1.1\r\nhost: localhost\r\nx-api-key: emulator\r\ncontent-length: 10\r\n\r\n{");
    const ended = new Promise((resolve) => slow.on("close", resolve));
    await emulator.close();
    await ended;
    await expect(fetch(emulator.url)).rejects.toThrow();
  });

  it("can be called twice, even at the same time", async () => {
    const emulator = await createEmulator();
    await Promise.all([emulator.close(), emulator.close()]);
    await emulator.close();
  });

  it("leaves an action that waits for its endpoint to the next start, which sends the same bytes (E-1, E-5)", async () => {
    const persist = newFile();
    const first = await createEmulator({ persist });
    const { id, received } = await startWaiting(first);
    await first.close();
    const { emulator, call } = await startEmulator({ persist });
    await call("POST", `/v2/conversations/${id}/end`);
    await emulator.idle();
    expect(received.map(({ body }) => body)).toEqual([received[0]?.body, received[0]?.body]);
    expect(actionsOf(await eventsOf(call, id))).toMatchObject([{ status: "success", response: { body: "noted" } }]);
  });
});

describe("a fault", () => {
  async function startFaulty() {
    const planned: { fault: Fault | undefined } = { fault: undefined };
    const seen: string[] = [];
    const stageOf = await startEmulator({
      fault: ({ method, path }) => {
        seen.push(`${method} ${path}`);
        return planned.fault;
      },
    });
    return { ...stageOf, planned, seen };
  }
  const answer = new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "retry-after": "3" } });

  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("%s a request is handled returns another answer, as many times as planned", async (when, created) => {
    const { emulator, call, planned, seen } = await startFaulty();
    planned.fault = { when, answer };
    for (const name of ["a", "b"]) {
      const { status, text, headers } = await call("POST", "/v2/tools", inCall(name));
      expect([status, text, headers.get("retry-after")]).toEqual([502, "<h1>Bad gateway</h1>", "3"]);
    }
    planned.fault = undefined;
    expect((await call("GET", "/v2/tools")).body["total_count"]).toBe(2 * created);
    expect(emulator.requests.map(({ status }) => status)).toEqual([502, 502, 200]);
    expect(seen).toEqual(["POST /v2/tools", "POST /v2/tools", "GET /v2/tools"]);
  });

  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("%s a request is handled breaks the connection", async (when, created) => {
    const { emulator, call, planned } = await startFaulty();
    planned.fault = { when, answer: "reset" };
    await expect(call("POST", "/v2/tools", inCall("a"))).rejects.toThrow("fetch failed");
    planned.fault = undefined;
    expect((await call("GET", "/v2/tools")).body["total_count"]).toBe(created);
    expect(emulator.requests.map(({ status }) => status)).toEqual([0, 200]);
  });
});

it("calls onRequest once for each request, with its answer", async () => {
  const seen: unknown[] = [];
  const { emulator, call } = await startEmulator({ onRequest: (record) => void seen.push(record) });
  await call("GET", "/v2/tools");
  await call("GET", "/v2/nothing", undefined, { "x-api-key": "wrong" });
  expect(seen).toEqual([
    { method: "GET", path: "/v2/tools", account: 1, status: 200 },
    { method: "GET", path: "/v2/nothing", account: 0, status: 401 },
  ]);
  expect(emulator.requests).toEqual(seen);
});
