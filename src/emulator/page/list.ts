import type { Account } from "../services.ts";
import { type Html, html, option, pageUrl, type Query } from "./html.ts";
import { document, type Page, type PageContext, SECTIONS } from "./layout.ts";

/** The number of rows on a page of a list. */
const ROWS = 25;

interface ListPage<T> {
  readonly rows: readonly T[];
  readonly page: number;
  readonly hasOlder: boolean;
}

interface List<T> extends Pick<Page, "title" | "watch"> {
  readonly section: "/deliveries" | "/conversations" | "/requests";
  readonly lead?: Html;
  readonly items: Iterable<T>;
  readonly matches: (item: T) => boolean;
  /** @param here the query of the current URL, for links that return to it */
  readonly show: (rows: readonly T[], here: Query) => Html[];
  /** Whether the items are `<details>` elements instead of list items. */
  readonly isOfDetails?: boolean;
  /** The fields that only this list has, by name. */
  readonly fields: Readonly<Record<string, Html>>;
  /** The placeholder of the search field, which names the searched parts. */
  readonly searched: string;
  /** The texts to show if nothing matches, and if the list is empty. */
  readonly nothing: readonly [noMatch: string, none: Html];
  /** What the page is about, shown next to the list. */
  readonly beside?: Html | undefined;
}

/** A page with a list and a form that filters it. The form sets the page's URL, so that a result can be linked. */
export function listPage<T>(context: PageContext, list: List<T>): Html {
  const { account, query } = context;
  const { section, fields, beside } = list;
  const names = [...Object.keys(fields), "q", "from", "to"];
  const isFiltered = names.some((name) => query[name]);
  const filter = Object.fromEntries(names.map((name) => [name, query[name]]));
  const here = { ...filter, page: query["page"] };
  const found = pageOf(list.items, query, list.matches);
  const none = html`<p class="empty">${list.nothing[isFiltered ? 0 : 1]}</p>`;
  const items =
    found.rows.length === 0 ? (list.isOfDetails ? none : html`<li>${none}</li>`) : list.show(found.rows, here);
  const id = section.slice(1);
  const rows = html`${list.isOfDetails ? html`<div id="${id}" data-live data-keyed>${items}</div>` : html`<ul id="${id}" class="rows" data-live data-keyed>${items}</ul>`}
<div id="pager" data-live>${pager(found, section, account, filter)}</div>`;
  return document(
    context,
    { ...list, ...(beside && { heading: html`` }) },
    html`${list.lead ?? ""}
<form class="filter ${beside ? "beside" : ""}" method="get" action="${section}" role="search">
${account.id === "1" ? "" : html`<input type="hidden" name="account" value="${account.id}">`}
${Object.values(fields)}
<div class="wide"><label for="q">Text</label><input id="q" name="q" type="search" value="${query["q"] ?? ""}" placeholder="${list.searched}"></div>
${["from", "to"].map((name) => html`<div><label for="${name}">${name === "from" ? "From" : "To"} <span class="hint">UTC</span></label><input id="${name}" name="${name}" type="datetime-local" value="${query[name] ?? ""}"></div>`)}
<div class="buttons"><button type="submit">Filter</button>${isFiltered ? html`<a href="${pageUrl(section, account)}">Clear</a>` : ""}</div></form>
${
  beside === undefined
    ? html`<div class="panel list">${rows}</div>`
    : html`<div class="split"><div class="list panel"><h2 class="visually-hidden">${SECTIONS[section]}</h2>
${rows}</div>
<div class="panel"><p class="back"><a href="${pageUrl(section, account, here)}">← All ${id}</a></p>${beside}</div></div>`
}`,
  );
}

/** One page of the matching items. Reads only as many items as necessary, because there may be very many. */
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

/** Links to newer and older rows. Empty if everything fits on one page. */
function pager({ page, hasOlder }: ListPage<unknown>, path: string, account: Account, filter: Query): Html {
  if (page === 1 && !hasOlder) return html``;
  const link = (to: number, label: string, isThere: boolean): Html =>
    isThere
      ? html`<a href="${pageUrl(path, account, { ...filter, page: to === 1 ? undefined : to })}">${label}</a>`
      : html`<span class="faint">${label}</span>`;
  return html`<nav class="pager" aria-label="Pages of the list">${link(page - 1, "← Newer", page > 1)} <span class="faint">Page ${page}</span> ${link(page + 1, "Older →", hasOlder)}</nav>`;
}

/** Whether the visible part of an item contains the search text. */
export function contains(shown: unknown, text: string | undefined): boolean {
  return !text || JSON.stringify(shown).toLowerCase().includes(JSON.stringify(text).slice(1, -1).toLowerCase());
}

/** Whether a time is between `from` and `to`, which a form sends in minutes: `2026-11-30T05:42`. */
export function isWithin(at: unknown, { from = "", to = "" }: PageContext["query"]): boolean {
  const time = String(at);
  return time >= from && (to === "" || time.slice(0, to.length) <= to);
}

export const selectField = (
  { query }: PageContext,
  name: string,
  label: string,
  values: readonly string[],
  labelOf: (value: string) => string = (value) => value,
): Html =>
  html`<div><label for="${name}">${label}</label><select id="${name}" name="${name}">${option("", "All", query[name])}${values.map((value) => option(value, labelOf(value), query[name]))}</select></div>`;
