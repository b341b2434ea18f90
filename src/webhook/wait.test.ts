import { describe, expect, it } from "vitest";
import { eventOf } from "./testing/listen.ts";
import { type WaitOptions, waitForPostCallAction } from "./wait.ts";

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | Error;

/** A scripted API, and a clock that only advances during pauses. */
async function wait(answers: readonly Answer[], options: Partial<WaitOptions> = {}) {
  const asked: string[] = [];
  const pauses: number[] = [];
  let now = 0;
  const result = waitForPostCallAction({
    conversationId: "c 1",
    toolId: "t1",
    apiKey: "c4nary-key",
    fetch: async (url, { method, headers }) => {
      asked.push(`${method} ${url}`);
      expect(new Headers(headers).get("x-api-key")).toBe("c4nary-key");
      const answer = answers[Math.min(asked.length, answers.length) - 1] ?? {};
      if (answer instanceof Error) throw answer;
      return Response.json(answer.body ?? null, { status: answer.status ?? 200, headers: answer.headers ?? {} });
    },
    sleep: async (ms) => {
      pauses.push(ms);
      now += ms;
    },
    now: () => now,
    ...options,
  });
  return { result: await result, asked, pauses };
}

const conversation = (events: unknown, status = "ended"): Answer => ({ body: { status, events } });
const other = eventOf({ tool_id: "t2" });

describe("waitForPostCallAction", () => {
  it("finds its tool's event among others, and takes the first of two (bugs 12, 13)", async () => {
    const { result, asked, pauses } = await wait([
      conversation(null),
      conversation([other, "nonsense", null]),
      conversation([other, eventOf(), eventOf({ status: "error" })]),
    ]);
    expect(result).toMatchObject({ outcome: "executed", event: { toolId: "t1", status: "success" } });
    expect(asked).toEqual(
      Array.from({ length: 3 }, () => "GET https://tavusapi.com/v2/conversations/c%201?verbose=true"),
    );
    expect(pauses).toEqual([1000, 1500]);
  });

  it("can use the tool's name, and can end the call first (bug 19)", async () => {
    const { result, asked } = await wait([{}, conversation([eventOf({ tool_id: "t9" })])], {
      toolId: "",
      toolName: "support_summary",
      end: true,
      baseUrl: "http://127.0.0.1:7077/",
    });
    expect(result.outcome).toBe("executed");
    expect(asked[0]).toBe("POST http://127.0.0.1:7077/v2/conversations/c%201/end");
  });

  it("sends requests to an emulator on a private host only if that is allowed", async () => {
    const baseUrl = "http://emulator:8080";
    const { asked } = await wait([conversation([eventOf()])], { baseUrl, allowInsecureBaseUrl: true });
    expect(asked).toEqual([`GET ${baseUrl}/v2/conversations/c%201?verbose=true`]);
    await expect(wait([], { baseUrl })).rejects.toThrow("For an emulator on a private host, set allowInsecureBaseUrl");
  });

  it("retries temporary failures until the time is over", async () => {
    const { result, pauses } = await wait([
      new TypeError("fetch failed"),
      { status: 503 },
      { status: 429, headers: { "retry-after": "7" } },
      conversation([eventOf()]),
    ]);
    expect(result.outcome).toBe("executed");
    expect(pauses).toEqual([1000, 1500, 7000]);
  });

  it("retries a failed request to end the call, and treats a call that can't be ended as ended", async () => {
    const { result, asked } = await wait([{ status: 503 }, conversation([], "active"), {}, conversation([eventOf()])], {
      end: true,
    });
    expect(result.outcome).toBe("executed");
    expect(asked.map((one) => one.replace(/ .*c%201/, " "))).toEqual([
      "POST /end",
      "GET ?verbose=true",
      "POST /end",
      "GET ?verbose=true",
    ]);
    expect((await wait([{ status: 400 }, conversation([eventOf()])], { end: true })).result.outcome).toBe("executed");
  });

  it("reports an unreachable API as an error, and mentions a failed last request", async () => {
    await expect(wait([new TypeError("fetch failed")])).rejects.toThrow(
      "the API is not reached: GET https://tavusapi.com/v2/conversations/c%201?verbose=true failed.",
    );
    await expect(wait([{ status: 502 }])).rejects.toThrow("answered 502.");
    const { result } = await wait([conversation([]), { status: 503 }]);
    expect(result).toMatchObject({
      outcome: "not_executed",
      reason: expect.stringContaining(" Last: GET https://"),
    });
  });

  it("reports that nothing was sent if no event comes in time or the action was skipped (U-20, bug 13)", async () => {
    const { result, pauses } = await wait([conversation([other])]);
    expect(result).toEqual({
      outcome: "not_executed",
      conversationStatus: "ended",
      reason: "no event within 300 s. Only attached actions run, after calls with dialogue.",
    });
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(300_000);
    expect(Math.max(...pauses)).toBe(10_000);
    const active = await wait([conversation([], "active")], { timeoutMs: 0 });
    expect(active.result).toMatchObject({
      reason: expect.stringContaining("the conversation has not ended. End it with end: true."),
    });
    const skipped = await wait([conversation([eventOf({ status: "skipped" })])]);
    expect(skipped.result).toMatchObject({ outcome: "not_executed", event: { status: "skipped" } });
  });

  it("fails at once if waiting doesn't help, without showing the key", async () => {
    await expect(wait([{ status: 401 }])).rejects.toThrow("answered 401. Are the API key and the conversation right?");
    await expect(wait([{ status: 400 }])).rejects.toThrow("answered 400.");
    await expect(wait([], { toolId: "" })).rejects.toThrow("toolId or toolName is missing");
    await expect(wait([], { baseUrl: "http://tavus.example.com" })).rejects.toThrow("baseUrl is not https");
    for (const host of ["tavus.example.com", "169.254.169.254"])
      await expect(wait([], { baseUrl: `http://${host}`, allowInsecureBaseUrl: true })).rejects.toThrow("not https");
    await expect(wait([], { apiKey: "" })).rejects.toThrow("apiKey is missing");
    await expect(wait([{ status: 401 }])).rejects.not.toThrow("c4nary");
  });

  it("stops when the signal aborts", async () => {
    const stop = new AbortController();
    const waiting = waitForPostCallAction({
      conversationId: "c1",
      toolId: "t1",
      apiKey: "k",
      signal: stop.signal,
      fetch: async () => {
        queueMicrotask(() => stop.abort(new Error("enough")));
        return Response.json({ events: [] });
      },
    });
    await expect(waiting).rejects.toThrow("enough");
  });
});
