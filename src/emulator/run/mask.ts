import { withMaskedQuery } from "../../delivery/url.ts";
import { isObject, member } from "../../tavus-api/contract/index.ts";
import type { Document } from "../store.ts";
import type { World } from "../world.ts";

/** E-12: at Tavus, a key that goes into the query is part of the event. What people look at does not show it. */
export function maskDelivery(world: World, account: string, delivery: Document): Document {
  // Of a deleted tool too.
  const tool = world.store.get("tool", account, String(delivery["tool_id"]));
  const auth = member(member(member(tool, "delivery"), "api"), "auth");
  const { request } = delivery;
  if (member(auth, "location") !== "query" || !isObject(request)) return delivery;
  return {
    ...delivery,
    request: { ...request, url: withMaskedQuery(String(request["url"]), String(member(auth, "name"))) },
  };
}
