import type { Clock } from "../clock.ts";

interface Waiter {
  readonly start: () => void;
}

/**
 * How many requests of one account are under way, in the whole process. A 429 closes the door for everybody for as long
 * as the server asked and halves the number (U-14); successes raise it again, up to the maximum.
 */
export class Limiter {
  readonly #max: number;
  readonly #clock: Clock;
  readonly #queue: Waiter[] = [];
  #allowed: number;
  #active = 0;
  #closedUntil = 0;

  constructor(max: number, clock: Clock) {
    this.#max = max;
    this.#allowed = max;
    this.#clock = clock;
  }

  /** Runs the task when there is room; rejects with the signal's reason if that is aborted while it waits. */
  async run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    await this.#enter(signal);
    try {
      return await task();
    } finally {
      this.#active--;
      this.#admit();
    }
  }

  /** The server said 429: nobody asks for the next `ms`, and fewer at once from then on. */
  throttled(ms: number): void {
    this.pause(ms);
    this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
  }

  pause(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#clock.now() + ms);
  }

  succeeded(): void {
    // One more at once for each full round of successes.
    this.#allowed = Math.min(this.#max, this.#allowed + 1 / this.#allowed);
    this.#admit();
  }

  async #enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#place(signal);
    try {
      // Inside the slot, so that those behind wait their turn behind this one.
      for (let wait = this.#wait(); wait > 0; wait = this.#wait()) await this.#clock.sleep(wait, signal);
      signal.throwIfAborted();
    } catch (error) {
      this.#active--;
      this.#admit();
      throw error;
    }
  }

  #wait(): number {
    return this.#closedUntil - this.#clock.now();
  }

  #place(signal: AbortSignal): Promise<void> {
    if (this.#active < Math.floor(this.#allowed) && this.#queue.length === 0) {
      this.#active++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiter), 1);
        reject(signal.reason);
      };
      const waiter: Waiter = {
        start: () => {
          signal.removeEventListener("abort", leave);
          resolve();
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#queue.push(waiter);
    });
  }

  #admit(): void {
    while (this.#active < Math.floor(this.#allowed)) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#active++;
      next.start();
    }
  }
}
