import { describe, expect, it } from "vitest";
import { answer, sessionOf } from "../testing/session.ts";
import { SimulatedClock } from "../testing/simulated-clock.ts";
import { Limiter } from "./limiter.ts";
import { Pace } from "./pace.ts";
import { type Operation, send } from "./send.ts";

/** Whether a server accepts a request at this time. If not, the seconds of its Retry-After, if there is one. */
type Limit = (now: number) => true | { readonly retryAfter?: number };

/** Accepts `rate` requests per second, and `size` at once. */
function bucket(rate: number, size: number, retryAfter?: number): Limit {
  let [tokens, filledAt] = [size, Number.NaN];
  return (now) => {
    if (!Number.isNaN(filledAt)) tokens = Math.min(size, tokens + ((now - filledAt) / 1000) * rate);
    filledAt = now;
    if (tokens < 1) return retryAfter === undefined ? {} : { retryAfter };
    tokens -= 1;
    return true;
  };
}

/**
 * Accepts `size` requests in each window of this many seconds, counted from the epoch. Retry-After names the window's end. Other clients have made
 * `used` requests in the first window.
 */
function fixedWindow(size: number, seconds: number, used = 0): Limit {
  let [window, taken] = [Number.NaN, used];
  return (now) => {
    const current = Math.floor(now / 1000 / seconds);
    if (current !== window) [window, taken] = [current, Number.isNaN(window) ? used : 0];
    if (taken >= size) return { retryAfter: Math.ceil((current + 1) * seconds - now / 1000) };
    taken += 1;
    return true;
  };
}

/** Accepts two requests, then none for half a minute, then all. */
function blockOnce(): Limit {
  let [taken, until] = [0, Number.NaN];
  return (now) => {
    if (++taken === 3) until = now + 30_000;
    return now < until ? { retryAfter: Math.ceil((until - now) / 1000) } : true;
  };
}

/** Accepts `size` requests in any period of this many seconds. */
function slidingWindow(size: number, seconds: number): Limit {
  let taken: number[] = [];
  return (now) => {
    taken = taken.filter((at) => at > now - seconds * 1000);
    if (taken.length >= size) return { retryAfter: 1 };
    taken.push(now);
    return true;
  };
}

const LATENCY_MS = 50;

const ask: Operation<true> = {
  kind: "create",
  method: "POST",
  path: "/v2/tools",
  what: "create the tool",
  parse: () => true,
};

/** Sends this many requests, 16 of them at the same time, as the engine does. */
async function simulate(limit: Limit, requests: number, random: number) {
  const clock = new SimulatedClock();
  const never = new AbortController().signal;
  let [throttled, last] = [0, 0];
  const exchange = async () => {
    const taken = limit(clock.now());
    await clock.sleep(LATENCY_MS, never);
    last = clock.now();
    if (taken === true) return answer(200, "{}");
    throttled++;
    return answer(429, "{}", taken.retryAfter === undefined ? {} : { "retry-after": String(taken.retryAfter) });
  };
  const limiter = new Limiter(8, clock);
  const { session } = sessionOf(exchange, { clock, limiter, random: () => random });
  const start = clock.now();
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await session.call((call) => send(session, call, ask));
  };
  await clock.run(Promise.all(Array.from({ length: 16 }, worker)));
  return { seconds: (last - start) / 1000, throttled };
}

// `refused`: the first 429 affects all running requests. `times` is above 1.2 only if the server's own wait causes it: a Retry-After of whole seconds
// is as long as these windows.
describe.each([0, 0.5, 0.999])("under a limit that nobody published, with random = %d", (random) => {
  it.each<[string, Limit, number, { least: number; times: number; refused: number }]>([
    ["10 a second, 10 at once", bucket(10, 10, 1), 100, { least: 9.05, times: 1.2, refused: 16 }],
    ["10 a second, 10 at once, for 1,000", bucket(10, 10, 1), 1000, { least: 99.05, times: 1.1, refused: 34 }],
    ["10 a second, 100 at once", bucket(10, 100, 1), 300, { least: 20.05, times: 1.1, refused: 18 }],
    ["2 a second, 5 at once", bucket(2, 5, 1), 60, { least: 27.55, times: 1.1, refused: 19 }],
    ["50 a second, 50 at once", bucket(50, 50, 1), 500, { least: 9.05, times: 1.2, refused: 16 }],
    ["10 a second, without Retry-After", bucket(10, 10), 100, { least: 9.05, times: 1.35, refused: 16 }],
    ["30 a minute, in windows", fixedWindow(30, 60), 70, { least: 120, times: 1.2, refused: 18 }],
    ["10 a second, in windows", fixedWindow(10, 1), 100, { least: 9, times: 1.5, refused: 18 }],
    ["20 in any two seconds", slidingWindow(20, 2), 100, { least: 8, times: 1.75, refused: 23 }],
    // Other clients have used part of the first window. What is left of it says nothing about the next one.
    ["60 a minute, of which 59 are used", fixedWindow(60, 60, 59), 10, { least: 60.05, times: 1.06, refused: 9 }],
    ["60 a minute, of which 58 are used", fixedWindow(60, 60, 58), 20, { least: 60.05, times: 1.06, refused: 9 }],
    ["60 a minute, of which 55 are used", fixedWindow(60, 60, 55), 40, { least: 60.05, times: 1.06, refused: 9 }],
    ["100 a minute, of which 97 are used", fixedWindow(100, 60, 97), 40, { least: 60.05, times: 1.06, refused: 9 }],
    ["a pause of half a minute, once", blockOnce(), 60, { least: 30.05, times: 1.06, refused: 9 }],
  ])("%s: close to the shortest time, with few refused", async (_what, limit, requests, { least, times, refused }) => {
    const run = await simulate(limit, requests, random);
    expect(run.seconds).toBeLessThanOrEqual(least * times);
    expect(run.throttled).toBeLessThanOrEqual(refused);
  });
});

