import type { Issue } from "../../contract/index.ts";
import { TavusError } from "./tavus-error.ts";

/** A definition breaks rules of the contract. Found before any request. Errors are data: one printer renders the issues. */
export class ValidationError extends TavusError {
  override name = "ValidationError";
  readonly issues: readonly Issue[];

  constructor(message: string, issues: readonly Issue[]) {
    super(message);
    this.issues = issues;
  }
}
