import { type Clock, systemClock } from "../clock.ts";

type Signal = "SIGINT" | "SIGTERM";

/** The part of `process` that cancellation needs; tests pass their own. */
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

/** What a running call wants to hear, in this order. */
export interface CancelListener {
  /** No new requests and no waits from now on; reads under way are dropped. */
  stop(): void;
  /** Time is up for what was sent: writes under way are dropped too. */
  abort(): void;
  /** Time is up for the look-up that follows a dropped creation. */
  end(): void;
}

/** How long a write under way may still be answered, and how long the look-up after it may take. The engine kills its plugins 5 s after a signal. */
const GRACE_MS = 2500;
const LOOK_UP_MS = 1200;
/** Then the replies of this process get a moment to leave it. */
const FLUSH_MS = 200;
const SIGNALS: readonly Signal[] = ["SIGINT", "SIGTERM"];

/**
 * SIGINT, SIGTERM or `cancel()`, while calls are running. Nobody listens to signals when no call runs, so that a signal then does what it
 * always did. Afterwards it is raised again unless somebody else listens to it: it is delayed here, not swallowed.
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

  /** Registers a running call; the returned function ends that. */
  enter(call: CancelListener): () => void {
    if (this.#calls.size === 0 && !this.cancelled) for (const signal of SIGNALS) this.#host.on(signal, this.#onSignal);
    this.#calls.add(call);
    return () => {
      if (this.#calls.delete(call) && this.#calls.size === 0 && !this.cancelled) this.#unlisten();
    };
  }

  /** Marks work that should be known to its end rather than dropped: something may come into being by it, or go. */
  async protect<T>(task: () => Promise<T>): Promise<T> {
    this.#writes++;
    try {
      return await task();
    } finally {
      this.#writes--;
      if (this.#writes === 0 && this.#stopTimer !== undefined) this.#finish();
    }
  }

  /** As a signal does, but the process stays: somebody else ends it, who waits for the calls to answer. For good: later calls are refused. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    for (const call of [...this.#calls]) call.stop();
    if (this.#writes === 0) this.#finish();
    else this.#stopTimer = this.#clock.after(GRACE_MS, () => this.#drop());
  }

  readonly #onSignal = (signal: Signal): void => {
    if (this.#received !== undefined) {
      // The second time somebody is serious.
      this.#raise();
      return;
    }
    this.#received = signal;
    // After `cancel()` the time that it gave goes on.
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

/** One for the process: a signal concerns every account. */
export const processCancellation = new Cancellation();
