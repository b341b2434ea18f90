import { TavusError } from "./tavus-error.ts";

/** The work was stopped on purpose: SIGINT, SIGTERM, or `close()`. Not thrown if a tool may exist: `AmbiguousOutcomeError`. */
export class CancelledError extends TavusError {
  override name = "CancelledError";
}
