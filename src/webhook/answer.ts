import type { ReceiverAuth } from "./authentication.ts";
import type { AnyReceiverOptions } from "./options.ts";

export type Fail = (status: number, message: string, error?: unknown) => Response;

export const answer = (status: number, body: object): Response => Response.json(body, { status });

export function failuresOf(request: Request, onError: AnyReceiverOptions["onError"] = () => {}): Fail {
  return (status, message, error = new Error(message)) => {
    // The logger may fail, too. That doesn't change the answer.
    void (async () => onError(error, withRequest({ status }, request)))().catch(() => {});
    return answer(status, { error: message });
  };
}

/** An error that is meant for the sender keeps its message. All other errors don't. */
export function refuse(
  fail: Fail,
  error: unknown,
  told: string,
  status: number,
  otherStatus: number,
  message: string,
): Response {
  // Compares names, because a program can load both the module and its CommonJS build.
  return error instanceof Error && error.name === told
    ? fail(status, error.message, error)
    : fail(otherStatus, message, error);
}

/** RFC 9110, section 11.6.1: the accepted schemes. */
export function unauthorized(response: Response, { type }: ReceiverAuth): Response {
  const challenge = type === "basic" ? 'Basic realm="deliveries", charset="UTF-8"' : "Bearer";
  if (type !== "api_key" && type !== "hmac") response.headers.set("www-authenticate", challenge);
  return response;
}

/** The request isn't enumerable, because its headers contain credentials. Logging the context doesn't show it. */
export function withRequest<T extends object>(context: T, request: Request): T & { readonly request: Request } {
  return Object.defineProperty(context, "request", { value: request }) as T & { readonly request: Request };
}
