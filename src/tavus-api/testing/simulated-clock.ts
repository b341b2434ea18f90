import type { Clock } from "../clock.ts";

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** Simulated time: it stands still while anything can run, then jumps to the next timer. So simultaneous waits stay simultaneous. */
export class SimulatedClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now = Date.parse("2026-06-01T12:00:00Z");

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const stop = (): void => {
        take();
        reject(signal.reason);
      };
      const take = this.after(ms, () => {
        signal.removeEventListener("abort", stop);
        resolve();
      });
      signal.addEventListener("abort", stop, { once: true });
    });
  }

  after(ms: number, fire: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), fire };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  macrotask(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Advances the time until the work is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const end = (): void => {
      isDone = true;
    };
    work.then(end, end);
    for (;;) {
      await this.macrotask();
      if (isDone) return work;
      const next = [...this.#timers].reduce<Timer | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined);
      if (next === undefined) throw new Error("nothing is left to wait for, and the work is not done");
      this.#timers.delete(next);
      this.#now = next.at;
      next.fire();
    }
  }
}
