import type { Account } from "../services.ts";
import type { Html } from "./html.ts";
import { html, pageUrl, type Query } from "./html.ts";
import type { PageContext } from "./layout.ts";

/** Rows of a page of a list. */
const ROWS = 25;

export interface ListPage<T> {
  readonly rows: readonly T[];
  readonly page: number;
  readonly hasOlder: boolean;
}

/** One page of those that match. Reads no further than it must: there may be very many. */
export function pageOf<T>(items: Iterable<T>, query: PageContext["query"], matches: (item: T) => boolean): ListPage<T> {
  const page = Math.max(1, Math.min(1e6, Math.floor(Number(query["page"] ?? 1)) || 1));
  const rows: T[] = [];
  let skip = (page - 1) * ROWS;
  for (const item of items) {
    if (!matches(item)) continue;
    if (skip > 0) skip -= 1;
    else if (rows.length === ROWS) return { rows, page, hasOlder: true };
    else rows.push(item);
  }
  return { rows, page, hasOlder: false };
}

/** Links to newer and older rows; nothing if one page holds all. */
export function pager({ page, hasOlder }: ListPage<unknown>, path: string, account: Account, filter: Query): Html {
  if (page === 1 && !hasOlder) return html``;
  const link = (to: number, label: string, isThere: boolean): Html =>
    isThere
      ? html`<a href="${pageUrl(path, account, { ...filter, page: to === 1 ? undefined : to })}">${label}</a>`
      : html`<span class="faint">${label}</span>`;
  return html`<nav class="pager" aria-label="Pages of the list">${link(page - 1, "← Newer", page > 1)} <span class="faint">Page ${page}</span> ${link(page + 1, "Older →", hasOlder)}</nav>`;
}

/** Whether a text that somebody looks for is in what the page shows of a thing. */
export function contains(shown: unknown, text: string | undefined): boolean {
  return !text || JSON.stringify(shown).toLowerCase().includes(JSON.stringify(text).slice(1, -1).toLowerCase());
}

/** Whether a time is within `from` and `to`, which are minutes of a form: `2026-11-30T05:42`. */
export function isWithin(at: unknown, { from = "", to = "" }: PageContext["query"]): boolean {
  const time = String(at);
  return time >= from && (to === "" || time.slice(0, to.length) <= to);
}

/**
 * A form that filters a list; it works by its address, so that what it finds can be linked.
 * @param isBeside whether something else than the list is what the page is about
 */
export function filterForm(
  path: string,
  { account, query }: PageContext,
  fields: readonly Html[],
  names: readonly string[],
  isBeside = false,
): Html {
  const isFiltered = names.some((name) => query[name]);
  return html`<form class="filter ${isBeside ? "beside" : ""}" method="get" action="${path}" role="search">
${account.id === "1" ? "" : html`<input type="hidden" name="account" value="${account.id}">`}
${fields}
<div class="buttons"><button type="submit">Filter</button>${isFiltered ? html`<a href="${pageUrl(path, account)}">Clear</a>` : ""}</div></form>`;
}

export const textField = (query: PageContext["query"], hint: string): Html =>
  html`<div class="wide"><label for="q">Text</label><input id="q" name="q" type="search" value="${query["q"] ?? ""}" placeholder="${hint}"></div>`;

export const timeFields = (query: PageContext["query"]): Html[] =>
  (["from", "to"] as const).map(
    (name) =>
      html`<div><label for="${name}">${name === "from" ? "From" : "To"} <span class="hint">UTC</span></label><input id="${name}" name="${name}" type="datetime-local" value="${query[name] ?? ""}"></div>`,
  );

/** Of the query, what filters. */
export function filterOf(query: PageContext["query"], names: readonly string[]): Query {
  return Object.fromEntries(names.map((name) => [name, query[name]]));
}
