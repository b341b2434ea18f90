import { withMaskedQuery } from "../../delivery/url.ts";
import { type ApiDelivery, isObject, type JsonObject, member } from "../../tavus-api/contract/index.ts";
import type { Document } from "../store.ts";
import type { World } from "../world.ts";

/** The query parameter that carries the key of a delivery, where one does. */
export function keyParameter(auth: ApiDelivery["auth"]): string | undefined {
  return auth?.type === "api_key" && auth.location === "query" ? auth.name : undefined;
}

/**
 * E-12: at Tavus, a key that goes into the query is part of the event. What people look at does not show it, also after the tool has got
 * another way to authenticate.
 */
export function maskDelivery<T extends JsonObject>(world: World, account: string, delivery: T): T {
  const tool = world.store.get("tool", account, String(delivery["tool_id"]));
  const now = keyParameter(member(member(member(tool, "delivery"), "api"), "auth") as ApiDelivery["auth"]);
  return masked(masked(delivery, now), delivery["key_parameter"]);
}

/** The same for what the event of a conversation says, which does not know how it was sent. */
export function maskEvent(world: World, account: string, conversationId: string, properties: Document): Document {
  const delivery = world.store.get("delivery", account, `${conversationId}/${String(properties["tool_id"])}`);
  return maskDelivery(world, account, masked(properties, delivery?.["key_parameter"]));
}

function masked<T extends JsonObject>(delivery: T, name: unknown): T {
  const { request } = delivery;
  if (typeof name !== "string" || !isObject(request)) return delivery;
  return { ...delivery, request: { ...request, url: withMaskedQuery(String(request["url"]), name) } };
}
