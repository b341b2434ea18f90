/**
 * The only place that decides what follows an answer, or a missing answer. Read a row as: "a request of this kind met this outcome, therefore …". The
 * test asserts the same table.
 * @module
 */

/** The kinds of requests that differ in how they can be repeated. */
export type RequestKind = "get" | "patch" | "delete" | "attach" | "create";

/** The outcome of one attempt. */
export type OutcomeClass =
  /** 2xx with the expected body. */
  | "ok"
  /** 2xx without a body, except for a 204 to a DELETE. */
  | "empty"
  /** 2xx with an unexpected body: HTML, truncated JSON, another object. */
  | "garbage"
  /** 304 (C-16). */
  | "notModified"
  /** Another 3xx. Never followed, because the key stays with its origin. */
  | "redirect"
  /** 404, 410, or a 400 that looks like one (X-3, U-1). */
  | "gone"
  /** 409. */
  | "conflict"
  /** Another 4xx. */
  | "refused"
  /** 429: not processed. */
  | "throttled"
  /** 501, 505: a retry can't help. */
  | "unsupported"
  /** Another 5xx, or 408: may have been processed. */
  | "serverError"
  /** No connection: certainly not processed. */
  | "notSent"
  /** The request was sent and no whole answer came back: may have been processed. */
  | "lost"
  /** The server's certificate or protocol is wrong: a retry can't help, and must not happen. */
  | "untrusted"
  /** SIGINT, SIGTERM, or `close()`, before the request was sent. */
  | "cancelled"
  /** The same, after it was sent: may have been processed. */
  | "abandoned";

export type Action =
  /** The request succeeded. */
  | "done"
  /** Wait, then send it again. */
  | "retry"
  /** First read the current state from the server, because the answer alone doesn't show it. */
  | "reconcile"
  /** Probably gone: a list must prove it. */
  | "confirm"
  | "fail";

/**
 * `create` is never repeated blindly: if it may have been processed, it is first looked up by name (G-10, U-10). PATCH and attach set a state and can
 * be repeated (C-8, P-3). So can DELETE, whose second answer "not found" counts as success (C-21). C-1: any 2xx is success.
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
  /** All attempts, including the first. */
  readonly attempts: number;
  /** The first wait is random, up to this long. The limit doubles with each further wait (full jitter). */
  readonly baseMs: number;
  readonly capMs: number;
  /** The tokens of the account's retry budget that one retry costs. */
  readonly cost: number;
}

/**
 * How often to retry. A 429 costs no budget, because the server works and sets the pace for the whole account. A failed connection is given up
 * sooner, because it more often means a wrong base URL than an outage.
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
