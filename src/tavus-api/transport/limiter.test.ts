import { describe, expect, it } from "vitest";
import { FakeClock } from "../testing/fake-clock.ts";
import { RetryBudget } from "./budget.ts";
import { Limiter } from "./limiter.ts";

const never = new AbortController().signal;

/** Tasks that end when told to. */
function tasks(limiter: Limiter, count: number, signal = never) {
  const running: (() => void)[] = [];
  const all = Array.from({ length: count }, () =>
    limiter.run(signal, () => new Promise<void>((resolve) => running.push(resolve))),
  );
  return { running, all };
}

const settle = async (clock: FakeClock): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await clock.macrotask();
};

describe("Limiter", () => {
  it("lets in as many as allowed, the others in their order", async () => {
    const clock = new FakeClock();
    const { running, all } = tasks(new Limiter(2, clock), 5);
    await settle(clock);
    expect(running).toHaveLength(2);
    running[0]?.();
    await settle(clock);
    expect(running).toHaveLength(3);
    for (let n = 1; n < 5; n++) {
      running[n]?.();
      await settle(clock);
    }
    await Promise.all(all);
  });

  it("halves after a 429 and grows back with successes", async () => {
    const clock = new FakeClock();
    const limiter = new Limiter(8, clock);
    limiter.throttled(0);
    limiter.throttled(0);
    const { running, all } = tasks(limiter, 10);
    await settle(clock);
    expect(running).toHaveLength(2);
    for (let n = 0; n < 4; n++) limiter.succeeded();
    await settle(clock);
    expect(running).toHaveLength(3);
    for (let n = 0; n < 10; n++) {
      running[n]?.();
      await settle(clock);
    }
    await Promise.all(all);
  });

  it("never falls below one", async () => {
    const clock = new FakeClock();
    const limiter = new Limiter(1, clock);
    limiter.throttled(1000);
    await limiter.run(never, async () => undefined);
    expect(clock.slept).toEqual([1000]);
  });

  it("gives up its place when the call ends", async () => {
    const clock = new FakeClock();
    const limiter = new Limiter(1, clock);
    const { running, all } = tasks(limiter, 1);
    const stop = new AbortController();
    const waiting = limiter.run(stop.signal, async () => "ran");
    const behind = limiter.run(never, async () => "ran");
    stop.abort(new Error("over"));
    await expect(waiting).rejects.toThrow("over");
    running[0]?.();
    await Promise.all(all);
    expect(await behind).toBe("ran");
  });

  it("frees the place of a task that failed", async () => {
    const limiter = new Limiter(1, new FakeClock());
    await expect(limiter.run(never, () => Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect(await limiter.run(never, async () => "ran")).toBe("ran");
  });
});

describe("RetryBudget", () => {
  it("pays until it is empty; successes refill it, not beyond its size", () => {
    const budget = new RetryBudget(10);
    expect([budget.spend(5), budget.spend(5), budget.spend(5)]).toEqual([true, true, false]);
    budget.refund(5);
    expect(budget.spend(5)).toBe(true);
    for (let n = 0; n < 100; n++) budget.refund(0);
    expect([budget.spend(10), budget.spend(1)]).toEqual([true, false]);
  });

  it("pays for what costs nothing even when empty", () => {
    expect(new RetryBudget(0).spend(0)).toBe(true);
  });
});
