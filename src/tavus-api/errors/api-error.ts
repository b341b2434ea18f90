import type { Failure } from "./failure.ts";
import { TavusError } from "./tavus-error.ts";

export interface ApiErrorInit {
  readonly status: number;
  readonly method: string;
  /** The path without its query, which can contain a search text. */
  readonly path: string;
  /** The server's text, redacted and shortened. Empty if there was none. */
  readonly serverText: string;
}

/** The server's answer is a refusal, or makes no sense. Not thrown if no answer came: `NetworkError`. */
export class ApiError extends TavusError {
  override name = "ApiError";
  readonly status: number;
  readonly method: string;
  readonly path: string;
  readonly serverText: string;

  constructor(told: string | Failure, init: ApiErrorInit) {
    super(told);
    this.status = init.status;
    this.method = init.method;
    this.path = init.path;
    this.serverText = init.serverText;
  }
}
