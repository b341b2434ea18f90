import { isObject, member } from "../../contract/index.ts";
import { explain } from "../errors/explain.ts";
import { CONVERSATIONS, conversationPath } from "../paths.ts";
import { type ConversationItem, listConversations } from "../reads/conversation-list.ts";
import { lookAgain } from "../reads/lag.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";

/** The PAL's answer to the newest text of a chat. */
export type ChatAnswer = { readonly status: "pending" } | { readonly status: "ready"; readonly text: string };

/** How much this machine's clock may differ from Tavus's. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

/**
 * Begins a conversation without a browser (V-7). It is charged like a call, so it is never started twice: after a lost answer, it is looked up by its
 * name.
 * @param name a unique name
 * @returns its id
 */
export async function startChat(session: Session, call: Call, palId: string, name: string): Promise<string> {
  const reply = await send(session, call, {
    kind: "create",
    method: "POST",
    path: CONVERSATIONS,
    body: { pal_id: palId, conversation_name: name, chat: true },
    what: `start a chat with PAL ${palId}`,
    parse: idIn,
  });
  if (reply.action === "done") return reply.value;
  const found = await findChat(session, name, reply.names.what).catch(() => undefined);
  if (found !== undefined) return found.id;
  const note = `It may have started anyway. Look for the conversation "${name}" in the account, and end it`;
  throw explain(reply.names, reply.outcome, note);
}

/** The conversation that a lost POST has started. A list may not show it at once, and it is charged until somebody ends it. */
function findChat(session: Session, name: string, what: string): Promise<ConversationItem | undefined> {
  const since = session.parts.clock.now() - CLOCKS_DIFFER_MS;
  return session.lastLook(async (call) => {
    const look = async (): Promise<ConversationItem | undefined> =>
      (await listConversations(session, call, since)).find((one) => one.name === name);
    return (await look()) ?? (await lookAgain(session, call, what, look));
  }, session.parts.callTimeoutMs);
}

/** Says something in a chat. Saying it twice after a lost answer does no harm. */
export async function say(session: Session, call: Call, id: string, text: string): Promise<void> {
  const reply = await send(session, call, {
    kind: "attach",
    method: "POST",
    path: `${conversationPath(id)}/respond`,
    body: { text },
    what: `say something in conversation ${id}`,
    parse: () => true,
    emptyIsFine: true,
  });
  if (reply.action !== "done" && reply.outcome.class !== "empty") throw explain(reply.names, reply.outcome);
}

export async function readAnswer(session: Session, call: Call, id: string): Promise<ChatAnswer> {
  const reply = await send(session, call, {
    kind: "get",
    method: "GET",
    path: `${conversationPath(id)}/respond`,
    what: `read the answer in conversation ${id}`,
    parse: parseAnswer,
  });
  if (reply.action !== "done") throw explain(reply.names, reply.outcome);
  return reply.value;
}

/** Ends a conversation (V-4). Succeeds if it has already ended, or is gone. */
export async function endConversation(session: Session, call: Call, id: string): Promise<void> {
  const reply = await send(session, call, {
    kind: "delete",
    method: "POST",
    path: `${conversationPath(id)}/end`,
    what: `end conversation ${id}`,
    parse: () => true,
    emptyIsFine: true,
  });
  // V-4: 200 with a body, 200 with an empty body, or 204.
  const isDone = reply.action === "done" || reply.outcome.class === "empty" || reply.outcome.class === "gone";
  if (!isDone) throw explain(reply.names, reply.outcome);
}

function idIn(body: unknown): string | undefined {
  const id = member(body, "conversation_id");
  return typeof id === "string" && id !== "" ? id : undefined;
}

function parseAnswer(body: unknown): ChatAnswer | undefined {
  if (!isObject(body)) return undefined;
  const text = body["text"];
  return body["status"] === "ready"
    ? { status: "ready", text: typeof text === "string" ? text : "" }
    : { status: "pending" };
}
