import { type Clock, systemClock } from "../clock.ts";

type Signal = "SIGINT" | "SIGTERM";

/** The part of `process` that cancellation needs. Tests pass their own. */
export interface SignalHost {
  on(signal: Signal, listener: (signal: Signal) => void): unknown;
  removeListener(signal: Signal, listener: (signal: Signal) => void): unknown;
  listenerCount(signal: Signal): number;
  /** Sends the signal to this process. */
  raise(signal: Signal): void;
}

const processHost: SignalHost = {
  on: (signal, listener) => process.on(signal, listener),
  removeListener: (signal, listener) => process.removeListener(signal, listener),
  listenerCount: (signal) => process.listenerCount(signal),
  raise: (signal) => process.kill(process.pid, signal),
};

/** The signals for a running call, in this order. */
export interface CancelListener {
  /** From now on, no new requests and no waits. Running reads are dropped. */
  stop(): void;
  /** Time is up for requests that were sent: running writes are dropped, too. */
  abort(): void;
  /** Time is up for the look-up that follows a dropped creation. */
  end(): void;
}

/** How long a running write may still be answered, and how long the look-up after it may take. The engine kills its plugins 5 s after a signal. */
const GRACE_MS = 2500;
const LOOK_UP_MS = 1200;
/** After that, the process gets a moment to send its replies. */
const FLUSH_MS = 200;
const SIGNALS: readonly Signal[] = ["SIGINT", "SIGTERM"];

/**
 * Handles SIGINT, SIGTERM, and `cancel()` while calls are running. If no call runs, nothing listens to signals, so a signal has its usual effect.
 * When the calls have ended, the signal is raised again unless somebody else listens to it. So it is delayed, not swallowed.
 */
export class Cancellation {
  readonly #host: SignalHost;
  readonly #clock: Clock;
  readonly #calls = new Set<CancelListener>();
  #writes = 0;
  #cancelled = false;
  #received: Signal | undefined;
  #stopTimer: (() => void) | undefined;

  constructor(host: SignalHost = processHost, clock: Clock = systemClock) {
    this.#host = host;
    this.#clock = clock;
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Registers a running call. The returned function ends the registration. */
  enter(call: CancelListener): () => void {
    if (this.#calls.size === 0 && !this.cancelled) for (const signal of SIGNALS) this.#host.on(signal, this.#onSignal);
    this.#calls.add(call);
    return () => {
      if (this.#calls.delete(call) && this.#calls.size === 0 && !this.cancelled) this.#unlisten();
    };
  }

  /** Marks work whose result should be known, because it may create or delete something. */
  async protect<T>(task: () => Promise<T>): Promise<T> {
    this.#writes++;
    try {
      return await task();
    } finally {
      this.#writes--;
      if (this.#writes === 0 && this.#stopTimer !== undefined) this.#finish();
    }
  }

  /** Stops all calls like a signal, but doesn't end the process, because the caller does that. Later calls are refused. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    for (const call of [...this.#calls]) call.stop();
    if (this.#writes === 0) this.#finish();
    else this.#stopTimer = this.#clock.after(GRACE_MS, () => this.#drop());
  }

  readonly #onSignal = (signal: Signal): void => {
    if (this.#received !== undefined) {
      // A second signal means that the user insists.
      this.#raise();
      return;
    }
    this.#received = signal;
    // A signal after `cancel()` doesn't restart the time limits.
    if (this.#cancelled) return;
    this.cancel();
  };

  #drop(): void {
    for (const call of [...this.#calls]) call.abort();
    this.#stopTimer = this.#clock.after(LOOK_UP_MS, () => this.#finish());
  }

  #finish(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    for (const call of [...this.#calls]) {
      call.abort();
      call.end();
    }
    this.#clock.after(FLUSH_MS, () => this.#raise());
  }

  #raise(): void {
    const signal = this.#received;
    this.#unlisten();
    if (signal !== undefined && this.#host.listenerCount(signal) === 0) this.#host.raise(signal);
  }

  #unlisten(): void {
    for (const signal of SIGNALS) this.#host.removeListener(signal, this.#onSignal);
  }
}

/** The process has only one, because a signal concerns every account. */
export const processCancellation = new Cancellation();
