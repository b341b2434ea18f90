import type { Clock } from "../clock.ts";
import { Pace } from "./pace.ts";

interface Waiter {
  readonly start: () => void;
}

/** The caller for whom the limiter runs a task. */
export interface Asker {
  /** Aborts when the caller stops waiting. */
  readonly signal: AbortSignal;
  /** Whether the caller looks up a write's result. It has little time, so it only waits as long as the server asked. @default false */
  readonly isLastLook?: boolean;
}

/**
 * Limits how many requests of one account run at the same time in the process, and when the next one may start. A 429 blocks all requests for as long
 * as the server asked, up to a minute. It also halves the number of concurrent requests and sets the pace (U-14). Successes raise both again.
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

  /** Runs the task when there is room. Rejects with the signal's reason if the signal aborts while the task waits. */
  async run<T>(asker: Asker, task: () => Promise<T>): Promise<T> {
    await this.#enter(asker);
    try {
      return await task();
    } finally {
      this.#active--;
      this.#admit();
    }
  }

  /** The server answered 429: no request for the next `ms`, and fewer and slower ones from then on. */
  throttled(ms: number): void {
    const now = this.#clock.now();
    // The server also refuses the other running requests, which is no new information.
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
    // One more concurrent request for each full round of successes.
    this.#allowed = Math.min(this.#max, this.#allowed + 1 / this.#allowed);
    this.#admit();
  }

  async #enter({ signal, isLastLook = false }: Asker): Promise<void> {
    signal.throwIfAborted();
    await this.#place(signal);
    try {
      // Waits inside its slot, so that later tasks wait behind it.
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
