import type { JsonObject } from "../tavus-api/contract/index.ts";
import type { Behavior } from "./behavior.ts";
import { badRequest } from "./http-error.ts";

/** G-11: one page of a list, in the API's envelope. */
export function pageOf(items: readonly JsonObject[], query: Record<string, string>, behavior: Behavior): JsonObject {
  const limit = Math.min(positive(query["limit"], "limit", 10), behavior.maxPageSize);
  const page = positive(query["page"], "page", 1);
  const data = items.slice((page - 1) * limit, page * limit);
  return behavior.totalCount ? { data, total_count: items.length } : { data };
}

function positive(text: string | undefined, name: string, fallback: number): number {
  if (text === undefined) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < 1) throw badRequest(`${name} is not a whole number above 0. (G-11)`);
  return value;
}
