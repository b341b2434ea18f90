import type { DeliveryRequest } from "./request.ts";

/** The request for another endpoint: the other endpoint's address and path, its query, and then the request's query. */
export function redirect(request: DeliveryRequest, to: string): DeliveryRequest {
  const query = new URL(request.url).search.slice(1);
  // A fragment is never sent, and must not swallow the query.
  const address = to.split("#")[0] ?? to;
  if (query === "") return { ...request, url: address };
  return { ...request, url: `${address}${address.includes("?") ? "&" : "?"}${query}` };
}
