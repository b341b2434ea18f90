import { randomBytes } from "node:crypto";
import { type ApiDelivery, isLoopbackHost } from "../contract/index.ts";
import { AGAIN_HEADER } from "../webhook/again.ts";
import type { Again } from "./record.ts";
import type { DeliveryRequest } from "./request.ts";

/**
 * Changes a recorded request so that a receiver handles it again. A receiver on this machine gets a header and the same bytes. With `hmac`, and on
 * other machines, receivers ignore the header, so the request gets the id of a conversation that never existed.
 */
export function toHandleAgain(
  request: DeliveryRequest,
  conversationId: string,
  auth: ApiDelivery["auth"],
): { readonly request: DeliveryRequest; readonly again: Again } {
  if (auth?.type !== "hmac" && isLoopbackHost(new URL(request.url).hostname))
    return { request: { ...request, headers: { ...request.headers, [AGAIN_HEADER]: "1" } }, again: { by: "header" } };
  const other = `c${randomBytes(6).toString("hex")}`;
  const url = request.url.replaceAll(conversationId, other);
  const body = request.body?.replaceAll(conversationId, other);
  if (url === request.url && body === request.body) return { request, again: { by: "nothing" } };
  return {
    request: { ...request, url, ...(body !== undefined && { body }) },
    again: { by: "conversationId", conversationId: other },
  };
}

export function describeAgain({ by, conversationId }: Again): string {
  switch (by) {
    case "header":
      return `The request had the header ${AGAIN_HEADER}: a receiver on this machine calls the handler again.`;
    case "conversationId":
      return `It was sent as conversation ${conversationId}, which doesn't exist: a receiver treats it as a new one.`;
    case "nothing":
      return "It was sent unchanged: the request names no conversation, so a receiver can't recognize it.";
  }
}
