import type { Failure } from "./failure.ts";
import { TavusError } from "./tavus-error.ts";

export interface ApiErrorInit {
  readonly status: number;
  readonly method: string;
  /** Without query: a query may hold what a person searched for. */
  readonly path: string;
  /** What the server said, already redacted and cut; empty if it said nothing. */
  readonly serverText: string;
}

/** The server answered, and the answer is a refusal (or makes no sense). Not thrown if no answer came: `NetworkError`. */
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
