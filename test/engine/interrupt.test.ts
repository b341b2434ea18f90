import { beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../src/emulator.ts";
import * as tavus from "../../src/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { useEmulator } from "./support/fixtures.ts";
import { pressCtrlC } from "./support/incident.ts";
import { createStack, type TestStack } from "./support/stack.ts";

type Request = { method: string; path: string };

let fault: ((request: Request) => Fault | undefined) | undefined;
const emulator = useEmulator({ fault: (request) => fault?.(request) });
const program = async (): Promise<void> => void new tavus.Tool("note", fullPostCallTool() as unknown as tavus.ToolArgs);

/** Presses Ctrl-C once, when the first request of a method arrives. `answer` answers it and all following requests of the method. */
async function interruptedAt(
  method: string,
  answer: Fault,
  stack: TestStack,
  operation: "up" | "refresh" | "destroy" = "up",
) {
  let pressedAt: number | undefined;
  emulator.server.clearRequests();
  fault = (request) => {
    if (request.method !== method) return undefined;
    if (pressedAt === undefined) pressCtrlC(stack.environment.folder);
    pressedAt ??= performance.now();
    return answer;
  };
  const done = await stack[operation]();
  const tookMs = performance.now() - (pressedAt ?? Number.NEGATIVE_INFINITY);
  expect(tookMs, done.stdout + done.stderr).toBeLessThan(15_000);
  fault = undefined;
  const requests = emulator.server.requests.map((request) => request.method);
  emulator.server.clearRequests();
  return { ...done, text: done.stdout + done.stderr, requests };
}

const hang: Fault = { when: "before", answer: "hang" };
const waitLong: Fault = {
  when: "before",
  answer: new Response("{}", { status: 429, headers: { "retry-after": "55" } }),
};

/** One stack, interrupted at each kind of request in turn. The next operation starts with the result of the interruption. */
async function interruptAll() {
  const stack = await createStack({ program, config: emulator.config });
  try {
    const waiting = await interruptedAt("POST", waitLong, stack);
    const unanswered = { ...(await interruptedAt("POST", hang, stack)), tools: await emulator.tools() };
    const made = await interruptedAt("POST", { when: "after", answer: "hang" }, stack);
    const kept = { ...made, tools: await emulator.tools(), state: JSON.stringify(await stack.exportState()) };
    const settled = await stack.up({ expectNoChanges: true });
    const quiet = { ok: settled.ok, text: settled.stdout, requests: emulator.calls(), tools: await emulator.tools() };
    const look = await interruptedAt("GET", hang, stack, "refresh");
    const deletion = await interruptedAt("DELETE", { when: "after", answer: "hang" }, stack, "destroy");
    const destroyed = await stack.destroy();
    const end = { ok: destroyed.ok, tools: await emulator.tools(), state: await stack.exportState() };
    return { waiting, unanswered, kept, quiet, look, deletion, end };
  } finally {
    await stack.dispose();
  }
}

// Without the engine's Cancel, each of these continues for one to two minutes, so fifteen seconds show whether it came, even on a busy machine.
// src/tavus-api/transport/cancellation.test.ts tests the exact time with its own clock: at most 3.9 seconds.
describe("Ctrl-C", () => {
  let seen: Awaited<ReturnType<typeof interruptAll>>;
  beforeAll(async () => {
    seen = await interruptAll();
  });

  it("ends a wait that the server requested", () => {
    const { ok, text, requests } = seen.waiting;
    expect([ok, requests]).toEqual([false, ["POST"]]);
    expect(text).toContain("It was cancelled before another attempt");
  });

  it("stops waiting for an unanswered creation, after one look-up", () => {
    const { ok, text, requests, tools } = seen.unanswered;
    expect([ok, requests, tools]).toEqual([false, ["POST", "GET"], []]);
    expect(text).toContain("It was cancelled before another attempt");
  });

  it("keeps a tool that was created without an answer", () => {
    const { requests, tools, state } = seen.kept;
    expect([requests, tools.length]).toEqual([["POST", "GET"], 1]);
    expect(state).toContain(`"id":"${tools[0]?.["tool_id"]}"`);
  });

  it("leaves nothing to do to the next up", () => {
    const { ok, text, requests, tools } = seen.quiet;
    expect(ok, text).toBe(true);
    expect(requests).toEqual([]);
    expect(tools).toEqual(seen.kept.tools);
  });

  it("ends a read of the account", () => {
    const { ok, text, requests } = seen.look;
    expect([ok, requests]).toEqual([false, ["GET"]]);
    expect(text).toContain("it was cancelled while GET /v2/tools waited for its answer");
  });

  it("ends an unanswered deletion, and the next one continues", () => {
    const { ok, text, requests } = seen.deletion;
    expect([ok, requests]).toEqual([false, ["DELETE"]]);
    expect(text).toContain("it was cancelled while DELETE /v2/tools/");
    expect([seen.end.ok, seen.end.tools]).toEqual([true, []]);
    expect(seen.end.state.deployment.resources ?? []).toEqual([]);
  });
});
