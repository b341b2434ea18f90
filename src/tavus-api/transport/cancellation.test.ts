import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { TavusClient } from "../client.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { FakeHost } from "../testing/fake-host.ts";
import { rejection, setUp } from "../testing/harness.ts";
import { ScriptedServer } from "../testing/scripted-server.ts";
import { listOf } from "../testing/tool-store.ts";
import { Cancellation } from "./cancellation.ts";

/** `made`: the tool is created, and only the answer to the POST doesn't arrive. */
async function started(answer: "hang" | "slow" | "made" = "hang") {
  const host = new FakeHost();
  const clock = new FakeClock();
  const cancellation = new Cancellation(host, clock);
  const held = Promise.withResolvers<void>();
  const { server } = await setUp(async (request) => {
    if (answer === "made" && request.method === "GET") return listOf([made])(request);
    if (answer !== "slow") return "hang";
    await held.promise;
    return { status: 200, body: { tool_id: "t1", name: "n" } };
  });
  const client = new TavusClient({ apiKey: "k", baseUrl: server.url }, { clock, random: () => 0, cancellation });
  const arrived = async (count: number): Promise<void> => {
    while (server.requests.length < count) await clock.macrotask();
  };
  return { host, clock, server, client, cancellation, arrived, respond: held.resolve };
}

const tool = { name: "n", description: "d" };
const made = { ...tool, tool_id: "t1", created_at: "2026-06-01T12:00:00" };

describe("SIGINT and SIGTERM", () => {
  it("are listened to only while a call runs", async () => {
    const { host, client, arrived, respond } = await started("slow");
    expect(host.listeners).toHaveLength(0);
    const call = client.createTool(tool);
    await arrived(1);
    expect(host.listeners.map(([signal]) => signal)).toEqual(["SIGINT", "SIGTERM"]);
    respond();
    await call;
    expect(host.listeners).toHaveLength(0);
  });

  it("drop a read at once, refuse new requests, and are raised again", async () => {
    const { host, clock, server, client, arrived } = await started();
    const call = rejection(client.listTools());
    await arrived(1);
    host.send("SIGINT");
    expect(await call).toMatchObject({
      name: "CancelledError",
      message: "Could not list the tools of the account: it was cancelled while GET /v2/tools waited for its answer.",
    });
    expect((await rejection(client.createTool(tool))).message).toBe(
      'Could not create tool "n": it was cancelled before POST /v2/tools was sent.',
    );
    expect(host.raised).toEqual([]);
    clock.advance(200);
    expect(host.raised).toEqual(["SIGINT"]);
    expect(host.listeners).toHaveLength(0);
    expect(server.requests).toHaveLength(1);
  });

  it("let a running POST get its answer, so that no tool is orphaned", async () => {
    const { host, clock, client, arrived, respond } = await started("slow");
    const call = client.createTool(tool);
    await arrived(1);
    host.send("SIGTERM");
    clock.advance(2000);
    respond();
    expect((await call).tool_id).toBe("t1");
    clock.advance(200);
    expect(host.raised).toEqual(["SIGTERM"]);
  });

  it("drop that POST after the grace period, and say that its outcome is unknown", async () => {
    const { host, clock, server, client, arrived } = await started();
    const call = rejection(client.createTool(tool));
    await arrived(1);
    host.send("SIGINT");
    clock.advance(2500);
    await arrived(2);
    clock.advance(1199);
    expect(host.raised).toEqual([]);
    clock.advance(1);
    const error = await call;
    expect(error.name).toBe("AmbiguousOutcomeError");
    expect(error.message).toBe(
      'Could not tell whether tool "n" was created: it was cancelled while POST /v2/tools waited for its answer, ' +
        'and the look-up by name failed too (Could not look up tool "n": it was cancelled while GET /v2/tools waited for its answer.).',
    );
    clock.advance(200);
    expect(host.raised).toEqual(["SIGINT"]);
    expect(server.calls).toEqual(["POST /v2/tools", "GET /v2/tools"]);
  });

  it("look up the result of that POST, so that a created tool is known", async () => {
    const { host, clock, server, client, arrived } = await started("made");
    const call = client.createTool(tool);
    await arrived(1);
    host.send("SIGINT");
    clock.advance(2500);
    expect((await call).tool_id).toBe("t1");
    clock.advance(200);
    expect(host.raised).toEqual(["SIGINT"]);
    expect(server.calls).toEqual(["POST /v2/tools", "GET /v2/tools"]);
  });

  it.each([
    ["DELETE", (client: TavusClient) => client.deleteTool("t1")],
    ["PATCH", (client: TavusClient) => client.updateTool("t1", { set: { description: "d" } } as never)],
    ["POST", (client: TavusClient) => client.attachTool("p1", "t1")],
  ])("let any running write get its answer within the same time (%s)", async (method, write) => {
    const { host, clock, client, server, arrived } = await started();
    const call = rejection(write(client));
    const ended = vi.fn();
    void call.finally(ended);
    await arrived(1);
    expect(server.requests[0]?.method).toBe(method);
    host.send("SIGINT");
    clock.advance(2499);
    await clock.macrotask();
    expect(ended).not.toHaveBeenCalled();
    clock.advance(1);
    expect(await call).toMatchObject({ name: "CancelledError" });
    clock.advance(200);
    expect(host.raised).toEqual(["SIGINT"]);
  });

  it("are not raised again if somebody else listens", async () => {
    const { host, clock, client, arrived } = await started();
    host.on("SIGINT", () => undefined);
    const call = rejection(client.listTools());
    await arrived(1);
    host.send("SIGINT");
    await call;
    clock.advance(200);
    expect(host.raised).toEqual([]);
  });

  it("end everything at once when they come a second time", async () => {
    const { host, clock, client, arrived } = await started();
    const call = rejection(client.createTool(tool));
    await arrived(1);
    host.send("SIGINT");
    host.send("SIGINT");
    expect(host.raised).toEqual(["SIGINT"]);
    // A real process would have ended by now. This process still cleans up.
    clock.advance(2500);
    await arrived(2);
    clock.advance(1200);
    await call;
  });
});

