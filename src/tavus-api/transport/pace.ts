/** At most this part of the present rate after a 429 that says nothing of the rate, or contradicts what was measured. */
const SLOWER = 0.85;
/** What a success adds to the rate, in requests a second: a tenth more in each second that all goes well. */
const RISE = 0.1;
/** Fewer than one in a minute is never learned: the server's own waits are not longer than that. */
const LEAST_RATE = 1 / 60;
/** Faster than this is as good as no limit. */
const MOST_RATE = 1000;
/** Where nobody asked for so long although they might have, what the server has granted says nothing of its rate any more. */
const IDLE_MS = 1000;

/**
 * How fast requests may start, learned from the 429s of an API that publishes no limit (G-8). Unlimited until the first; from then on as many a
 * second as the server granted between one opening of its door and the next, which is right for a window ("60 a minute, come back in 45 s") as
 * for a bucket ("10 a second, 10 at once").
 */
export class Pace {
  /** Requests a second. */
  #rate = Number.POSITIVE_INFINITY;
  #granted = 0;
  #measured = { granted: 0, from: 0 };
  /** When the server's door opened. */
  #openedAt = 0;
  #nextAt = 0;

  /** The earliest time at which another request may start. */
  get nextAt(): number {
    return this.#nextAt;
  }

  started(now: number): void {
    if (now - this.#nextAt > IDLE_MS) {
      this.#openedAt = now;
      this.#granted = 0;
      this.#measured = { granted: 0, from: now };
    }
    const interval = 1000 / this.#rate;
    // A timer that fires late must not slow the pace; a pause must not be made up for.
    this.#nextAt = Math.max(this.#nextAt, now - interval) + interval;
  }

  succeeded(): void {
    this.#granted++;
    this.#rate += RISE;
    if (this.#rate > MOST_RATE) this.#rate = Number.POSITIVE_INFINITY;
  }

  /** The server's first 429 since its door opened; it opens again at `opensAt`. */
  throttled(opensAt: number): void {
    // Nothing granted: it had not opened, and what was granted before has to last for longer.
    if (this.#granted > 0) this.#measured = { granted: this.#granted, from: this.#openedAt };
    const { granted, from } = this.#measured;
    const seen = granted > 0 ? (granted * 1000) / (opensAt - from) : Number.POSITIVE_INFINITY;
    this.#rate = Math.max(LEAST_RATE, Math.min(seen, this.#rate * SLOWER));
    this.#openedAt = opensAt;
    this.#granted = 0;
    this.#nextAt = opensAt;
  }

  /** Another 429 of the same kind names a later time. */
  putOff(opensAt: number): void {
    this.#openedAt = Math.max(this.#openedAt, opensAt);
    this.#nextAt = Math.max(this.#nextAt, opensAt);
  }
}
