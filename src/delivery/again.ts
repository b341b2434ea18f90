import { randomBytes } from "node:crypto";
import { type ApiDelivery, isLoopbackHost, isObject, type JsonObject } from "../contract/index.ts";
import { AGAIN_HEADER } from "../webhook/again.ts";
import type { DeliveryRequest } from "./request.ts";

/** How a receiver is brought to handle a delivery once more. */
export interface Again {
  /** `nothing`: the request names no conversation, so a receiver has nothing to know it by. */
  readonly by: "header" | "conversationId" | "nothing";
  /** The new one, with `conversationId`. */
  readonly conversationId?: string | undefined;
}

/**
 * A recorded request as a receiver handles it once more. A receiver on this machine is asked by a header, and gets the same bytes. With `hmac` it
 * heeds no such header, and elsewhere nobody does: then the request gets the id of a conversation that never was.
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

export const isAgain = (value: unknown): value is Again & JsonObject =>
  isObject(value) && typeof value["by"] === "string";

/** How a delivery was sent again, for people. */
export function describeAgain({ by, conversationId }: Again): string {
  switch (by) {
    case "header":
      return `It had the header ${AGAIN_HEADER}: a receiver on this machine calls the handler again.`;
    case "conversationId":
      return `It was sent as conversation ${conversationId}, which doesn't exist: a receiver takes it for a new one.`;
    case "nothing":
      return "It was sent unchanged: the request names no conversation, so a receiver can't know it again.";
  }
}
