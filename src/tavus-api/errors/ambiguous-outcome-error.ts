import type { Failure } from "./failure.ts";
import { TavusError } from "./tavus-error.ts";

export interface AmbiguousOutcomeInit {
  readonly toolName: string;
  /** The tool that now has the name. Absent if the look-up failed. */
  readonly toolId?: string | undefined;
  /** First fact: what happened to the POST. */
  readonly request: string;
  /** Second fact: what the look-up by name found. */
  readonly lookup: string;
}

/**
 * A tool may or may not have been created. The answer to the POST was lost, and the look-up by name doesn't prove that the tool with this name is the
 * new one (G-10, U-10). Not thrown if the tool can't have been created.
 */
export class AmbiguousOutcomeError extends TavusError {
  override name = "AmbiguousOutcomeError";
  readonly toolName: string;
  readonly toolId: string | undefined;
  readonly request: string;
  readonly lookup: string;

  constructor(told: Failure, init: AmbiguousOutcomeInit) {
    super(told);
    this.toolName = init.toolName;
    this.toolId = init.toolId;
    this.request = init.request;
    this.lookup = init.lookup;
  }
}
