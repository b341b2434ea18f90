import { explain, type RequestNames } from "../errors/explain.ts";
import { type Call, Interruption } from "./call.ts";
import { retryPolicy } from "./decision.ts";
import type { BadOutcome } from "./outcome.ts";
import { formatDuration, parseRetryAfter, RETRY_AFTER_MAX_MS } from "./retry-after.ts";
import type { Session } from "./session.ts";

/** The maximum jitter, as a share of the requested wait. It is small, because the limiter spreads the requests of this process. */
const ASKED_JITTER = 0.1;

/** Counts the attempts of one call, and waits before the next one. Reports why if there is no next attempt. */
export class Retries {
  readonly #session: Session;
  readonly #call: Call;
  #attempts = 1;
  #spent = 0;

  constructor(session: Session, call: Call) {
    this.#session = session;
    this.#call = call;
  }

  /** The call has succeeded: the budget gets back the cost of the last retry. */
  succeeded(): void {
    this.#session.parts.budget.refund(this.#spent);
    this.#spent = 0;
  }

  /** Waits until the next attempt may start. If there is none left, throws the outcome as an error. */
  async next(request: RequestNames, outcome: BadOutcome): Promise<void> {
    const { budget, clock, limiter } = this.#session.parts;
    const policy = retryPolicy(outcome.class);
    const fail = (note: string) => explain(request, outcome, note);
    const asked = this.#askedWait(outcome);
    if (asked !== undefined && asked > RETRY_AFTER_MAX_MS)
      throw fail(`The server asks for a wait of ${formatDuration(asked)}, which is longer than this client waits`);
    if (this.#attempts >= policy.attempts) throw fail(`Gave up after ${this.#attempts} attempts`);
    const delay = this.#delay(asked, policy.baseMs, policy.capMs);
    if (delay >= this.#call.remainingMs())
      throw fail(
        `Gave up after ${count(this.#attempts)}: the time for the whole call (${formatDuration(this.#call.limitMs)}) is up`,
      );
    if (!budget.spend(policy.cost))
      throw fail(`Gave up after ${count(this.#attempts)}: too many requests to this account have failed lately`);
    this.#spent = policy.cost;
    this.#attempts++;
    if (outcome.class === "throttled") limiter.throttled(delay);
    else if (asked !== undefined) limiter.pause(delay);
    try {
      await clock.sleep(delay, this.#call.signal);
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      throw fail(interruptionNote(error));
    }
  }

  #askedWait({ class: outcomeClass, http }: BadOutcome): number | undefined {
    if (http.kind === "failure" || !(outcomeClass === "throttled" || outcomeClass === "serverError")) return undefined;
    return parseRetryAfter(http.header("retry-after"), this.#session.parts.serverClock.now());
  }

  #delay(asked: number | undefined, baseMs: number, capMs: number): number {
    const { random } = this.#session.parts;
    // Not earlier than requested, and not at the same moment as every other waiting process.
    if (asked !== undefined && asked > 0) return asked + random() * Math.min(baseMs, asked * ASKED_JITTER);
    return random() * Math.min(capMs, baseMs * 2 ** (this.#attempts - 1));
  }
}

const count = (attempts: number): string => (attempts === 1 ? "1 attempt" : `${attempts} attempts`);

function interruptionNote(interruption: Interruption): string {
  switch (interruption.kind) {
    case "deadline":
      return "The time for the whole call is up";
    case "cancelled":
      return "It was cancelled before another attempt";
    case "closed":
      return "The client was closed before another attempt";
  }
}