it("knows no limit until the first 429", async () => {
  const run = await simulate(() => true, 80, 0);
  // Ten rounds of 8 requests, 50 ms each.
  expect(run).toEqual({ seconds: 0.5, throttled: 0 });
});

describe("Pace", () => {
  const T = 1_000_000;
  /** Starts and completes requests as fast as possible. */
  const spend = (pace: Pace, now: number, times: number): void => {
    for (let n = 0; n < times; n++) {
      pace.started(now);
      pace.succeeded();
    }
  };
  /** A pace after a 429 that names T as the time of the next opening. */
  const opened = (): Pace => {
    const pace = new Pace();
    pace.throttled(T);
    return pace;
  };

  it("is what the server granted between two openings", () => {
    const pace = opened();
    spend(pace, T, 20);
    pace.throttled(T + 4000);
    expect(pace.nextAt).toBe(T + 4000);
    pace.started(T + 4000);
    expect(pace.nextAt).toBe(T + 4200);
    // The request starts late. The interval counts from the time when it was due, so the next request isn't delayed.
    pace.started(T + 4250);
    expect(pace.nextAt).toBe(T + 4400);
    pace.started(T + 5000);
    expect(pace.nextAt).toBe(T + 5000);
    pace.started(T + 5000);
    expect(pace.nextAt).toBe(T + 5200);
  });

  it("isn't learned from requests before an opening, most of which other clients may have used up", () => {
    const pace = new Pace();
    spend(pace, T, 3);
    pace.throttled(T + 55_000);
    expect(pace.nextAt).toBe(T + 55_000);
    pace.started(T + 55_000);
    expect(pace.nextAt).toBe(T + 55_000);
    spend(pace, T + 55_000, 20);
    pace.throttled(T + 59_000);
    pace.started(T + 59_000);
    expect(pace.nextAt).toBe(T + 59_200);
  });

  it("counts the time during which a server stays closed after it named an earlier end", () => {
    const pace = opened();
    spend(pace, T, 20);
    pace.throttled(T + 1000);
    pace.putOff(T + 2000);
    pace.putOff(T + 1500);
    expect(pace.nextAt).toBe(T + 2000);
    pace.started(T + 2000);
    pace.throttled(T + 5000);
    pace.started(T + 5000);
    // 20 requests in 5 seconds.
    expect(pace.nextAt).toBe(T + 5250);
  });

  it("measures from a later opening if that was named", () => {
    const pace = new Pace();
    pace.throttled(T - 1000);
    pace.putOff(T);
    spend(pace, T, 10);
    pace.throttled(T + 1000);
    pace.started(T + 1000);
    expect(pace.nextAt).toBe(T + 1100);
  });

  it("learns nothing from idle time, but stays as slow as it was, and a little slower", () => {
    const pace = opened();
    spend(pace, T, 2);
    spend(pace, T + 60_000, 10);
    pace.throttled(T + 61_000);
    pace.started(T + 61_000);
    expect(pace.nextAt).toBe(T + 61_000);
    spend(pace, T + 61_000, 9);
    pace.throttled(T + 62_000);
    spend(pace, T + 120_000, 1);
    pace.throttled(T + 121_000);
    pace.started(T + 121_000);
    // 9 requests per second and 0.1 for one more success, times 85 %.
    expect(pace.nextAt).toBeCloseTo(T + 121_000 + 1000 / (9.1 * 0.85), 6);
  });

  it("stays unlimited if the very first request is refused: that says when, not how often", () => {
    const pace = new Pace();
    pace.started(T);
    pace.throttled(T + 1000);
    pace.started(T + 1000);
    expect(pace.nextAt).toBe(T + 1000);
  });

  it("is slower after each 429, even if more was granted than it allows, but never less than one per minute", () => {
    const pace = opened();
    spend(pace, T, 10);
    pace.throttled(T + 1000);
    for (let n = 0; n < 100; n++) pace.succeeded();
    // The rate is 10 + 100 x 0.1 = 20. The server granted 100 in a second.
    pace.throttled(T + 2000);
    pace.started(T + 2000);
    expect(pace.nextAt).toBeCloseTo(T + 2000 + 1000 / 17, 6);
    for (let n = 0; n < 100; n++) pace.throttled(T + 3000);
    pace.started(T + 3000);
    expect(pace.nextAt).toBe(T + 63_000);
  });

  it("rises with each success, at once, until there is none", () => {
    const pace = opened();
    spend(pace, T, 10);
    pace.throttled(T + 1000);
    pace.started(T + 1000);
    expect(pace.nextAt).toBe(T + 1100);
    for (let n = 0; n < 10; n++) pace.succeeded();
    expect(pace.nextAt).toBeCloseTo(T + 1000 + 1000 / 11, 6);
    for (let n = 0; n < 10_000; n++) pace.succeeded();
    expect(pace.nextAt).toBe(T + 1000);
  });
});
