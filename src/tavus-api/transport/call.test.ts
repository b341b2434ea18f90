import { describe, expect, it, onTestFinished, vi } from "vitest";
import { FakeClock } from "../testing/fake-clock.ts";
import { FakeHost } from "../testing/fake-host.ts";
import { Call, Interruption } from "./call.ts";
import { Cancellation } from "./cancellation.ts";

function start() {
  const host = new FakeHost();
  const clock = new FakeClock();
  const cancellation = new Cancellation(host, clock);
  /** A call that records the signals it gets. */
  const heard: string[] = [];
  const enter = (name = "") =>
    cancellation.enter({
      stop: () => heard.push(`stop${name}`),
      abort: () => heard.push(`abort${name}`),
      end: () => heard.push(`end${name}`),
    });
  /** A write that ends when the test says so. */
  const write = () => {
    let finish = (): void => undefined;
    const done = cancellation.protect(() => new Promise<void>((resolve) => (finish = resolve)));
    return async (): Promise<void> => {
      finish();
      await done;
    };
  };
  return { host, clock, cancellation, heard, enter, write };
}

describe("signals", () => {
  it("are handled once, from the first call to the end of the last", () => {
    const { host, enter } = start();
    const [first, second] = [enter(), enter()];
    expect(host.listeners.map(([signal]) => signal)).toEqual(["SIGINT", "SIGTERM"]);
    first();
    first();
    expect(host.listeners).toHaveLength(2);
    second();
    expect(host.listeners).toEqual([]);
    enter()();
    expect(host.listeners).toEqual([]);
  });

  it("without a running write end everything at once, and are raised again after the answers are sent", () => {
    const { host, clock, enter, heard } = start();
    enter("1");
    enter("2");
    host.send("SIGTERM");
    expect(heard).toEqual(["stop1", "stop2", "abort1", "end1", "abort2", "end2"]);
    clock.advance(199);
    expect(host.raised).toEqual([]);
    clock.advance(1);
    expect(host.raised).toEqual(["SIGTERM"]);
    expect(host.listeners).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("give a write its time, and then the look-up after it", () => {
    const { host, clock, enter, heard, write } = start();
    enter();
    write();
    host.send("SIGINT");
    clock.advance(2499);
    expect(heard).toEqual(["stop"]);
    clock.advance(1);
    expect(heard).toEqual(["stop", "abort"]);
    clock.advance(1199);
    expect(heard).toEqual(["stop", "abort"]);
    clock.advance(1);
    expect(heard).toEqual(["stop", "abort", "abort", "end"]);
    expect(host.raised).toEqual([]);
    clock.advance(200);
    expect(host.raised).toEqual(["SIGINT"]);
  });

  it("wait no longer than for the last write", async () => {
    const { host, clock, enter, heard, write } = start();
    enter();
    const [first, second] = [write(), write()];
    host.send("SIGINT");
    await first();
    expect(heard).toEqual(["stop"]);
    await second();
    expect(heard).toEqual(["stop", "abort", "end"]);
    // The end of the grace period changes nothing.
    clock.advance(10_000);
    expect(heard).toHaveLength(3);
    expect(host.raised).toEqual(["SIGINT"]);
  });

  it("don't affect a write that ends without a signal", async () => {
    const { clock, enter, heard, write, cancellation } = start();
    enter();
    await write()();
    await expect(cancellation.protect(() => Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect([heard, clock.pending, cancellation.cancelled]).toEqual([[], 0, false]);
    cancellation.cancel();
    expect(heard).toEqual(["stop", "abort", "end"]);
  });

  it("are handled a second time after the calls have ended, and then end the process at once", () => {
    const { host, enter } = start();
    const leave = enter();
    host.send("SIGINT");
    leave();
    expect(host.listeners).toHaveLength(2);
    host.send("SIGINT");
    expect(host.raised).toEqual(["SIGINT"]);
  });

  it("are ignored after everything was canceled", () => {
    const { host, clock, cancellation, enter, heard } = start();
    cancellation.cancel();
    cancellation.cancel();
    clock.advance(200);
    const leave = enter();
    expect([host.listeners, heard, host.raised]).toEqual([[], [], []]);
    leave();
  });

  it("after cancel() wait for its end, and don't start it again", () => {
    const { host, clock, cancellation, enter, heard, write } = start();
    enter();
    write();
    cancellation.cancel();
    clock.advance(2000);
    host.send("SIGINT");
    expect([heard, host.raised]).toEqual([["stop"], []]);
    clock.advance(500);
    clock.advance(1200);
    clock.advance(200);
    expect(heard).toEqual(["stop", "abort", "abort", "end"]);
    expect(host.raised).toEqual(["SIGINT"]);
  });

  it("are those of this process if no other is given", () => {
    // The test runner's own listeners.
    const others = process.listeners("SIGINT");
    process.removeAllListeners("SIGINT");
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    onTestFinished(() => {
      kill.mockRestore();
      process.removeAllListeners("SIGINT");
      for (const other of others) process.on("SIGINT", other);
    });
    const clock = new FakeClock();
    const stop = vi.fn();
    const enter = (cancellation: Cancellation) => cancellation.enter({ stop, abort: stop, end: stop });
    enter(new Cancellation(undefined, clock))();
    expect(process.listenerCount("SIGINT")).toBe(0);
    enter(new Cancellation(undefined, clock));
    expect(process.listenerCount("SIGINT")).toBe(1);
    process.emit("SIGINT", "SIGINT");
    expect(stop).toHaveBeenCalledTimes(3);
    clock.advance(200);
    expect(kill.mock.calls).toEqual([[process.pid, "SIGINT"]]);
    expect(process.listenerCount("SIGINT")).toBe(0);
    // If there is another listener, it decides.
    process.on("SIGINT", () => undefined);
    enter(new Cancellation(undefined, clock));
    process.emit("SIGINT", "SIGINT");
    clock.advance(200);
    expect(kill).toHaveBeenCalledTimes(1);
  });
});

describe("a call", () => {
  it("ends at its deadline", () => {
    const { clock, cancellation } = start();
    clock.advance(7);
    const call = new Call(clock, cancellation, 1000);
    expect([call.startedAt, call.limitMs, call.remainingMs(), call.interruption]).toEqual([
      clock.now(),
      1000,
      1000,
      undefined,
    ]);
    clock.advance(999);
    expect([call.signal.aborted, call.remainingMs()]).toEqual([false, 1]);
    clock.advance(1);
    expect(call.interruption).toMatchObject({ name: "Interruption", message: "deadline", kind: "deadline" });
    expect([call.signal.aborted, call.abortSignal.aborted]).toEqual([true, false]);
  });

  it("leaves nothing behind", () => {
    const { host, clock, cancellation } = start();
    const call = new Call(clock, cancellation, 1000);
    expect([clock.pending, host.listeners.length]).toEqual([1, 2]);
    call.end();
    call.end();
    expect([clock.pending, host.listeners.length]).toEqual([0, 0]);
    expect(call.signal.aborted).toBe(false);
  });

  it("is stopped by a signal, and aborted when its write has had its time", () => {
    const { host, clock, cancellation, write } = start();
    const call = new Call(clock, cancellation, 60_000);
    write();
    host.send("SIGINT");
    expect(call.interruption?.kind).toBe("cancelled");
    expect(call.abortSignal.aborted).toBe(false);
    clock.advance(2500);
    expect(call.abortSignal.reason).toEqual(new Interruption("cancelled"));
  });

  it("that looks a last time has the time of the look-up", () => {
    const { host, clock, cancellation, write } = start();
    const during = new Call(clock, cancellation, 60_000, true);
    write();
    host.send("SIGINT");
    const after = new Call(clock, cancellation, 60_000, true);
    const late = new Call(clock, cancellation, 60_000);
    expect([during, after, late].map(({ interruption }) => interruption?.kind)).toEqual([
      undefined,
      undefined,
      "cancelled",
    ]);
    clock.advance(2500);
    expect(during.signal.aborted).toBe(false);
    clock.advance(1200);
    expect([during, after].map(({ interruption }) => interruption?.kind)).toEqual(["cancelled", "cancelled"]);
  });
});
