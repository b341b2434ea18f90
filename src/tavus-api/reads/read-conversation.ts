import { isObject, type JsonObject, member } from "../../contract/index.ts";
import { explain } from "../errors/explain.ts";
import { conversationPath } from "../paths.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";

/** A conversation with its events (V-3), possibly none. `undefined` if the conversation doesn't exist. */
export interface Conversation {
  readonly id: string;
  readonly status: string | undefined;
  /** `undefined` if the answer doesn't contain it (V-3 lists no fields). */
  readonly palId: string | undefined;
  readonly events: readonly JsonObject[];
  /** The address that gets its events (W-1). `undefined` if there is none. */
  readonly callbackUrl: string | undefined;
}

export async function readConversation(session: Session, call: Call, id: string): Promise<Conversation | undefined> {
  const reply = await send(session, call, {
    kind: "get",
    method: "GET",
    path: conversationPath(id),
    query: { verbose: "true" },
    what: `read conversation ${id}`,
    parse: (body) => (isObject(body) ? toConversation(id, body) : undefined),
  });
  if (reply.action === "done") return reply.value;
  // an unknown id is a 400 with a string that says so.
  if (reply.outcome.class === "gone") return undefined;
  throw explain(reply.names, reply.outcome);
}

function toConversation(id: string, body: JsonObject): Conversation {
  const { status, events, callback_url: callback } = body;
  return {
    id,
    palId: palIdIn(body),
    status: typeof status === "string" ? status : undefined,
    // V-3: `events` can be null.
    events: Array.isArray(events) ? events.filter(isObject) : [],
    callbackUrl: typeof callback === "string" && callback !== "" ? callback : undefined,
  };
}

/** The PAL of a conversation. `persona_id` is an older name for the same (G-14). */
export function palIdIn(conversation: unknown): string | undefined {
  return [member(conversation, "pal_id"), member(conversation, "persona_id")].find(
    (value): value is string => typeof value === "string" && value !== "",
  );
}
