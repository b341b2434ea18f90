import { member } from "../../contract/index.ts";
import { explain } from "../errors/explain.ts";
import { isApiError } from "../errors/index.ts";
import { PALS } from "../paths.ts";
import type { Call } from "../transport/call.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";
import { PAGE_LIMIT, PagedList } from "./listing.ts";
import { type Page, parsePage } from "./page.ts";

/** A PAL in a list. */
export interface Pal {
  readonly id: string;
  readonly name: string;
}

/** G-14: a persona is a PAL under its old name. */
const IDS = ["pal_id", "persona_id"];
const NAMES = ["pal_name", "persona_name"];

/**
 * All PALs of the user (P-22), without Tavus's own. Pages count from 1. If these pages don't contain all PALs, page 0 is read as well, because the
 * documentation and Tavus's own client contradict each other (G-15).
 */
export async function listPals(session: Session, call: Call): Promise<Pal[]> {
  const listing = new PagedList<Pal>({ ids: IDS, parse: parsePal });
  while (!listing.complete) listing.add(await readPage(session, call, listing.nextPage));
  if (listing.lacksItems) {
    const first = await readPage(session, call, 0).catch(unlessRefused);
    if (first !== undefined) listing.add(first);
  }
  return [...listing.found.values()];
}

async function readPage(session: Session, call: Call, page: number): Promise<Page> {
  const reply = await send(session, call, {
    kind: "get",
    method: "GET",
    path: PALS,
    query: { limit: String(PAGE_LIMIT), page: String(page), pal_type: "user" },
    what: "list the PALs of the account",
    parse: parsePage,
  });
  if (reply.action !== "done") throw explain(reply.names, reply.outcome);
  return reply.value;
}

/** A server that counts from 1 may not have a page 0. */
function unlessRefused(error: unknown): undefined {
  if (!isApiError(error) || ![400, 404, 422].includes(error.status)) throw error;
}

function parsePal(item: unknown): Pal | undefined {
  const [id, name] = [IDS, NAMES].map((keys) =>
    keys.map((key) => member(item, key)).find((value) => typeof value === "string" && value !== ""),
  );
  if (typeof id !== "string" || member(item, "pal_type") === "system") return undefined;
  return { id, name: typeof name === "string" ? name : id };
}
