import type { Redactor } from "../redactor.ts";
import { withoutTrailing } from "../trailing.ts";
import type { BadOutcome } from "../transport/outcome.ts";
import { ApiError, CancelledError, type FailureOutcome, NetworkError, type TavusError } from "./index.ts";
import { isMakerChanges } from "./maker-changes.ts";
import { serverText } from "./server-text.ts";

/** The request, for a message, without query and body. */
export interface RequestNames {
  /** Completes "Could not …". */
  readonly what: string;
  readonly method: string;
  readonly path: string;
  /** Scheme, host, and port of the base URL. */
  readonly origin: string;
  readonly redactor: Redactor;
}

/** Turns an outcome into an error: what failed, where, and why. `note` is another fact, such as "Gave up after 6 attempts". */
export function explain(request: RequestNames, outcome: BadOutcome, note?: string): TavusError {
  const { method, redactor } = request;
  const path = redactor.redact(request.path);
  const failure = {
    operation: redactor.redact(request.what),
    outcome: failureOutcome(outcome),
    facts: [fact(request, outcome), ...(note === undefined ? [] : [note])],
  };
  if (failure.outcome.kind === "cancelled") return new CancelledError(failure);
  const { http } = outcome;
  if (http.kind === "failure") return new NetworkError(failure, { code: http.code, method, path, sent: http.sent });
  return new ApiError(failure, { status: http.status, method, path, serverText: serverText(http.text, redactor) });
}

function failureOutcome({ class: outcomeClass, http }: BadOutcome): FailureOutcome {
  if (outcomeClass === "cancelled" || outcomeClass === "abandoned") return { kind: "cancelled" };
  if (http.kind === "failure")
    return outcomeClass === "untrusted" ? { kind: "untrusted" } : { kind: "unreachable", code: http.code };
  if (outcomeClass === "redirect") return { kind: "redirect" };
  if (http.status < 400) return { kind: "not-the-api" };
  if (http.status === 409 && isMakerChanges(http.text)) return { kind: "maker-changes" };
  return { kind: "refused", status: http.status };
}

/** "POST /v2/tools answered 503: overloaded": one fact, without a period. */
export function fact(request: RequestNames, outcome: BadOutcome): string {
  const { http } = outcome;
  const where = `${request.method} ${request.redactor.redact(request.path)}`;
  if (http.kind === "answer") {
    const text = withoutTrailing(serverText(http.text, request.redactor), ". ");
    if (outcome.class === "redirect")
      return `${where} answered ${http.status}${target(http.header("location"), request)}`;
    if (outcome.class === "garbage")
      return `${where} answered ${http.status} with something that the API does not send${text === "" ? "" : `: ${text}`}`;
    if (text === "") return `${where} answered ${http.status} without a text`;
    return `${where} answered ${http.status}: ${text}`;
  }
  if (outcome.class === "cancelled") return `it was cancelled before ${where} was sent`;
  if (outcome.class === "abandoned") return `it was cancelled while ${where} waited for its answer`;
  const why = http.code === "TIMEOUT" ? http.message : `${http.code}, ${request.redactor.redact(http.message)}`;
  if (http.sent) return `${where} was sent to ${request.origin}, but no complete answer came (${why})`;
  const problem = outcome.class === "untrusted" ? "no secure connection" : "no connection";
  return `${problem} to ${request.origin} for ${where} (${why})`;
}

/** Only the origin, because the rest of a location can contain anything. */
function target(location: string | undefined, request: RequestNames): string {
  if (location === undefined) return ", a redirect without a target";
  try {
    return `, a redirect to ${new URL(location, request.origin).origin}`;
  } catch {
    return ", a redirect to something that is not a URL";
  }
}
