import { ApiError, type ApiErrorInit } from "./api-error.ts";

/** The tool is gone, and a list has confirmed it: a 400 alone proves nothing (X-3, U-1). */
export class ToolNotFoundError extends ApiError {
  override name = "ToolNotFoundError";
  readonly toolId: string;

  constructor(message: string, toolId: string, init: ApiErrorInit) {
    super(message, init);
    this.toolId = toolId;
  }
}
