import type { Clock } from "../clock.ts";
import { parseHttpDate } from "./retry-after.ts";

/** The server's time, learned from `Date` headers. Before the first header, it is this machine's time. */
export class ServerClock {
  readonly #clock: Clock;
  #ahead = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  observe(dateHeader: string | undefined): void {
    const date = parseHttpDate(dateHeader);
    if (date !== undefined) this.#ahead = date - this.#clock.now();
  }

  /** Converts a time of this machine's clock to the server's time. */
  at(localTime: number): number {
    return localTime + this.#ahead;
  }

  now(): number {
    return this.at(this.#clock.now());
  }
}
