import type { Clock } from "../clock.ts";

/** A clock that advances only when somebody waits: a wait ends at once, and is recorded. */
export class FakeClock implements Clock {
  readonly slept: number[] = [];
  readonly #timers = new Set<{ readonly at: number; readonly fire: () => void }>();
  #now: number;

  constructor(now = Date.parse("2026-06-01T12:00:00Z")) {
    this.#now = now;
  }

  /** The number of timers that have neither fired nor been canceled. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.slept.push(ms);
    const end = this.#now + ms;
    await this.macrotask();
    this.advance(end - this.#now);
    signal.throwIfAborted();
  }

  after(ms: number, fire: () => void): () => void {
    const timer = { at: this.#now + ms, fire };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  macrotask(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Advances the time and fires the timers that are due. */
  advance(ms: number): void {
    this.#now += Math.max(0, ms);
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) {
      if (timer.at > this.#now || !this.#timers.delete(timer)) continue;
      timer.fire();
    }
  }
}
