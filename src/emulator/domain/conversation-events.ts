import { type JsonObject, member } from "../../contract/index.ts";
import { send } from "../../delivery/send.ts";
import { hasDialogue, type TranscriptLine } from "../filler/context.ts";
import { type Account, newId, zoned } from "../services.ts";
import type { Document } from "./store.ts";

/** The event about one run of an action (E-5). */
export const EXECUTED = "application.post_call_action_executed";

/** Starts a conversation, and stores it with its first event unless it has already ended. */
export function beginConversation(
  account: Account,
  name: string,
  callback: unknown,
  pal: Document | undefined,
  fields: JsonObject,
): Document {
  const id = newId("c");
  const conversation: Document = {
    id,
    conversation_name: name,
    conversation_url: `${account.url()}/_emulator/conversations/${id}`,
    status: "active",
    ended: false,
    callback_url: callback ?? "",
    pal_id: pal?.id ?? null,
    persona_id: pal?.id ?? null,
    created_at: zoned(account.now()),
    events: [],
    transcript: [],
    ...fields,
  };
  account.store.atomic(() => {
    account.store.put("conversation", conversation);
    if (conversation["ended"] === false) addEvent(account, id, "system.pal_joined", {});
  });
  return conversation;
}

/** Stores an event in the conversation (V-3) and posts it to the callback_url, unsigned as Tavus does (W-2, W-3). */
export function addEvent(account: Account, conversationId: string, eventType: string, properties: JsonObject): void {
  const conversation = account.store.get("conversation", conversationId);
  if (conversation === undefined) return;
  const callback = String(conversation["callback_url"] ?? "");
  const event = {
    properties,
    conversation_id: conversationId,
    webhook_url: callback,
    event_type: eventType,
    message_type: eventType.split(".")[0],
    timestamp: zoned(account.now()),
  };
  account.store.put("conversation", {
    ...conversation,
    events: [...(conversation["events"] as JsonObject[]), event],
  });
  if (callback === "") return;
  // The event is stored until it is posted. If the emulator crashes first, the next start posts it.
  const posting = { id: newId("e"), url: callback, event };
  account.store.put("callback", posting);
  account.inOrder(conversationId, () => post(account, posting));
}

/** The events of every conversation at its end (W-4 to W-6). */
export function addClosingEvents(account: Account, conversation: Document): void {
  const { id, transcript, perception = "", shutdown_reason } = conversation;
  addEvent(account, id, "system.shutdown", { shutdown_reason });
  if (!hasDialogue(transcript as TranscriptLine[])) return;
  addEvent(account, id, "application.transcription_ready", { transcript });
  if (perception !== "") addEvent(account, id, "application.perception_analysis", { analysis: perception });
}

/** Posts the events that a restart has interrupted. */
export function resumeCallbacks(account: Account): void {
  for (const posting of account.store.list("callback"))
    account.inOrder(String(member(posting["event"], "conversation_id")), () => post(account, posting));
}

async function post(account: Account, { id, url, event }: Document): Promise<void> {
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", url: String(url), headers, body: JSON.stringify(event) };
  // W-3: no retry is documented. A missed event is still in the verbose conversation.
  await send(request, { timeoutMs: 10_000, allowNonPublic: account.allowNonPublic, signal: account.closing });
  if (!account.closing.aborted) account.store.remove("callback", id);
}
