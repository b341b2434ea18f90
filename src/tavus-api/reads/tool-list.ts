import type { Tool } from "../../contract/index.ts";
import { explain } from "../errors/explain.ts";
import { TOOLS } from "../paths.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";
import { Listing, PAGE_LIMIT } from "./listing.ts";
import { parsePage } from "./page.ts";

/** Fetches the next page of a list of tools into `listing`. */
export async function fetchPage(
  session: Session,
  call: Call,
  listing: Listing,
  what: string,
  filter?: string,
): Promise<void> {
  const query = { limit: String(PAGE_LIMIT), page: String(listing.nextPage), type: "user" };
  const reply = await send(session, call, {
    kind: "get",
    method: "GET",
    path: TOOLS,
    query: filter === undefined ? query : { ...query, name_or_uuid: filter },
    what,
    parse: parsePage,
  });
  // A list has no "not found", so this isn't the API.
  if (reply.action !== "done") throw explain(reply.names, reply.outcome);
  listing.add(reply.value);
}

/** All tools of the account, or all up to the first match. */
export async function listTools(
  session: Session,
  call: Call,
  what: string,
  options: { filter?: string; until?: (listing: Listing) => boolean } = {},
): Promise<Listing> {
  const listing = new Listing();
  while (!listing.complete && options.until?.(listing) !== true)
    await fetchPage(session, call, listing, what, options.filter);
  return listing;
}

/**
 * The tool with exactly this name. The server's filter matches substrings and ignores case (C-5), and its name is only known from code (U-4). So
 * this compares the names itself, and reads all pages in case the server ignores the filter.
 */
export async function findByName(session: Session, call: Call, name: string): Promise<Tool | undefined> {
  const match = (listing: Listing) => [...listing.tools.values()].find((tool) => tool.name === name);
  const what = `look up tool "${name}"`;
  return match(
    await listTools(session, call, what, { filter: name, until: (listing) => match(listing) !== undefined }),
  );
}

/** The tool with this id, from the list. The list decides what exists (U-1), because a GET by id may answer for deleted tools (C-7). */
export async function findById(session: Session, call: Call, id: string): Promise<Tool | undefined> {
  const what = `look up tool ${id}`;
  return (await listTools(session, call, what, { filter: id, until: (listing) => listing.tools.has(id) })).tools.get(
    id,
  );
}
