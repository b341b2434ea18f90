import { ApiError, type ApiErrorInit } from "./api-error.ts";
import type { Failure } from "./failure.ts";

/** 409: another tool of the account has this name (X-7, T-3). Not thrown if the other tool may come from our own lost POST. */
export class NameTakenError extends ApiError {
  override name = "NameTakenError";
  readonly toolName: string;

  constructor(told: string | Failure, toolName: string, init: ApiErrorInit) {
    super(told, init);
    this.toolName = toolName;
  }
}
