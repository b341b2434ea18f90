import { describe, expect, it, vi } from "vitest";
import { rejection } from "../testing/harness.ts";
import { answer, failure, sessionOf } from "../testing/session.ts";
import type { Aborted } from "./http.ts";
import { type Operation, send } from "./send.ts";

const READ: Operation<object> = {
  kind: "get",
  method: "GET",
  path: "/v2/things",
  what: "read things",
  parse: (body) => (typeof body === "object" && body !== null ? body : undefined),
};
const WRITE: Operation<object> = { ...READ, kind: "create", method: "POST", what: "make it", body: { a: 1 } };

function start(...given: Parameters<typeof sessionOf>) {
  const started = sessionOf(...given);
  const { session, parts } = started;
  const run = <T>(operation = READ as Operation<T>) => session.call((call) => send(session, call, operation));
  return { ...started, run, succeeded: vi.spyOn(parts.limiter, "succeeded") };
}

const OK = answer(200, "{}", { date: "Mon, 01 Jun 2026 12:00:20 GMT" });
/** Doesn't answer until it must stop, like the transport. */
const hang = (_request: unknown, abort: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    abort.addEventListener("abort", () => reject(abort.reason));
  }).catch((reason: Aborted) => ({ ...failure(reason.code, true), message: reason.message }));

describe("a request", () => {
  it("has its query and its body, and a content type only with a body", async () => {
    const { requests, run } = start(async () => OK);
    await run();
    await run({ ...READ, query: { page: "2", name: "a&b" } });
    await run(WRITE);
    const headers = { "x-api-key": "k" };
    expect(requests).toEqual([
      { method: "GET", path: "/v2/things", headers, body: undefined },
      { method: "GET", path: "/v2/things?page=2&name=a%26b", headers, body: undefined },
      {
        method: "POST",
        path: "/v2/things",
        headers: { ...headers, "content-type": "application/json" },
        body: '{"a":1}',
      },
    ]);
  });

  it("that succeeded returns its value, and lets more requests in", async () => {
    const { clock, succeeded, run } = start(async () => answer(200, '{"b":2}'));
    expect(await run()).toEqual({ action: "done", value: { b: 2 } });
    expect(succeeded).toHaveBeenCalledTimes(1);
    expect(clock.pending).toBe(0);
  });

  it.each([
    [304, 1],
    [400, 1],
    [404, 1],
    [429, 0],
    [503, 0],
  ])("that was answered with %d has been let in %d times", async (status, times) => {
    const { succeeded, run } = start(async () => answer(status));
    await run({ ...WRITE, kind: "patch" }).catch(() => undefined);
    expect(succeeded).toHaveBeenCalledTimes(times);
  });

  it("that reached no server lets in no more", async () => {
    const { succeeded, run } = start(async () => failure("ECONNREFUSED", false));
    await rejection(run());
    expect(succeeded).not.toHaveBeenCalled();
  });

  it("pays back the cost of its retry", async () => {
    const { parts, run } = start(async (_request, _abort, count) => (count < 3 ? answer(503) : OK));
    const refund = vi.spyOn(parts.budget, "refund");
    await run();
    expect(refund.mock.calls).toEqual([[5]]);
  });

  it("records the server's time", async () => {
    const { clock, parts, run } = start(async () => OK);
    expect(parts.serverClock.now()).toBe(clock.now());
    await run();
    expect(parts.serverClock.now()).toBe(clock.now() + 20_000);
    expect(parts.serverClock.at(1000)).toBe(21_000);
  });

  it("may have an empty answer if that is expected", async () => {
    const { run } = start(async () => answer(204));
    const operation = { ...READ, kind: "delete", parse: () => "gone" } as const;
    expect(await run({ ...operation, emptyIsFine: true })).toMatchObject({ action: "done" });
    expect(await run(operation)).toMatchObject({ action: "confirm" });
  });

  it("whose outcome must be looked up says what happened", async () => {
    const { run } = start(async () => failure("ECONNRESET", true));
    expect(await run(WRITE)).toMatchObject({
      action: "reconcile",
      outcome: { class: "lost" },
      names: { what: "make it", method: "POST", path: "/v2/things", origin: "https://api.test" },
    });
  });

  it("passes on an error that is our own fault", async () => {
    const broken = new Error("a defect");
    const { run } = start(() => Promise.reject(broken));
    expect(await rejection(run())).toBe(broken);
  });
});

describe("no answer", () => {
  it("within the request's time is a timeout, and the next attempt has the same time", async () => {
    const { run, clock, requests } = start(hang, { requestTimeoutMs: 30_000, callTimeoutMs: 70_000 });
    const error = rejection(run());
    for (const count of [1, 2]) {
      while (requests.length < count) await clock.macrotask();
      clock.advance(29_999);
      await clock.macrotask();
      expect(requests).toHaveLength(count);
      clock.advance(1);
    }
    while (requests.length < 3) await clock.macrotask();
    // The rest of the call's time.
    clock.advance(10_000);
    expect(await error).toMatchObject({
      code: "TIMEOUT",
      sent: true,
      message: expect.stringContaining("no complete answer came (no answer within 10 s). Gave up after 3 attempts: "),
    });
    expect(clock.pending).toBe(0);
  });

  it("before the call is stopped is a cancellation of a read, but not yet of a write", async () => {
    const stopped = async (operation: Operation<object>) => {
      const { session, clock, requests } = start(hang);
      const end = session.call((call) => {
        void clock.macrotask().then(() => call.stop("cancelled"));
        return send(session, call, operation);
      });
      const seen = end.catch((error: Error) => error);
      while (requests.length < 1) await clock.macrotask();
      await clock.macrotask();
      return { clock, seen };
    };
    expect(await (await stopped(READ)).seen).toMatchObject({ name: "CancelledError" });
    const { clock, seen } = await stopped(WRITE);
    clock.advance(30_000);
    expect(await seen).toMatchObject({ action: "reconcile", outcome: { class: "lost", http: { code: "TIMEOUT" } } });
  });
});

describe("a request that was never sent", () => {
  it("says that it waited, and how long", async () => {
    const { requests, parts, run } = start(async () => OK, { callTimeoutMs: 90_000 });
    parts.limiter.pause(100_000);
    const error = await rejection(run());
    const details = { code: "TIMEOUT", method: "GET", path: "/v2/things", sent: false };
    expect(error).toMatchObject({ name: "NetworkError", ...details, failure: { outcome: { kind: "queued" } } });
    expect(error.message).toBe(
      "Could not read things: GET /v2/things waited 90 s for earlier requests to end and was not sent.",
    );
    expect(requests).toEqual([]);
  });

  it.each([
    ["cancelled", "it was cancelled before GET /v2/things was sent."],
    ["closed", "the client was closed before GET /v2/things was sent."],
  ] as const)("says that it was %s", async (kind, text) => {
    const { session } = start(async () => OK);
    const error = await rejection(
      session.call((call) => {
        call.stop(kind);
        return send(session, call, READ);
      }),
    );
    expect(error).toMatchObject({ name: "CancelledError", message: `Could not read things: ${text}` });
    expect(error).toHaveProperty("failure.outcome", { kind });
  });
});
