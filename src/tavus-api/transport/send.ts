import { stringifyExact } from "../../contract/exact-number.ts";
import { explain, type RequestNames } from "../errors/explain.ts";
import { CancelledError, NetworkError } from "../errors/index.ts";
import { secretsIn } from "../redactor.ts";
import { type Call, Interruption } from "./call.ts";
import { type Action, DECISIONS, type RequestKind } from "./decision.ts";
import { Aborted } from "./http.ts";
import { type BadOutcome, classify, type Outcome } from "./outcome.ts";
import { Retries } from "./retries.ts";
import { formatDuration } from "./retry-after.ts";
import type { Session } from "./session.ts";

/** One request of the API, as data. */
export interface Operation<T> {
  readonly kind: RequestKind;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Completes "Could not …". */
  readonly what: string;
  /** Parses the answer's JSON (`undefined` if there is none). Returns `undefined` if the answer isn't the expected one. */
  readonly parse: (body: unknown) => T | undefined;
  /** Whether an answer without a body is expected (204). */
  readonly emptyIsFine?: boolean;
}

/** The result of a request that didn't fail: its value, or what must be looked up next and why. */
export type Reply<T> =
  | { readonly action: "done"; readonly value: T }
  | { readonly action: "reconcile" | "confirm"; readonly outcome: BadOutcome; readonly names: RequestNames };

/** Sends a request and repeats it as the decision table says. Throws if the table says `fail`. */
export async function send<T>(
  session: Session,
  call: Call,
  operation: Operation<T>,
  retries = new Retries(session, call),
): Promise<Reply<T>> {
  const { origin, redactor } = session.parts;
  const { what, method, path } = operation;
  const names = { what, method, path, origin, redactor: redactor.with(secretsIn(operation.body)) };
  for (;;) {
    const outcome = await attempt(session, call, operation, names);
    if (outcome.class === "ok") {
      retries.succeeded();
      return { action: "done", value: outcome.value };
    }
    const action: Action = DECISIONS[outcome.class][operation.kind];
    if (action === "reconcile" || action === "confirm") return { action, outcome, names };
    if (action !== "retry") throw explain(names, outcome);
    await retries.next(names, outcome);
  }
}

async function attempt<T>(
  session: Session,
  call: Call,
  operation: Operation<T>,
  names: RequestNames,
): Promise<Outcome<T>> {
  const { limiter, cancellation } = session.parts;
  try {
    const run = () => limiter.run(call, () => exchange(session, call, operation));
    const outcome = await (operation.kind === "get" ? run() : cancellation.protect(run));
    if (isGranted(outcome)) limiter.succeeded();
    return outcome;
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
    throw notStarted(error, call, names);
  }
}

/** Whether the server has processed the request. A refusal counts, too, because the rate limit let the request through. */
function isGranted({ class: outcomeClass, http }: Outcome<unknown>): boolean {
  return http.kind === "answer" && outcomeClass !== "throttled" && outcomeClass !== "serverError";
}

async function exchange<T>(session: Session, call: Call, operation: Operation<T>): Promise<Outcome<T>> {
  const { http, clock, headers, requestTimeoutMs, serverClock } = session.parts;
  const query = new URLSearchParams(operation.query).toString();
  const body = operation.body === undefined ? undefined : stringifyExact(operation.body);
  const abort = new AbortController();
  const limitMs = Math.min(requestTimeoutMs, Math.max(0, call.remainingMs()));
  const onTimeout = () => abort.abort(new Aborted("TIMEOUT", `no answer within ${formatDuration(limitMs)}`));
  // If the call's own time ends, the request has timed out. It isn't a cancellation.
  const onStop = () => {
    if (call.interruption?.kind !== "deadline") abort.abort(new Aborted("CANCELLED", "cancelled"));
  };
  // A running write gets a little time even after SIGINT. If it were dropped, it could leave a tool or an attachment that no state knows.
  const stop = operation.kind === "get" ? call.signal : call.abortSignal;
  const stopTimer = clock.after(limitMs, onTimeout);
  stop.addEventListener("abort", onStop, { once: true });
  try {
    const result = await http.exchange(
      {
        method: operation.method,
        path: query === "" ? operation.path : `${operation.path}?${query}`,
        headers: body === undefined ? { ...headers } : { ...headers, "content-type": "application/json" },
        body,
      },
      abort.signal,
    );
    if (result.kind === "answer") serverClock.observe(result.header("date"));
    return classify(result, operation.parse, operation.emptyIsFine === true);
  } finally {
    stopTimer();
    stop.removeEventListener("abort", onStop);
  }
}

/** The call was interrupted while it was in the queue. */
function notStarted(interruption: Interruption, call: Call, names: RequestNames): Error {
  const where = `${names.method} ${names.redactor.redact(names.path)}`;
  const operation = names.redactor.redact(names.what);
  const { kind } = interruption;
  if (kind !== "deadline") {
    const who = kind === "cancelled" ? "it was cancelled" : "the client was closed";
    return new CancelledError({ operation, outcome: { kind }, facts: [`${who} before ${where} was sent`] });
  }
  const wait = `${where} waited ${formatDuration(call.limitMs)} for earlier requests to end and was not sent`;
  return new NetworkError(
    { operation, outcome: { kind: "queued" }, facts: [wait] },
    { code: "TIMEOUT", method: names.method, path: names.path, sent: false },
  );
}
