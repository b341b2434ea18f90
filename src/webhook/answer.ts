import type { ReceiverAuth } from "./authentication.ts";
import type { AnyReceiverOptions } from "./options.ts";

/** Answers with a failure, and reports it. */
export type Fail = (status: number, message: string, error?: unknown) => Response;

export function answer(status: number, body: object): Response {
  return Response.json(body, { status });
}

export function failuresOf(request: Request, onError: AnyReceiverOptions["onError"] = () => {}): Fail {
  return (status, message, error = new Error(message)) => {
    // Whoever logs may fail too; that changes no answer.
    void (async () => onError(error, withRequest({ status }, request)))().catch(() => {});
    return answer(status, { error: message });
  };
}

/** Errors of a name that is made for the caller keep their own words, all others don't. */
export function refuse(
  fail: Fail,
  error: unknown,
  told: string,
  status: number,
  otherStatus: number,
  message: string,
): Response {
  // By its name: a program may have the module and its CommonJS twin.
  return error instanceof Error && error.name === told
    ? fail(status, error.message, error)
    : fail(otherStatus, message, error);
}

/** RFC 9110, section 11.6.1: what would be accepted. */
export function unauthorized(response: Response, { type }: ReceiverAuth): Response {
  const challenge = type === "basic" ? 'Basic realm="deliveries", charset="UTF-8"' : "Bearer";
  if (type !== "api_key" && type !== "hmac") response.headers.set("www-authenticate", challenge);
  return response;
}

/** Whoever logs a context logs no credential: the request, whose headers have them, is there but not listed. */
export function withRequest<T extends object>(context: T, request: Request): T & { readonly request: Request } {
  return Object.defineProperty(context, "request", { value: request }) as T & { readonly request: Request };
}
