import { tryExactJson } from "../../contract/json.ts";
import type { OutcomeClass } from "./decision.ts";
import type { HttpAnswer, HttpFailure } from "./http.ts";

/** The class of one attempt, and the answer or the failure for the message. */
export type Outcome<T> =
  | { readonly class: "ok"; readonly http: HttpAnswer; readonly value: T }
  | { readonly class: Exclude<OutcomeClass, "ok">; readonly http: HttpAnswer | HttpFailure };

/** The data of an attempt that didn't succeed. */
export type BadOutcome = Exclude<Outcome<never>, { readonly class: "ok" }>;

/** U-1: texts of a 400 that can mean "not found". */
const GONE_TEXT = /not found|not attached|invalid (pal|persona|tool|conversation)(_| )?id/i;

/** Failures before the request that a retry can't fix: certificates (never retried), and TLS to a server without TLS. */
const UNTRUSTED =
  /^(CERT_|ERR_TLS_CERT|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|EPROTO$)/;

export function classify<T>(
  http: HttpAnswer | HttpFailure,
  parse: (body: unknown) => T | undefined,
  emptyIsFine: boolean,
): Outcome<T> {
  if (http.kind === "failure") return { class: classOfFailure(http), http };
  if (http.status < 200 || http.status >= 300) return { class: classOfStatus(http), http };
  const text = http.text.trim();
  // Success without a body is 204 (C-20, P-8). A 200 whose body was lost proves nothing.
  if (text === "" && !(emptyIsFine && http.status === 204)) return { class: "empty", http };
  const body = tryExactJson(text);
  const value = text !== "" && body === undefined ? undefined : parse(body);
  return value === undefined ? { class: text === "" ? "empty" : "garbage", http } : { class: "ok", http, value };
}

function classOfFailure(failure: HttpFailure): Exclude<OutcomeClass, "ok"> {
  if (failure.code === "CANCELLED") return failure.sent ? "abandoned" : "cancelled";
  if (failure.sent) return "lost";
  return UNTRUSTED.test(failure.code) ? "untrusted" : "notSent";
}

function classOfStatus({ status, text }: HttpAnswer): Exclude<OutcomeClass, "ok"> {
  if (status === 304) return "notModified";
  if (status < 400) return "redirect";
  if (status === 404 || status === 410) return "gone";
  if (status === 400) return GONE_TEXT.test(text) ? "gone" : "refused";
  if (status === 408) return "serverError";
  if (status === 409) return "conflict";
  if (status === 429) return "throttled";
  if (status < 500) return "refused";
  return status === 501 || status === 505 ? "unsupported" : "serverError";
}
