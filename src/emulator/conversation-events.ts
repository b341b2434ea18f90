import { send } from "../delivery/send.ts";
import type { JsonObject } from "../tavus-api/contract/index.ts";
import { newId, type World, zoned } from "./world.ts";

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
  if (callback === "") return;
  // Kept until it is posted: an event of an action that a crash came after is posted by the next start.
  const posting = { id: newId("e"), url: callback, event };
  world.store.put("callback", account, posting);
  world.inOrder(conversationId, () => post(world, account, posting));
}

/** Posts what a restart has left over. */
export function resumeCallbacks(world: World, accounts: readonly string[]): void {
  for (const account of accounts)
    for (const { id, url, event } of world.store.list("callback", account))
      world.inOrder(String((event as JsonObject)["conversation_id"]), () =>
        post(world, account, { id, url: String(url), event: event as JsonObject }),
      );
}

interface Posting {
  readonly id: string;
  readonly url: string;
  readonly event: JsonObject;
}

async function post(world: World, account: string, { id, url, event }: Posting): Promise<void> {
  const request = { method: "POST", url, headers: { "content-type": "application/json" }, body: JSON.stringify(event) };
  // W-3: no retry is documented; whoever misses an event finds it in the verbose conversation.
  await send(request, { timeoutMs: 10_000, allowNonPublic: world.allowNonPublic, signal: world.closing });
  if (!world.closing.aborted) world.store.remove("callback", account, id);
}
