import type { Clock } from "../clock.ts";
import type { Redactor } from "../redactor.ts";
import type { RetryBudget } from "./budget.ts";
import { Call } from "./call.ts";
import type { Cancellation } from "./cancellation.ts";
import type { Http } from "./http.ts";
import type { Limiter } from "./limiter.ts";
import type { ServerClock } from "./server-clock.ts";

export interface SessionParts {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly http: Http;
  readonly clock: Clock;
  readonly random: () => number;
  readonly limiter: Limiter;
  readonly budget: RetryBudget;
  readonly serverClock: ServerClock;
  readonly redactor: Redactor;
  readonly cancellation: Cancellation;
  readonly requestTimeoutMs: number;
  readonly callTimeoutMs: number;
}

/** What all requests to one account share in this process. */
export class Session {
  readonly parts: SessionParts;
  readonly #running = new Map<Call, Promise<unknown>>();
  #closed = false;

  constructor(parts: SessionParts) {
    this.parts = parts;
  }

  /** Runs one operation with a deadline. */
  call<T>(task: (call: Call) => Promise<T>): Promise<T> {
    return this.#run(task, new Call(this.parts.clock, this.parts.cancellation, this.parts.callTimeoutMs));
  }

  /** The look-up of a lost write's result. It has its own time limit, because the result matters most if time is up or the user gives up. */
  lastLook<T>(task: (call: Call) => Promise<T>, limitMs: number): Promise<T> {
    return this.#run(task, new Call(this.parts.clock, this.parts.cancellation, limitMs, true));
  }

  #run<T>(task: (call: Call) => Promise<T>, call: Call): Promise<T> {
    if (this.#closed) call.stop("closed");
    const running = task(call).finally(() => {
      call.end();
      this.#running.delete(call);
    });
    this.#running.set(call, running);
    return running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const call of this.#running.keys()) call.stop("closed");
    await Promise.allSettled(this.#running.values());
    await this.parts.http.close();
  }
}
