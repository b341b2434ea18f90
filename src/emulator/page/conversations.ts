import type { Document } from "../domain/store.ts";
import type { Account } from "../services.ts";
import { badge, type Html, html, option, pageUrl, time } from "./html.ts";
import { document, type PageContext } from "./layout.ts";
import { contains, filterForm, filterOf, isWithin, pageOf, pager, textField, timeFields } from "./list.ts";

const FILTERS = ["status", "q", "from", "to"];

export function conversationsPage(context: PageContext): Html {
  const { account, query } = context;
  const list = pageOf(account.store.newest("conversation"), query, (one) => {
    const { status, q } = query;
    if (one["deleted"] === true || (status && one["status"] !== status)) return false;
    const { id, conversation_name: name, transcript } = one;
    return isWithin(one["created_at"], query) && contains([id, name, palName(account, one), transcript], q);
  });
  const rows = conversationRows(account, list.rows);
  const nothing = FILTERS.some((name) => query[name])
    ? html`<p class="empty">No conversation matches the filter.</p>`
    : html`<p class="empty">No conversations yet. <a href="${pageUrl("/", account)}">End a call</a>, or create a conversation with <code>POST /v2/conversations</code>.</p>`;
  const statusField = html`<div><label for="status">Status</label><select id="status" name="status">${["", "active", "ended"].map((one) => option(one, one || "All", query["status"]))}</select></div>`;
  return document(
    context,
    { title: "Conversations", section: "/conversations", watch: ["conversations", "deliveries"] },
    html`${filterForm("/conversations", context, [statusField, textField(query, "In id, PAL, transcript"), ...timeFields(query)], FILTERS)}
<div class="panel list"><ul id="conversations" class="rows" data-live data-keyed>${rows.length === 0 ? html`<li>${nothing}</li>` : rows}</ul>
<div id="pager" data-live>${pager(list, "/conversations", account, filterOf(query, FILTERS))}</div></div>`,
  );
}

/** Conversations as links, for every list of them. */
export function conversationRows(account: Account, conversations: readonly Document[]): Html[] {
  return conversations.map((one) => {
    const deliveries = account.store
      .startingWith("delivery", `${one.id}/`)
      .filter((delivery) => delivery["replay_of"] === undefined).length;
    const events = (one["events"] as unknown[]).length;
    return html`<li id="c-${one.id}"><a class="row" href="${pageUrl(`/conversations/${one.id}`, account)}">
<span class="first">${badge(one["status"])} <b>${palName(account, one)}</b> <span class="faint mono">${one.id}</span></span>
<span class="nums">${time(one["created_at"])}</span>
<span class="where faint">${plural(deliveries, "delivery", "deliveries")}, ${plural(events, "event", "events")}</span></a></li>`;
  });
}

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Whom a call was with. */
export function palName(account: Account, { pal_id: id }: Document): string {
  const pal = typeof id === "string" ? account.store.get("pal", id) : undefined;
  return pal === undefined ? "No PAL" : String(pal["pal_name"]);
}
