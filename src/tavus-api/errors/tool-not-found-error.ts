import { ApiError, type ApiErrorInit } from "./api-error.ts";
import type { Failure } from "./failure.ts";

/** The tool is gone, and a list has confirmed it: a 400 alone proves nothing (X-3, U-1). */
export class ToolNotFoundError extends ApiError {
  override name = "ToolNotFoundError";
  readonly toolId: string;

  constructor(told: string | Failure, toolId: string, init: ApiErrorInit) {
    super(told, init);
    this.toolId = toolId;
  }
}
