import { describe, expect, it, vi } from "vitest";
import { Redactor } from "../redactor.ts";
import { rejection } from "../testing/harness.ts";
import { answer, failure, sessionOf } from "../testing/session.ts";
import { RetryBudget } from "./budget.ts";
import { Call } from "./call.ts";
import type { OutcomeClass } from "./decision.ts";
import type { BadOutcome } from "./outcome.ts";
import { Retries } from "./retries.ts";

const names = { what: "try", method: "GET", path: "/p", origin: "https://api.test", redactor: new Redactor([]) };
const outcome = (kind: Exclude<OutcomeClass, "ok">, retryAfter?: string): BadOutcome => ({
  class: kind,
  http: answer(500, "", retryAfter === undefined ? {} : { "retry-after": retryAfter }),
});

function start({ random = 0, limitMs = 120_000, tokens = 500 } = {}) {
  const started = sessionOf(async () => answer(500), { random: () => random, budget: new RetryBudget(tokens) });
  const call = new Call(started.clock, started.parts.cancellation, limitMs);
  const retries = new Retries(started.session, call);
  return { ...started, call, retries, next: (bad: BadOutcome) => retries.next(names, bad) };
}

describe("the wait before another attempt", () => {
  it.each<[Exclude<OutcomeClass, "ok">, string | undefined, number]>([
    // Full jitter: half of the base.
    ["throttled", undefined, 500],
    ["serverError", undefined, 250],
    ["notSent", undefined, 150],
    ["lost", undefined, 250],
    ["garbage", undefined, 250],
    ["empty", undefined, 250],
    // The requested wait, plus half of the base or half of a tenth of the requested wait, whichever is less.
    ["throttled", "7", 7350],
    ["serverError", "7", 7250],
    ["throttled", "0", 500],
    ["throttled", "60", 60_500],
    // A server that didn't understand the request can't know when to send it again.
    ["garbage", "7", 250],
    ["empty", "7", 250],
  ])("after %s, Retry-After %s, is %i ms", async (kind, retryAfter, ms) => {
    const { clock, next } = start({ random: 0.5 });
    await next(outcome(kind, retryAfter));
    expect(clock.slept).toEqual([ms]);
  });

  it("doubles up to the cap", async () => {
    const { clock, next } = start({ random: 0.5 });
    for (let n = 1; n <= 8; n++) await next(outcome("throttled"));
    expect(clock.slept).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  });

  it("blocks the rest of the account if the server named a time, and halves its pace only after a 429", async () => {
    const { parts, next } = start();
    const [pause, throttled] = [vi.spyOn(parts.limiter, "pause"), vi.spyOn(parts.limiter, "throttled")];
    await next(outcome("serverError"));
    await next({ class: "lost", http: failure("ECONNRESET", true) });
    expect([pause.mock.calls, throttled.mock.calls]).toEqual([[], []]);
    await next(outcome("serverError", "3"));
    expect([pause.mock.calls, throttled.mock.calls]).toEqual([[[3000]], []]);
    await next(outcome("throttled", "4"));
    expect(throttled.mock.calls).toEqual([[4000]]);
  });

  it("ends with the call, and the message says why", async () => {
    for (const [kind, text] of [
      ["cancelled", "It was cancelled before another attempt."],
      ["closed", "The client was closed before another attempt."],
    ] as const) {
      const { call, next, clock } = start();
      const waiting = rejection(next(outcome("throttled", "9")));
      expect(clock.slept).toEqual([9000]);
      call.stop(kind);
      expect((await waiting).message).toContain(`GET /p answered 500 without a text. ${text}`);
    }
    const { next, clock } = start();
    const waiting = rejection(next(outcome("throttled", "9")));
    clock.advance(120_000);
    expect((await waiting).message).toContain("The time for the whole call is up.");
  });

  it("passes on an error of the clock itself", async () => {
    const { clock, next } = start();
    const broken = new Error("no clock");
    vi.spyOn(clock, "sleep").mockRejectedValue(broken);
    expect(await rejection(next(outcome("throttled")))).toBe(broken);
  });
});

describe("there is no other attempt", () => {
  it("if the server asks for more than a minute", async () => {
    const { clock, next } = start();
    const { message } = await rejection(next(outcome("serverError", "61")));
    expect(message).toContain("The server asks for a wait of 61 s, which is longer than this client waits.");
    expect(clock.slept).toEqual([]);
  });

  it.each<[Exclude<OutcomeClass, "ok">, number]>([
    ["throttled", 12],
    ["serverError", 6],
    ["notSent", 4],
    ["lost", 4],
    ["garbage", 3],
  ])("of %s after %i", async (kind, attempts) => {
    const { next, clock } = start();
    for (let n = 1; n < attempts; n++) await next(outcome(kind));
    expect((await rejection(next(outcome(kind)))).message).toContain(` Gave up after ${attempts} attempts.`);
    expect(clock.slept).toHaveLength(attempts - 1);
  });

  it("that would begin at the very end of the call's time", async () => {
    const { next, clock } = start({ limitMs: 5000 });
    await next(outcome("throttled", "2"));
    const time = "the time for the whole call (5 s) is up.";
    expect((await rejection(next(outcome("throttled", "3")))).message).toContain(`Gave up after 2 attempts: ${time}`);
    await next(outcome("throttled", "2"));
    expect(clock.slept).toEqual([2000, 2000]);
    expect((await rejection(start({ limitMs: 5000 }).next(outcome("throttled", "5")))).message).toContain(
      `Gave up after 1 attempt: ${time}`,
    );
  });

  it("that the account's budget can't pay; 429 costs nothing", async () => {
    const { next, clock } = start({ tokens: 5 });
    const lately = "too many requests to this account have failed lately.";
    expect((await rejection(next({ class: "lost", http: failure("ECONNRESET", true) }))).message).toContain(
      `Gave up after 1 attempt: ${lately}`,
    );
    await next(outcome("serverError"));
    expect((await rejection(next(outcome("serverError")))).message).toContain(`Gave up after 2 attempts: ${lately}`);
    await next(outcome("throttled"));
    expect(clock.slept).toHaveLength(2);
  });
});

it("a success pays back the cost of its own last retry, once", async () => {
  const { next, retries, parts } = start({ tokens: 20 });
  await next({ class: "lost", http: failure("ECONNRESET", true) });
  await next(outcome("serverError"));
  retries.succeeded();
  // 20 - 10 - 5 + 5
  expect(parts.budget.spend(10)).toBe(true);
  expect(parts.budget.spend(1)).toBe(false);
  retries.succeeded();
  expect([parts.budget.spend(2), parts.budget.spend(1)]).toEqual([false, true]);
});
