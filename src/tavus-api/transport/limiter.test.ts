import { describe, expect, it } from "vitest";
import { FakeClock } from "../testing/fake-clock.ts";
import { RetryBudget } from "./budget.ts";
import { type Asker, Limiter } from "./limiter.ts";

const asker = (signal: AbortSignal): Asker => ({ signal });
const never = asker(new AbortController().signal);

/** Tasks that end when the test says so. */
function tasks(limiter: Limiter, count: number, by = never) {
  const running: (() => void)[] = [];
  /** The numbers of the tasks, in the order in which they began. */
  const begun: number[] = [];
  const all = Array.from({ length: count }, (_, n) =>
    limiter.run(by, () => {
      begun.push(n);
      return new Promise<void>((resolve) => running.push(resolve));
    }),
  );
  /** Ends the tasks one after the other, beginning with `first`. */
  const endFrom = async (clock: FakeClock, first: number): Promise<void> => {
    for (let n = first; n < count; n++) {
      running[n]?.();
      await settle(clock);
    }
    await Promise.all(all);
  };
  return { running, begun, all, endFrom };
}

const settle = async (clock: FakeClock): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await clock.macrotask();
};
function limit(size: number) {
  const clock = new FakeClock();
  return { clock, limiter: new Limiter(size, clock) };
}

describe("Limiter", () => {
  it("lets in as many as allowed, and the others in order", async () => {
    const { clock, limiter } = limit(2);
    const { running, begun, endFrom } = tasks(limiter, 5);
    await settle(clock);
    expect(running).toHaveLength(2);
    running[0]?.();
    await settle(clock);
    expect(running).toHaveLength(3);
    await endFrom(clock, 1);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it("halves after a 429 and grows back with successes", async () => {
    const { clock, limiter } = limit(8);
    limiter.throttled(0);
    limiter.throttled(0);
    const { running, endFrom } = tasks(limiter, 10);
    await settle(clock);
    expect(running).toHaveLength(2);
    for (let n = 0; n < 4; n++) limiter.succeeded();
    await settle(clock);
    expect(running).toHaveLength(3);
    await endFrom(clock, 0);
  });

  it("never falls below one", async () => {
    const { clock, limiter } = limit(1);
    limiter.throttled(1000);
    await limiter.run(never, async () => undefined);
    expect(clock.slept).toEqual([1000]);
  });

  it("gives up its place when the call ends", async () => {
    const { limiter } = limit(1);
    const { running, all } = tasks(limiter, 1);
    const stop = new AbortController();
    const waiting = limiter.run(asker(stop.signal), async () => "ran");
    const behind = limiter.run(never, async () => "ran");
    stop.abort(new Error("over"));
    await expect(waiting).rejects.toThrow("over");
    running[0]?.();
    await Promise.all(all);
    expect(await behind).toBe("ran");
  });

  it("keeps the places of the others when a call ends whose task already runs", async () => {
    const { clock, limiter } = limit(1);
    const first = tasks(limiter, 1);
    const stop = new AbortController();
    const second = tasks(limiter, 1, asker(stop.signal));
    const third = limiter.run(never, async () => "ran");
    await settle(clock);
    first.running[0]?.();
    await settle(clock);
    expect(second.running).toHaveLength(1);
    stop.abort(new Error("over"));
    second.running[0]?.();
    await Promise.all([...first.all, ...second.all]);
    expect(await third).toBe("ran");
  });

  it("gives up the place of the right call", async () => {
    const { clock, limiter } = limit(1);
    const { running, all } = tasks(limiter, 1);
    await settle(clock);
    const order: number[] = [];
    const stops = [0, 1, 2].map((n) => {
      const stop = new AbortController();
      const end = limiter.run(asker(stop.signal), async () => order.push(n)).catch(() => undefined);
      return { stop, end };
    });
    stops[1]?.stop.abort(new Error("over"));
    running[0]?.();
    await Promise.all([...all, ...stops.map(({ end }) => end)]);
    expect(order).toEqual([0, 2]);
  });

  it("accepts no call that is over", async () => {
    const { clock, limiter } = limit(1);
    const ran: string[] = [];
    const run = (signal: AbortSignal) => limiter.run(asker(signal), async () => ran.push("ran"));
    await expect(run(AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
    limiter.pause(1000);
    const stop = new AbortController();
    clock.after(500, () => stop.abort(new Error("meanwhile")));
    await expect(run(stop.signal)).rejects.toThrow("meanwhile");
    expect(ran).toEqual([]);
    await run(never.signal);
    expect(ran).toEqual(["ran"]);
  });

  it("opens at the latest time that was named, even if it is postponed in the meantime", async () => {
    const { clock, limiter } = limit(1);
    limiter.pause(5000);
    limiter.pause(1000);
    const start = clock.now();
    clock.after(4000, () => limiter.pause(3000));
    await limiter.run(never, async () => undefined);
    // The fake clock fires the timer only after the wait of five seconds. The pause of three seconds begins then.
    expect(clock.now() - start).toBe(8000);
    expect(clock.slept).toEqual([5000, 3000]);
  });

  it("lets a last look-up skip the pace, but not the time that the server named", async () => {
    const { clock, limiter } = limit(8);
    const start = clock.now();
    const endsAfter = async (by: Asker): Promise<number> => {
      await limiter.run(by, async () => undefined);
      return clock.now() - start;
    };
    const lastLook = { ...never, isLastLook: true };
    limiter.throttled(1000);
    expect(await endsAfter(lastLook)).toBe(1000);
    // The server grants one request in four seconds.
    limiter.succeeded();
    clock.advance(2000);
    limiter.throttled(2000);
    expect(await endsAfter(never)).toBe(5000);
    expect(await endsAfter(lastLook)).toBe(5000);
    // The last look-up has used up the turn at nine seconds.
    expect(await endsAfter(never)).toBe(13_000);
  });

  it("allows whole requests only, and never more than at first", async () => {
    const { clock, limiter } = limit(5);
    limiter.throttled(0);
    const { running, endFrom } = tasks(limiter, 8);
    await settle(clock);
    expect(running).toHaveLength(2);
    // The limit rises from 2 to 2.5 and 2.9, so two tasks run.
    limiter.succeeded();
    limiter.succeeded();
    await settle(clock);
    expect(running).toHaveLength(2);
    for (let n = 0; n < 50; n++) limiter.succeeded();
    await settle(clock);
    expect(running).toHaveLength(5);
    await endFrom(clock, 0);
  });

  it("frees the place of a failed task", async () => {
    const limiter = new Limiter(1, new FakeClock());
    await expect(limiter.run(never, () => Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect(await limiter.run(never, async () => "ran")).toBe("ran");
  });
});

describe("RetryBudget", () => {
  it("pays until it is empty, and successes refill it up to its size", () => {
    const budget = new RetryBudget(10);
    expect([budget.spend(5), budget.spend(5), budget.spend(5)]).toEqual([true, true, false]);
    budget.refund(5);
    expect(budget.spend(5)).toBe(true);
    for (let n = 0; n < 100; n++) budget.refund(0);
    expect([budget.spend(10), budget.spend(1)]).toEqual([true, false]);
  });

  it("pays for free retries even when it is empty", () => {
    expect(new RetryBudget(0).spend(0)).toBe(true);
  });
});
