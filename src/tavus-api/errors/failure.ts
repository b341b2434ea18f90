/** Why an operation failed. It determines the next step. */
export type FailureOutcome =
  | { readonly kind: "refused"; readonly status: number }
  /** 409 because PAL Maker has unpublished changes (X-8, P-30). */
  | { readonly kind: "maker-changes" }
  /** 409 because another tool has the name (X-7). */
  | { readonly kind: "name-taken"; readonly name: string }
  /** A list has confirmed that the object doesn't exist. */
  | { readonly kind: "gone" }
  /** The answer to the POST was lost. `toolId`: the tool that now has the name. */
  | { readonly kind: "ambiguous"; readonly toolId: string | undefined }
  /** The answer says success, but the PAL doesn't list the tool. */
  | { readonly kind: "not-listed" }
  | { readonly kind: "redirect" }
  /** An answer that the API doesn't send. */
  | { readonly kind: "not-the-api" }
  | { readonly kind: "unreachable"; readonly code: string }
  | { readonly kind: "untrusted" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "closed" }
  /** The request waited too long for earlier requests, and was never sent. */
  | { readonly kind: "queued" }
  /** A shared read took too long. */
  | { readonly kind: "slow" };

/** A failed operation as data, without secrets. The remedy depends on the reader: see src/messages. */
export interface Failure {
  /** Completes "Could not …". */
  readonly operation: string;
  readonly outcome: FailureOutcome;
  /** What happened. Each fact is a sentence without its period. */
  readonly facts: readonly string[];
}

/** The facts in one paragraph. */
export function describeFailure({ operation, facts }: Failure): string {
  return `Could not ${operation}: ${facts.map((fact) => `${fact}.`).join(" ")}`;
}
