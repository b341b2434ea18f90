import { withoutTrailing } from "../tavus-api/trailing.ts";
import type { DeliveryRequest } from "./request.ts";
import { isHttpUrl } from "./url.ts";

/** The path of a forward address is put in front of each request's path. @throws Error with one line for the user */
export function checkForwardTo(to: string): void {
  const url = isHttpUrl(to) ? new URL(to) : undefined;
  if (url === undefined || /[?#]/.test(to) || url.username !== "" || url.password !== "")
    throw new Error(`"${to}" is not an address to forward to. Write scheme, host and port: http://localhost:3000.`);
}

/** The request with another host, but with its own path and query. */
export function forward(request: DeliveryRequest, to: string): DeliveryRequest {
  const { pathname, search } = new URL(request.url);
  return { ...request, url: `${withoutTrailing(to, "/")}${pathname}${search}` };
}

/** The request for another endpoint: the endpoint's address, path, and query, followed by the request's own query. */
export function redirect(request: DeliveryRequest, to: string): DeliveryRequest {
  const query = new URL(request.url).search.slice(1);
  // A fragment is never sent, and must not swallow the query.
  const address = to.split("#")[0] ?? to;
  if (query === "") return { ...request, url: address };
  return { ...request, url: `${address}${address.includes("?") ? "&" : "?"}${query}` };
}
