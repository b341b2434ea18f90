import type { Document } from "../domain/store.ts";
import type { Account } from "../services.ts";
import { badge, type Html, html, pageUrl, time } from "./html.ts";
import type { PageContext } from "./layout.ts";
import { contains, isWithin, listPage, selectField } from "./list.ts";

export function conversationsPage(context: PageContext): Html {
  const { account, query } = context;
  return listPage(context, {
    title: "Conversations",
    section: "/conversations",
    watch: ["conversations", "deliveries"],
    items: account.store.newest("conversation"),
    matches: (one) => {
      const { status, q } = query;
      if (one["deleted"] === true || (status && one["status"] !== status)) return false;
      const { id, conversation_name: name, transcript } = one;
      return isWithin(one["created_at"], query) && contains([id, name, palName(account, one), transcript], q);
    },
    show: (found) => conversationRows(account, found),
    fields: { status: selectField(context, "status", "Status", ["active", "ended"]) },
    searched: "In id, PAL, transcript",
    nothing: [
      "No conversation matches the filter.",
      html`No conversations yet. <a href="${pageUrl("/", account)}">End a call</a>, or create a conversation with <code>POST /v2/conversations</code>.`,
    ],
  });
}

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

export function palName(account: Account, { pal_id: id }: Document): string {
  const pal = typeof id === "string" ? account.store.get("pal", id) : undefined;
  return pal === undefined ? "No PAL" : String(pal["pal_name"]);
}
