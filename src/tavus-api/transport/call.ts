import type { Clock } from "../clock.ts";
import type { Cancellation } from "./cancellation.ts";

/** Why a wait or a request was interrupted from outside. A user never sees it, because the caller turns it into a message. */
export class Interruption extends Error {
  override name = "Interruption";
  readonly kind: "deadline" | "cancelled" | "closed";

  constructor(kind: "deadline" | "cancelled" | "closed") {
    super(kind);
    this.kind = kind;
  }
}

/** One operation as the user sees it, with all its attempts and waits: its deadline, and the ways to interrupt it. */
export class Call {
  readonly startedAt: number;
  readonly limitMs: number;
  readonly isLastLook: boolean;
  readonly #clock: Clock;
  readonly #stopped = new AbortController();
  readonly #aborted = new AbortController();
  readonly #cleanUp: (() => void)[];

  /** @param isLastLook whether this looks up the result of a write. A cancellation lets it finish */
  constructor(clock: Clock, cancellation: Cancellation, limitMs: number, isLastLook = false) {
    this.#clock = clock;
    this.isLastLook = isLastLook;
    this.limitMs = limitMs;
    this.startedAt = clock.now();
    this.#cleanUp = [
      clock.after(limitMs, () => this.#stopped.abort(new Interruption("deadline"))),
      cancellation.enter({
        stop: () => (isLastLook ? undefined : this.stop("cancelled")),
        abort: () => this.#aborted.abort(new Interruption("cancelled")),
        end: () => this.stop("cancelled"),
      }),
    ];
    if (cancellation.cancelled && !isLastLook) this.stop("cancelled");
  }

  /** Aborts when new requests and waits must no longer begin. */
  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Aborts when running writes are dropped, too. */
  get abortSignal(): AbortSignal {
    return this.#aborted.signal;
  }

  get interruption(): Interruption | undefined {
    return this.signal.reason instanceof Interruption ? this.signal.reason : undefined;
  }

  remainingMs(): number {
    return this.startedAt + this.limitMs - this.#clock.now();
  }

  stop(kind: "cancelled" | "closed"): void {
    this.#stopped.abort(new Interruption(kind));
  }

  end(): void {
    for (const undo of this.#cleanUp.splice(0)) undo();
  }
}
