import { setTimeout as delay } from "node:timers/promises";

/** Time, as a parameter: tests pass one that never waits. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Waits; rejects with the signal's reason once that is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `fire` after `ms`, unless the returned function is called first. */
  after(ms: number, fire: () => void): () => void;
  /** Resolves once everything that is ready now has run: simultaneous calls then stand in the queue together. */
  macrotask(): Promise<void>;
}

export const systemClock: Clock = {
  // Monotonic: a deadline must not move when somebody sets the clock of the machine.
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
