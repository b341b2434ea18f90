import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "../../src/emulator/index.ts";
import * as tavus from "../../src/index.ts";
import { fullPostCallTool } from "../support/tools.ts";
import { pressCtrlC } from "./support/incident.ts";
import { createScene } from "./support/scene.ts";
import { createStack, type TestStack } from "./support/stack.ts";

type Request = { method: string; path: string };

let fault: ((request: Request) => Fault | undefined) | undefined;
const scene = createScene({ fault: (request) => fault?.(request) });
const stacks: TestStack[] = [];
afterEach(async () => {
  fault = undefined;
  await Promise.all(stacks.splice(0).map((stack) => stack.dispose()));
});

const program = async (): Promise<void> => void new tavus.Tool("note", fullPostCallTool() as unknown as tavus.ToolArgs);

async function stackOf(): Promise<TestStack> {
  const stack = await createStack({ program, config: scene.config });
  stacks.push(stack);
  return stack;
}

/** Ctrl-C once, when the first request of a method meets what `answer` says; so do all that follow of it. */
async function interruptedAt(
  method: string,
  answer: Fault,
  stack: TestStack,
  operation: "up" | "refresh" | "destroy" = "up",
) {
  let pressedAt: number | undefined;
  scene.emulator.clearRequests();
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
  const requests = scene.emulator.requests.map((request) => request.method);
  scene.emulator.clearRequests();
  return { ...done, text: done.stdout + done.stderr, requests };
}

const hang: Fault = { when: "before", answer: "hang" };
const waitLong: Fault = {
  when: "before",
  answer: new Response("{}", { status: 429, headers: { "retry-after": "55" } }),
};

async function expectSettled(stack: TestStack): Promise<void> {
  const up = await stack.up();
  expect(up.ok, up.stdout + up.stderr).toBe(true);
  scene.emulator.clearRequests();
  expect((await stack.up({ expectNoChanges: true })).ok).toBe(true);
  expect(scene.emulator.requests).toEqual([]);
  expect(await scene.tools()).toHaveLength(1);
}

// Without the engine's Cancel each of these goes on for one to two minutes, so that fifteen seconds tell whether it came, also on a busy machine. How
// long it takes in seconds is shown with a clock of its own in src/tavus-api/transport/cancellation.test.ts: at most 3.9.
describe("Ctrl-C", () => {
  it("ends a wait that the server asked for", async () => {
    const stack = await stackOf();
    const { ok, text, requests } = await interruptedAt("POST", waitLong, stack);
    expect(ok).toBe(false);
    expect(text).toContain("It was cancelled before another attempt");
    expect(requests).toEqual(["POST"]);
    await expectSettled(stack);
  });

  it("gives a creation that is not answered up, after one look at what became of it", { tags: "nightly" }, async () => {
    const stack = await stackOf();
    const { ok, text, requests } = await interruptedAt("POST", hang, stack);
    expect(ok).toBe(false);
    expect(requests).toEqual(["POST", "GET"]);
    expect(text).toContain("It was cancelled before another attempt");
    expect(await scene.tools()).toEqual([]);
    await expectSettled(stack);
  });

  it("keeps a tool that was made, though nobody said so", async () => {
    const stack = await stackOf();
    const { requests } = await interruptedAt("POST", { when: "after", answer: "hang" }, stack);
    expect(requests).toEqual(["POST", "GET"]);
    const [made] = await scene.tools();
    expect(made).toBeDefined();
    const state = await stack.exportState();
    expect(JSON.stringify(state)).toContain(`"id":"${made?.["tool_id"]}"`);
    await expectSettled(stack);
    expect((await scene.tools())[0]?.["tool_id"]).toBe(made?.["tool_id"]);
  });

  it("ends a look at the account", { tags: "nightly" }, async () => {
    const stack = await stackOf();
    await stack.up();
    const { ok, text, requests } = await interruptedAt("GET", hang, stack, "refresh");
    expect(ok).toBe(false);
    expect(text).toContain("it was cancelled while GET /v2/tools waited for its answer");
    expect(requests).toEqual(["GET"]);
    await expectSettled(stack);
  });

  it("ends a deletion that is not answered; the next one goes on", async () => {
    const stack = await stackOf();
    await stack.up();
    const { ok, text, requests } = await interruptedAt("DELETE", { when: "after", answer: "hang" }, stack, "destroy");
    expect(ok).toBe(false);
    expect(text).toContain("it was cancelled while DELETE /v2/tools/");
    expect(requests).toEqual(["DELETE"]);
    expect((await stack.destroy()).ok).toBe(true);
    expect(await scene.tools()).toEqual([]);
    expect((await stack.exportState()).deployment.resources ?? []).toEqual([]);
  });
});
