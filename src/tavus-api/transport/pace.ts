/** At most this part of the present rate after a 429 that says nothing of the rate, or contradicts what was measured. */
const SLOWER = 0.85;
/** What a success adds to the rate, in requests a second: a tenth more in each second that all goes well. */
const RISE = 0.1;
/** Fewer than one in a minute is never learned: the server's own waits are not longer than that. */
const LEAST_RATE = 1 / 60;
/** Faster than this is as good as no limit. */
const MOST_RATE = 1000;
/** If nobody asked for so long although they might have, what the server has granted says nothing of its rate any more. */
const IDLE_MS = 1000;

/**
 * How fast requests may start, learned from the 429s of an API that publishes no limit (G-8). Unlimited until one is known; from then on as many a
 * second as the server granted between one opening of its door and the next, which is right for a window ("60 a minute, come back in 45 s") as
 * for a bucket ("10 a second, 10 at once"). What was granted before the first opening tells nothing: others may have used most of it up.
 */
export class Pace {
  /** Requests a second. */
  #rate = Number.POSITIVE_INFINITY;
  #granted = 0;
  #measured = { granted: 0, from: 0 };
  /** When the server's door opened; unknown until a 429 has said it, and where it may have been open for long. */
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
    // A timer that fires late must not slow the pace; a pause must not be made up for.
    this.#lastDueAt = Math.max(due, now - this.#interval);
  }

  succeeded(): void {
    this.#granted++;
    this.#rate += RISE;
    if (this.#rate > MOST_RATE) this.#rate = Number.POSITIVE_INFINITY;
  }

  /** The server's first 429 since its door opened; it opens again at `opensAt`. */
  throttled(opensAt: number): void {
    // Nothing granted: it had not opened, and what was granted before has to last for longer.
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

  /** Another 429 of the same kind names a later time. */
  putOff(opensAt: number): void {
    if (opensAt <= this.#closedUntil) return;
    this.#openedAt = opensAt;
    this.#closedUntil = opensAt;
  }
}