describe("cancel()", () => {
  it("does the same and doesn't end the process", async () => {
    const { host, clock, cancellation, client, arrived } = await started();
    const call = rejection(client.listTools());
    await arrived(1);
    cancellation.cancel();
    cancellation.cancel();
    expect(await call).toMatchObject({ name: "CancelledError" });
    clock.advance(200);
    expect(host.raised).toEqual([]);
    expect((await rejection(client.listTools())).name).toBe("CancelledError");
  });

  it("gives a signal that follows the rest of its time", async () => {
    const { host, clock, cancellation, client, arrived, respond } = await started("slow");
    const call = client.createTool(tool);
    await arrived(1);
    cancellation.cancel();
    host.send("SIGINT");
    expect(host.raised).toEqual([]);
    respond();
    expect((await call).tool_id).toBe("t1");
    clock.advance(200);
    expect(host.raised).toEqual(["SIGINT"]);
  });
});

describe("in a real process", () => {
  const probe = fileURLToPath(new URL("../testing/signal-probe.ts", import.meta.url));

  async function interrupt(calls: string[], answerAfterSignal: boolean) {
    const [held, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const server = await ScriptedServer.start(async (_request, count) => {
      if (count === calls.filter((call) => call !== "listen").length) arrived.resolve();
      await held.promise;
      return { status: 200, body: { tool_id: "t1", name: "n" } };
    });
    onTestFinished(() => server.close());
    const child = spawn(process.execPath, [probe, server.url, ...calls], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (answerAfterSignal && /list: CancelledError/.test(output)) held.resolve();
    });
    const exited = once(child, "exit");
    await arrived.promise;
    child.kill("SIGINT");
    const [code, signal] = await exited;
    return { code, signal, lines: output.trim().split("\n") };
  }

  it("a POST is answered, a read is dropped, and the process dies by the signal", async () => {
    const end = await interrupt(["list", "create"], true);
    expect(end.lines).toEqual([expect.stringMatching(/^list: CancelledError/), "created t1"]);
    expect(end.signal).toBe("SIGINT");
  });

  it("with another listener, the process ends by itself", async () => {
    const end = await interrupt(["list", "listen"], false);
    expect(end.lines[0]).toBe("other listener");
    expect(end).toMatchObject({ code: 0, signal: null });
  });
});
