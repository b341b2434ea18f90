import type { Failure } from "./failure.ts";
import { TavusError } from "./tavus-error.ts";

export interface NetworkErrorInit {
  /** `ECONNREFUSED`, `UND_ERR_SOCKET`, `TIMEOUT`, … */
  readonly code: string;
  readonly method: string;
  readonly path: string;
  /** Whether the server may have received the request. */
  readonly sent: boolean;
}

/** No usable answer came: the connection was refused, reset, timed out, or not trusted. Not thrown for any status code: `ApiError`. */
export class NetworkError extends TavusError {
  override name = "NetworkError";
  readonly code: string;
  readonly method: string;
  readonly path: string;
  readonly sent: boolean;

  constructor(told: string | Failure, init: NetworkErrorInit) {
    super(told);
    this.code = init.code;
    this.method = init.method;
    this.path = init.path;
    this.sent = init.sent;
  }
}
