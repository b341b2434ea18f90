import type { DeliveryRequest } from "../../delivery/request.ts";

/** The request as it would go to another endpoint: address and path are the other's, the query is its own and then the request's. */
export function redirect(request: DeliveryRequest, to: string): DeliveryRequest {
  const query = new URL(request.url).search.slice(1);
  if (query === "") return { ...request, url: to };
  return { ...request, url: `${to}${to.includes("?") ? "&" : "?"}${query}` };
}
