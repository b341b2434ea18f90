import { type ApiDelivery, type JsonObject, member } from "../../contract/index.ts";
import { keyParameter } from "../../delivery/authenticate.ts";
import { withMaskedKey } from "../../delivery/outcome.ts";
import type { Document } from "../domain/store.ts";
import type { EmulatorServices } from "../services.ts";

/**
 * E-12: at Tavus, a key that goes into the query is part of the event. What people look at does not show it, also after the tool has got
 * another way to authenticate.
 */
export function maskDelivery<T extends JsonObject>(services: EmulatorServices, account: string, delivery: T): T {
  const tool = services.store.get("tool", account, String(delivery["tool_id"]));
  const now = keyParameter(member(member(member(tool, "delivery"), "api"), "auth") as ApiDelivery["auth"]);
  return withMaskedKey(withMaskedKey(delivery, now), delivery["key_parameter"]);
}

/** The same for what the event of a conversation says, which does not know how it was sent. */
export function maskEvent(
  services: EmulatorServices,
  account: string,
  conversationId: string,
  properties: Document,
): Document {
  const delivery = services.store.get("delivery", account, `${conversationId}/${String(properties["tool_id"])}`);
  return maskDelivery(services, account, withMaskedKey(properties, delivery?.["key_parameter"]));
}
