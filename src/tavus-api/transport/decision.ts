/**
 * The one place that decides what follows an answer, or the lack of one. Read a row as: "a request of this kind met this
 * outcome, therefore …". The test asserts the same table.
 * @module
 */

/** What a request does, as far as repeating it is concerned. */
export type RequestKind = "get" | "patch" | "delete" | "attach" | "create";

/** What became of one attempt. */
export type OutcomeClass =
  /** 2xx with the body that was asked for. */
  | "ok"
  /** 2xx without a body, where it is no 204 to a DELETE. */
  | "empty"
  /** 2xx with a body that is not what was asked for: HTML, truncated JSON, another object. */
  | "garbage"
  /** 304 (C-16). */
  | "notModified"
  /** Another 3xx: never followed, the key stays with its origin. */
  | "redirect"
  /** 404, 410, or a 400 that reads like one (X-3, U-1). */
  | "gone"
  /** 409. */
  | "conflict"
  /** Another 4xx. */
  | "refused"
  /** 429: not processed. */
  | "throttled"
  /** 501, 505: asking again can't help. */
  | "unsupported"
  /** Another 5xx, or 408: may have been processed. */
  | "serverError"
  /** No connection: certainly not processed. */
  | "notSent"
  /** The request went out and no whole answer came back: may have been processed. */
  | "lost"
  /** The certificate or the protocol of the other side is wrong: asking again can't help, and must not. */
  | "untrusted"
  /** SIGINT, SIGTERM or `close()`, before the request went out. */
  | "cancelled"
  /** The same, after it went out: may have been processed. */
  | "abandoned";

export type Action =
  /** The request did its work. */
  | "done"
  /** Wait, then send it again. */
  | "retry"
  /** Ask the server what is true now before anything else: the answer alone doesn't say. */
  | "reconcile"
  /** Probably gone: let a list prove it. */
  | "confirm"
  | "fail";

/**
 * `create` is never repeated on a hunch: after anything that may have been processed it is looked up by name first (G-10,
 * U-10). PATCH and attach set a state and may be repeated (C-8, P-3); so may DELETE, whose second answer "not found" then
 * counts as success (C-21). C-1: any 2xx is success.
 */
export const DECISIONS: Readonly<Record<OutcomeClass, Readonly<Record<RequestKind, Action>>>> = {
  ok: { get: "done", patch: "done", delete: "done", attach: "done", create: "done" },
  empty: { get: "retry", patch: "reconcile", delete: "confirm", attach: "reconcile", create: "reconcile" },
  garbage: { get: "retry", patch: "reconcile", delete: "confirm", attach: "reconcile", create: "reconcile" },
  notModified: { get: "fail", patch: "reconcile", delete: "fail", attach: "reconcile", create: "fail" },
  redirect: { get: "fail", patch: "fail", delete: "fail", attach: "fail", create: "fail" },
  gone: { get: "confirm", patch: "confirm", delete: "confirm", attach: "fail", create: "fail" },
  conflict: { get: "fail", patch: "fail", delete: "fail", attach: "fail", create: "fail" },
  refused: { get: "fail", patch: "fail", delete: "fail", attach: "fail", create: "fail" },
  throttled: { get: "retry", patch: "retry", delete: "retry", attach: "retry", create: "retry" },
  unsupported: { get: "fail", patch: "fail", delete: "fail", attach: "fail", create: "fail" },
  serverError: { get: "retry", patch: "retry", delete: "retry", attach: "retry", create: "reconcile" },
  notSent: { get: "retry", patch: "retry", delete: "retry", attach: "retry", create: "retry" },
  lost: { get: "retry", patch: "retry", delete: "retry", attach: "retry", create: "reconcile" },
  untrusted: { get: "fail", patch: "fail", delete: "fail", attach: "fail", create: "fail" },
  cancelled: { get: "fail", patch: "fail", delete: "fail", attach: "fail", create: "fail" },
  abandoned: { get: "fail", patch: "fail", delete: "fail", attach: "fail", create: "reconcile" },
};

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  /** The first wait is random up to this, the next up to twice as much, … (full jitter). */
  readonly baseMs: number;
  readonly capMs: number;
  /** Tokens of the account's retry budget that one repeat costs. */
  readonly cost: number;
}

/**
 * How patiently. 429 costs no budget: the server is well and sets the pace, and the whole account keeps to it. A dead
 * connection is given up sooner: it is more often a wrong base URL than an outage.
 */
const RETRY_POLICIES: Readonly<Record<"throttled" | "serverError" | "notSent" | "lost" | "unusable", RetryPolicy>> = {
  throttled: { attempts: 12, baseMs: 1000, capMs: 20_000, cost: 0 },
  serverError: { attempts: 6, baseMs: 500, capMs: 8000, cost: 5 },
  notSent: { attempts: 4, baseMs: 300, capMs: 3000, cost: 5 },
  lost: { attempts: 4, baseMs: 500, capMs: 8000, cost: 10 },
  unusable: { attempts: 3, baseMs: 500, capMs: 2000, cost: 5 },
};

export function retryPolicy(outcome: OutcomeClass): RetryPolicy {
  switch (outcome) {
    case "throttled":
    case "serverError":
    case "notSent":
    case "lost":
      return RETRY_POLICIES[outcome];
    default:
      return RETRY_POLICIES.unusable;
  }
}
