import type { JsonObject } from "../../contract/index.ts";
import { send } from "../../delivery/send.ts";
import { type EmulatorServices, newId, zoned } from "../services.ts";

/** Stores an event in the conversation (V-3) and posts it to the callback_url, unsigned as Tavus does (W-2, W-3). */
export function addEvent(
  services: EmulatorServices,
  account: string,
  conversationId: string,
  eventType: string,
  messageType: "system" | "application",
  properties: JsonObject,
): void {
  const conversation = services.store.get("conversation", account, conversationId);
  if (conversation === undefined) return;
  const callback = String(conversation["callback_url"] ?? "");
  const event = {
    properties,
    conversation_id: conversationId,
    webhook_url: callback,
    event_type: eventType,
    message_type: messageType,
    timestamp: zoned(services.now()),
  };
  services.store.put("conversation", account, {
    ...conversation,
    events: [...(conversation["events"] as JsonObject[]), event],
  });
  if (callback === "") return;
  // Stored until it is posted. If the emulator crashes first, the next start posts it.
  const posting = { id: newId("e"), url: callback, event };
  services.store.put("callback", account, posting);
  services.inOrder(conversationId, () => post(services, account, posting));
}

/** Posts the events that a restart has interrupted. */
export function resumeCallbacks(services: EmulatorServices, accounts: readonly string[]): void {
  for (const account of accounts)
    for (const { id, url, event } of services.store.list("callback", account))
      services.inOrder(String((event as JsonObject)["conversation_id"]), () =>
        post(services, account, { id, url: String(url), event: event as JsonObject }),
      );
}

interface Posting {
  readonly id: string;
  readonly url: string;
  readonly event: JsonObject;
}

async function post(services: EmulatorServices, account: string, { id, url, event }: Posting): Promise<void> {
  const request = { method: "POST", url, headers: { "content-type": "application/json" }, body: JSON.stringify(event) };
  // W-3: no retry is documented. A missed event is still in the verbose conversation.
  await send(request, { timeoutMs: 10_000, allowNonPublic: services.allowNonPublic, signal: services.closing });
  if (!services.closing.aborted) services.store.remove("callback", account, id);
}
