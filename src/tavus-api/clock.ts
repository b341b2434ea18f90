import { setTimeout as delay } from "node:timers/promises";

/** Time, as a parameter. Tests pass a clock that never waits. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Waits. Rejects with the signal's reason if the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `fire` after `ms`, unless the returned function is called first. */
  after(ms: number, fire: () => void): () => void;
  /** Resolves after everything that is ready now has run. Simultaneous calls are then in the queue together. */
  macrotask(): Promise<void>;
}

export const systemClock: Clock = {
  // Monotonic, because a deadline must not move when somebody changes the machine's clock.
  now: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    signal.throwIfAborted();
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
  after(ms, fire) {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
  macrotask: () => new Promise((resolve) => setImmediate(resolve)),
};
