import type { JsonObject } from "../contract/index.ts";
import type { Behavior } from "./behavior.ts";
import type { Document } from "./domain/store.ts";
import { badRequest } from "./http-error.ts";

/**
 * G-11: one page of a list, in the API's envelope. Calls `answer` only for the items on the page.
 * @param firstPage G-15: if it is given, page 0 exists. It is the same as page 1 if pages count from 1
 */
export function pageOf<T>(
  items: readonly T[],
  query: Record<string, string>,
  behavior: Behavior,
  answer: (item: T) => JsonObject,
  firstPage?: 1 | 0,
): JsonObject {
  const asked = positive(query["limit"], "limit", 10);
  if (asked > behavior.maxPageSize && behavior.overLimit === "refuse")
    throw badRequest(`limit is at most ${behavior.maxPageSize}. (G-12)`);
  const limit = Math.min(asked, behavior.maxPageSize);
  const page = firstPage !== undefined && query["page"] === "0" ? 0 : positive(query["page"], "page", 1);
  const start = Math.max(0, page - (firstPage ?? 1)) * limit;
  const data = items.slice(start, start + limit).map(answer);
  return behavior.totalCount ? { data, total_count: items.length } : { data };
}

/**
 * Sorts the documents of a list as the query asks. The input is sorted oldest first.
 * @param rule the rule's id, for the message
 */
export function sorted(documents: Document[], { sort = "asc" }: Record<string, string>, rule: string): Document[] {
  if (!["asc", "desc"].includes(sort)) throw badRequest(`sort is neither asc nor desc. (${rule})`);
  return sort === "desc" ? documents.reverse() : documents;
}

function positive(text: string | undefined, name: string, fallback: number): number {
  if (text === undefined) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < 1) throw badRequest(`${name} is not a whole number above 0. (G-11)`);
  return value;
}
