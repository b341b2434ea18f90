import { withoutTrailing } from "../tavus-api/trailing.ts";
import type { DeliveryRequest } from "./request.ts";
import { isHttpUrl } from "./url.ts";

/**
 * Whether everything can be forwarded there: an http or https URL whose path goes in front of each request's.
 * @throws Error with one line for the user
 */
export function checkForwardTo(to: string): void {
  const url = isHttpUrl(to) ? new URL(to) : undefined;
  if (url === undefined || /[?#]/.test(to) || url.username !== "" || url.password !== "")
    throw new Error(`"${to}" is not an address to forward to. Write scheme, host and port: http://localhost:3000.`);
}

/** The request at another host; path and query are its own. */
export function forward(request: DeliveryRequest, to: string): DeliveryRequest {
  const { pathname, search } = new URL(request.url);
  return { ...request, url: `${withoutTrailing(to, "/")}${pathname}${search}` };
}
