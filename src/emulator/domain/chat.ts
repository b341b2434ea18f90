import { isObject, isUnset, type JsonObject } from "../../contract/index.ts";
import type { TranscriptLine } from "../filler/context.ts";
import { badRequest } from "../http-error.ts";
import type { Document } from "./store.ts";

/** The PAL's text in a chat. It contains no words that a parameter may look for. */
const ANSWER = "Thank you. I have noted that.";

/** V-7: whether a conversation is a chat. */
export function isChat(definition: JsonObject): boolean {
  const { chat, audio_only: audioOnly, modality, custom_greeting: greeting } = definition;
  for (const [name, value] of Object.entries({ chat, audio_only: audioOnly }))
    if (!isUnset(value) && typeof value !== "boolean") throw badRequest(`${name} is neither true nor false. (V-7)`);
  if (!isUnset(modality) && typeof modality !== "string") throw badRequest("modality is not a string. (V-7)");
  if (!isUnset(greeting) && typeof greeting !== "string") throw badRequest("custom_greeting is not a string. (V-1)");
  if (chat !== true) return false;
  if (audioOnly === true) throw badRequest("chat excludes audio_only. Remove one of them. (V-7)");
  if (!isUnset(modality) && modality !== "text")
    throw badRequest('chat implies modality "text". Remove modality. (V-7)');
  return true;
}

/**
 * A turn of a chat: the caller's text, and the PAL's answer.
 * @param pending how many reads of the answer return `pending`
 * @throws HttpError 400 if there is no text, or nobody to answer it
 */
export function takeTurn(conversation: Document, body: unknown, pending: number): Document {
  assertChat(conversation);
  if (conversation["ended"] === true) throw badRequest("The conversation has ended. (V-7)");
  const text = isObject(body) ? body["text"] : undefined;
  if (typeof text !== "string" || text.trim() === "") throw badRequest("text is required and must be a string. (V-7)");
  const before = conversation["transcript"] as TranscriptLine[];
  const greeting = conversation["greeting"];
  // A greeting without an answer isn't a dialogue (E-2).
  const first = before.length === 0 && typeof greeting === "string" ? [{ role: "assistant", content: greeting }] : [];
  const transcript = [...before, ...first, { role: "user", content: text }, { role: "assistant", content: ANSWER }];
  return { ...conversation, transcript, answer: { text: ANSWER, pending } };
}

/** The newest answer in a chat, and the conversation after this read. */
export function askForAnswer(conversation: Document): { conversation: Document; reply: JsonObject } {
  assertChat(conversation);
  const { text, pending } = isObject(conversation["answer"]) ? conversation["answer"] : ({} as JsonObject);
  if (typeof text !== "string") return { conversation, reply: { status: "pending" } };
  const left = Number(pending);
  if (left <= 0) return { conversation, reply: { status: "ready", text } };
  return { conversation: { ...conversation, answer: { text, pending: left - 1 } }, reply: { status: "pending" } };
}

function assertChat(conversation: Document): void {
  if (conversation["chat"] !== true)
    throw badRequest("The conversation isn't a chat. Create it with chat: true. (V-7)");
}
