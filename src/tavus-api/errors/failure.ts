/** Why an operation failed: what decides about the next step. */
export type FailureOutcome =
  | { readonly kind: "refused"; readonly status: number }
  /** 409 because PAL Maker holds unpublished changes (X-8, P-30). */
  | { readonly kind: "maker-changes" }
  /** 409 because another tool has the name (X-7). */
  | { readonly kind: "name-taken"; readonly name: string }
  /** A list has confirmed that it doesn't exist. */
  | { readonly kind: "gone" }
  /** The answer to the POST was lost. `toolId`: the tool that now has the name. */
  | { readonly kind: "ambiguous"; readonly toolId: string | undefined }
  /** Success by the answer, but the PAL doesn't list the tool. */
  | { readonly kind: "not-listed" }
  | { readonly kind: "redirect" }
  /** An answer that the API doesn't send. */
  | { readonly kind: "not-the-api" }
  | { readonly kind: "unreachable"; readonly code: string }
  | { readonly kind: "untrusted" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "closed" }
  /** It waited too long for earlier requests, and was not sent. */
  | { readonly kind: "queued" }
  /** A read that others share took too long. */
  | { readonly kind: "slow" };

/** A failed operation as data, without secrets. What to do about it depends on who reads it: see src/messages. */
export interface Failure {
  /** Completes "Could not …". */
  readonly operation: string;
  readonly outcome: FailureOutcome;
  /** What happened, each a sentence without its full stop. */
  readonly facts: readonly string[];
}

/** The facts in one paragraph. */
export function describeFailure({ operation, facts }: Failure): string {
  return `Could not ${operation}: ${facts.map((fact) => `${fact}.`).join(" ")}`;
}
