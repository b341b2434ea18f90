import type { JsonObject } from "../tavus-api/contract/index.ts";
import { type World, zoned } from "./world.ts";

/** Keeps an event in the conversation (V-3) and posts it to the callback_url, unsigned as Tavus does (W-2, W-3). */
export function addEvent(
  world: World,
  account: string,
  conversationId: string,
  eventType: string,
  messageType: "system" | "application",
  properties: JsonObject,
): void {
  const conversation = world.store.get("conversation", account, conversationId);
  if (conversation === undefined) return;
  const callback = String(conversation["callback_url"] ?? "");
  const event = {
    properties,
    conversation_id: conversationId,
    webhook_url: callback,
    event_type: eventType,
    message_type: messageType,
    timestamp: zoned(world.now()),
  };
  world.store.put("conversation", account, {
    ...conversation,
    events: [...(conversation["events"] as JsonObject[]), event],
  });
  if (callback !== "") world.background(post(world, callback, event));
}

async function post(world: World, url: string, event: JsonObject): Promise<void> {
  const { send } = await import("../delivery/send.ts");
  const request = { method: "POST", url, headers: { "content-type": "application/json" }, body: JSON.stringify(event) };
  // W-3: no retry is documented; whoever misses an event finds it in the verbose conversation.
  await send(request, { timeoutMs: 10_000, allowNonPublic: world.allowNonPublic, signal: world.closing });
}
