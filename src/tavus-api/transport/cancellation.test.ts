import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { TavusClient } from "../client.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { rejection, setUp } from "../testing/harness.ts";
import { ScriptedServer } from "../testing/scripted-server.ts";
import { Cancellation, type SignalHost } from "./cancellation.ts";

type Listener = Parameters<SignalHost["on"]>[1];

/** A process that only remembers. */
class FakeHost implements SignalHost {
  readonly listeners: [string, Listener][] = [];
  readonly raised: string[] = [];

  on(signal: string, listener: Listener): void {
    this.listeners.push([signal, listener]);
  }

  removeListener(signal: string, listener: Listener): void {
    const at = this.listeners.findIndex(([name, known]) => name === signal && known === listener);
    if (at >= 0) this.listeners.splice(at, 1);
  }

  listenerCount(signal: string): number {
    return this.listeners.filter(([name]) => name === signal).length;
  }

  raise(signal: string): void {
    this.raised.push(signal);
  }

  send(signal: "SIGINT" | "SIGTERM"): void {
    for (const [name, listener] of [...this.listeners]) if (name === signal) listener(signal);
  }
}

async function started(answer: "hang" | "slow" = "hang") {
  const host = new FakeHost();
  const clock = new FakeClock();
  const cancellation = new Cancellation(host, clock);
  let respond = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    respond = resolve;
  });
  const { server } = await setUp(async () => {
    if (answer === "hang") return "hang";
    await held;
    return { status: 200, body: { tool_id: "t1", name: "n" } };
  });
  const client = new TavusClient({ apiKey: "k", baseUrl: server.url }, { clock, random: () => 0, cancellation });
  const arrived = async (count: number): Promise<void> => {
    while (server.requests.length < count) await clock.macrotask();
  };
  return { host, clock, server, client, arrived, respond };
}

const tool = { name: "n", description: "d" };

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
      message:
        "Could not list the tools of the account: it was cancelled while GET /v2/tools waited for its answer. Run again to complete it.",
    });
    expect((await rejection(client.createTool(tool))).message).toBe(
      'Could not create tool "n": it was cancelled before POST /v2/tools was sent. Run again to complete it.',
    );
    expect(host.raised).toEqual([]);
    clock.advance(200);
    expect(host.raised).toEqual(["SIGINT"]);
    expect(host.listeners).toHaveLength(0);
    expect(server.requests).toHaveLength(1);
  });

  it("let a POST that is under way be answered, so that nothing is orphaned", async () => {
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

  it("give up on that POST after the grace, and say that its outcome is unknown", async () => {
    const { host, clock, server, client, arrived } = await started();
    const call = rejection(client.createTool(tool));
    await arrived(1);
    host.send("SIGINT");
    clock.advance(2999);
    expect(host.raised).toEqual([]);
    clock.advance(1);
    const error = await call;
    expect(error.name).toBe("AmbiguousOutcomeError");
    expect(error.message).toBe(
      'Could not tell whether tool "n" was created: it was cancelled while POST /v2/tools waited for its answer, ' +
        'and the look-up by name failed too (Could not look up tool "n": it was cancelled before GET /v2/tools was sent. Run again to complete it.). ' +
        "Run again when the API answers: if the tool exists by then, import it, set adopt: true to take it over, or delete it in Tavus.",
    );
    clock.advance(200);
    expect(host.raised).toEqual(["SIGINT"]);
    expect(server.requests).toHaveLength(1);
  });

  it("are not raised again where somebody else listens", async () => {
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
    // A real process is dead by now; this one still tidies up.
    clock.advance(3000);
    await call;
  });
});

describe("in a real process", () => {
  const probe = fileURLToPath(new URL("../testing/signal-probe.ts", import.meta.url));

  async function interrupt(calls: string[], answerAfterSignal: boolean) {
    let respond = (): void => undefined;
    let arrive = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      respond = resolve;
    });
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const server = await ScriptedServer.start(async (_request, count) => {
      if (count === calls.filter((call) => call !== "listen").length) arrive();
      await held;
      return { status: 200, body: { tool_id: "t1", name: "n" } };
    });
    onTestFinished(() => server.close());
    const child = spawn(process.execPath, [probe, server.url, ...calls], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (answerAfterSignal && /list: CancelledError/.test(output)) respond();
    });
    const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.on("exit", (code, signal) => resolve({ code, signal })),
    );
    await arrived;
    child.kill("SIGINT");
    return { ...(await exited), lines: output.trim().split("\n") };
  }

  it("a POST is answered, a read is dropped, and the process dies by the signal", async () => {
    const end = await interrupt(["list", "create"], true);
    expect(end.lines.map((line) => line.split(": It")[0])).toEqual([
      expect.stringMatching(/^list: CancelledError/),
      "created t1",
    ]);
    expect(end.signal).toBe("SIGINT");
  });

  it("with another listener the process ends by itself", async () => {
    const end = await interrupt(["list", "listen"], false);
    expect(end.lines[0]).toBe("other listener");
    expect(end).toMatchObject({ code: 0, signal: null });
  });
});
