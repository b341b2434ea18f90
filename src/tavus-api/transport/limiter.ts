import type { Clock } from "../clock.ts";
import { Pace } from "./pace.ts";

interface Waiter {
  readonly start: () => void;
}

/** For whom the limiter runs a task. */
export interface Asker {
  /** Aborted: it doesn't wait any longer. */
  readonly signal: AbortSignal;
  /** The look at what became of a write waits for the server's door only: it has little time. @default false */
  readonly isLastLook?: boolean;
}

/**
 * How many requests of one account are under way, in the whole process, and how soon another may start. A 429 closes the door for everybody for
 * as long as the server asked, if that is no longer than a minute, halves the number and sets the pace (U-14); successes raise both again.
 */
export class Limiter {
  readonly #max: number;
  readonly #clock: Clock;
  readonly #queue: Waiter[] = [];
  readonly #pace = new Pace();
  #allowed: number;
  #active = 0;
  #closedUntil = 0;
  #throttledUntil = 0;

  constructor(max: number, clock: Clock) {
    this.#max = max;
    this.#allowed = max;
    this.#clock = clock;
  }

  /** Runs the task when there is room; rejects with the signal's reason if that is aborted while it waits. */
  async run<T>(asker: Asker, task: () => Promise<T>): Promise<T> {
    await this.#enter(asker);
    try {
      return await task();
    } finally {
      this.#active--;
      this.#admit();
    }
  }

  /** The server said 429: nobody asks for the next `ms`, and fewer at once and less often from then on. */
  throttled(ms: number): void {
    const now = this.#clock.now();
    // The others that were under way are refused as well: that says nothing new.
    const isKnown = this.#throttledUntil > now;
    this.#throttledUntil = Math.max(this.#throttledUntil, now + ms);
    if (isKnown) {
      this.#pace.putOff(this.#throttledUntil);
      return;
    }
    this.#pace.throttled(this.#throttledUntil);
    this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
  }

  pause(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#clock.now() + ms);
  }

  succeeded(): void {
    this.#pace.succeeded();
    // One more at once for each full round of successes.
    this.#allowed = Math.min(this.#max, this.#allowed + 1 / this.#allowed);
    this.#admit();
  }

  async #enter({ signal, isLastLook = false }: Asker): Promise<void> {
    signal.throwIfAborted();
    await this.#place(signal);
    try {
      // Inside the slot, so that those behind wait their turn behind this one.
      for (let wait = this.#wait(isLastLook); wait > 0; wait = this.#wait(isLastLook))
        await this.#clock.sleep(wait, signal);
      signal.throwIfAborted();
      this.#pace.started(this.#clock.now());
    } catch (error) {
      this.#active--;
      this.#admit();
      throw error;
    }
  }

  #wait(isLastLook: boolean): number {
    const paced = isLastLook ? this.#throttledUntil : this.#pace.nextAt;
    return Math.max(this.#closedUntil, paced) - this.#clock.now();
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
