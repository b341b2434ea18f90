/** After a 429, the rate falls at least to this share, even if the measured rate is higher or unknown. */
const SLOWER = 0.85;
/** How much a success adds to the rate, in requests per second. So the rate grows by a tenth in each second without failures. */
const RISE = 0.1;
/** The pace never falls below one request per minute, because the server's own waits are never longer. */
const LEAST_RATE = 1 / 60;
/** Anything faster is practically unlimited. */
const MOST_RATE = 1000;
/** If no request was sent for this long, although one could have been, the granted requests no longer show the server's rate. */
const IDLE_MS = 1000;

/**
 * How fast requests may start, learned from the 429s of an API that publishes no limit (G-8). The first 429 ends the unlimited pace. From then on, it
 * allows as many requests per second as the server granted between two openings. This is right both for a window ("60 a minute, come back in 45 s")
 * and for a bucket ("10 a second, 10 at once"). Requests before the first opening don't count, because other clients may have used up most of the
 * limit.
 */
export class Pace {
  /** Requests per second. */
  #rate = Number.POSITIVE_INFINITY;
  #granted = 0;
  #measured = { granted: 0, from: 0 };
  /** When the server started to accept requests. `undefined` before the first 429, and after a time without requests. */
  #openedAt: number | undefined;
  #closedUntil = Number.NEGATIVE_INFINITY;
  /** When the last request was due. */
  #lastDueAt = Number.NEGATIVE_INFINITY;

  /** The earliest time at which another request may start. */
  get nextAt(): number {
    return Math.max(this.#closedUntil, this.#lastDueAt + this.#interval);
  }

  get #interval(): number {
    return 1000 / this.#rate;
  }

  started(now: number): void {
    const due = this.nextAt;
    if (now - due > IDLE_MS) {
      this.#openedAt = undefined;
      this.#granted = 0;
    }
    // A timer that fires late must not slow the pace, and a pause must not be caught up on.
    this.#lastDueAt = Math.max(due, now - this.#interval);
  }

  succeeded(): void {
    this.#granted++;
    this.#rate += RISE;
    if (this.#rate > MOST_RATE) this.#rate = Number.POSITIVE_INFINITY;
  }

  /** The server's first 429 since it opened. It opens again at `opensAt`. */
  throttled(opensAt: number): void {
    // Without grants, the server hadn't opened. Then the requests that it granted before count for a longer time.
    if (this.#granted > 0)
      this.#measured = { granted: this.#openedAt === undefined ? 0 : this.#granted, from: this.#openedAt ?? 0 };
    const { granted, from } = this.#measured;
    const seen = granted > 0 ? (granted * 1000) / (opensAt - from) : Number.POSITIVE_INFINITY;
    this.#rate = Math.max(LEAST_RATE, Math.min(seen, this.#rate * SLOWER));
    this.#granted = 0;
    this.#openedAt = opensAt;
    this.#closedUntil = opensAt;
    this.#lastDueAt = Number.NEGATIVE_INFINITY;
  }

  /** Another 429 while the server is closed. It may name a later time. */
  putOff(opensAt: number): void {
    if (opensAt <= this.#closedUntil) return;
    this.#openedAt = opensAt;
    this.#closedUntil = opensAt;
  }
}
