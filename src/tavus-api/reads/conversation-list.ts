import { member } from "../../contract/index.ts";
import { explain } from "../errors/explain.ts";
import { CONVERSATIONS } from "../paths.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";
import { PAGE_LIMIT, PagedList } from "./listing.ts";
import { parsePage } from "./page.ts";
import { palIdIn } from "./read-conversation.ts";

/** A conversation in a list (V-2). */
export interface ConversationItem {
  readonly id: string;
  /** `undefined` if the list doesn't contain it. */
  readonly palId: string | undefined;
  readonly name?: string | undefined;
  readonly status?: string | undefined;
  /** Milliseconds since 1970. `undefined` if the list doesn't contain it. */
  readonly createdAt: number | undefined;
}

/**
 * The conversations since a time. The order of the list isn't documented. Reading stops at a page that is entirely older only if a page shows that
 * the list is ordered from new to old.
 */
export async function listConversations(session: Session, call: Call, since: number): Promise<ConversationItem[]> {
  const listing = new PagedList<ConversationItem>({ ids: ["conversation_id"], parse: parseItem });
  let isDescending = false;
  while (!listing.complete) {
    const before = listing.found.size;
    const reply = await send(session, call, {
      kind: "get",
      method: "GET",
      path: CONVERSATIONS,
      query: { limit: String(PAGE_LIMIT), page: String(listing.nextPage) },
      what: "list the conversations of the account",
      parse: parsePage,
    });
    if (reply.action !== "done") throw explain(reply.names, reply.outcome);
    listing.add(reply.value);
    const times = [...listing.found.values()]
      .slice(before)
      .map(({ createdAt }) => createdAt ?? Number.POSITIVE_INFINITY);
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    isDescending ||= first > last;
    if (isDescending && times.length > 0 && times.every((time) => time < since)) break;
  }
  return [...listing.found.values()].filter(({ createdAt }) => createdAt === undefined || createdAt >= since);
}

function parseItem(item: unknown): ConversationItem | undefined {
  const id = member(item, "conversation_id");
  if (typeof id !== "string") return undefined;
  const createdAt = parseTimestamp(text(item, "created_at"));
  return { id, palId: palIdIn(item), name: text(item, "conversation_name"), status: text(item, "status"), createdAt };
}

function text(item: unknown, key: string): string | undefined {
  const value = member(item, key);
  return typeof value === "string" && value !== "" ? value : undefined;
}
