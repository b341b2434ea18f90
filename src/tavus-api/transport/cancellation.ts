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

/** What a running call wants to hear. */
export interface CancelListener {
  /** No new requests and no waits from now on; requests that may be dropped are dropped. */
  stop(): void;
  /** Time is up: drop the POST too. */
  abort(): void;
}

/** How long a POST under way may still answer. The engine kills its plugins 5 s after the signal. */
const GRACE_MS = 3000;
/** Then the replies of this process get a moment to leave it. */
const FLUSH_MS = 200;
const SIGNALS: readonly Signal[] = ["SIGINT", "SIGTERM"];

/**
 * SIGINT and SIGTERM, while calls are running. Nobody listens when no call runs, so that the signal then does what it
 * always did. Afterwards it is raised again unless somebody else listens to it: it is delayed here, not swallowed.
 */
export class Cancellation {
  readonly #host: SignalHost;
  readonly #clock: Clock;
  readonly #calls = new Set<CancelListener>();
  #posts = 0;
  #received: Signal | undefined;
  #stopGrace: (() => void) | undefined;

  constructor(host: SignalHost = processHost, clock: Clock = systemClock) {
    this.#host = host;
    this.#clock = clock;
  }

  get cancelled(): boolean {
    return this.#received !== undefined;
  }

  /** Registers a running call; the returned function ends that. */
  enter(call: CancelListener): () => void {
    if (this.#calls.size === 0 && !this.cancelled) for (const signal of SIGNALS) this.#host.on(signal, this.#onSignal);
    this.#calls.add(call);
    return () => {
      if (this.#calls.delete(call) && this.#calls.size === 0 && !this.cancelled) this.#unlisten();
    };
  }

  /** Marks a request that should be answered rather than dropped: a tool may come into being by it. */
  async protect<T>(task: () => Promise<T>): Promise<T> {
    this.#posts++;
    try {
      return await task();
    } finally {
      this.#posts--;
      if (this.#posts === 0 && this.#stopGrace !== undefined) this.#finish();
    }
  }

  readonly #onSignal = (signal: Signal): void => {
    if (this.#received !== undefined) {
      // The second time somebody is serious.
      this.#raise();
      return;
    }
    this.#received = signal;
    for (const call of [...this.#calls]) call.stop();
    this.#stopGrace = this.#clock.after(GRACE_MS, () => this.#finish());
    if (this.#posts === 0) this.#finish();
  };

  #finish(): void {
    this.#stopGrace?.();
    this.#stopGrace = undefined;
    for (const call of [...this.#calls]) call.abort();
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
