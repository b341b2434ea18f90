import { withMaskedCredentials } from "../../contract/credentials.ts";
import { callForm, callLike } from "./call-form.ts";
import { conversationRows } from "./conversations.ts";
import { deliveryRows } from "./deliveries.ts";
import { copyButton, type Html, html, pageUrl } from "./html.ts";
import { document, type PageContext, type Rejected } from "./layout.ts";
import { pageOf } from "./list.ts";

/** How many of the newest items to show. Their lists have their own pages. */
const [NEWEST_DELIVERIES, NEWEST_CONVERSATIONS] = [10, 5];

export function overviewPage(context: PageContext, rejected?: Rejected): Html {
  const { account } = context;
  const [tools, pals] = [account.store.live("tool"), account.store.live("pal")];
  const newest = (kind: "delivery" | "conversation", count: number) =>
    pageOf(account.store.newest(kind), {}, (one) => one["deleted"] !== true).rows.slice(0, count);
  const deliveries = deliveryRows(account, newest("delivery", NEWEST_DELIVERIES));
  const conversations = conversationRows(account, newest("conversation", NEWEST_CONVERSATIONS));
  const like = account.store.find("conversation", context.query["like"] ?? "");
  const more = (path: string, label: string): Html => html`<a href="${pageUrl(path, account)}">${label}</a>`;
  return document(
    context,
    { title: "Overview", section: "/", watch: ["tools", "pals", "conversations", "deliveries"] },
    html`<div id="start" data-live>${tools.length + pals.length === 0 ? startPart(context) : ""}</div>
<div class="columns"><div>
<section aria-labelledby="h-call"><h2 id="h-call">End a call</h2>
${callForm(account, { tools, pals, chosen: context.query["target"] }, rejected ?? (like && callLike(like)))}</section>
</div><div>
<section aria-labelledby="h-deliveries"><div class="bar"><h2 id="h-deliveries">Latest deliveries</h2>${more("/deliveries", "All deliveries")}</div>
${account.forwardTo === undefined ? "" : html`<p class="hint">Every delivery goes to <code>${withMaskedCredentials(account.forwardTo)}</code>.</p>`}
<ul id="deliveries" class="rows" data-live data-keyed>${deliveries.length === 0 ? html`<li><p class="empty">Nothing has been delivered yet. End a call with the form, or run <code>npx pulumi-tavus trigger &lt;tool&gt;</code>.</p></li>` : deliveries}</ul></section>
<section aria-labelledby="h-conversations"><div class="bar"><h2 id="h-conversations">Latest conversations</h2>${more("/conversations", "All conversations")}</div>
<ul id="conversations" class="rows" data-live data-keyed>${conversations.length === 0 ? html`<li><p class="empty">No conversations yet.</p></li>` : conversations}</ul></section>
</div></div>`,
  );
}

function startPart({ account, key }: PageContext): Html {
  return html`<section class="start" aria-labelledby="h-start"><h2 id="h-start">Start here</h2>
<div class="steps"><div><h3>Try it</h3><p>Add a sample PAL with a post-call action that delivers to this emulator. Then end a call and look at the delivery.</p>
<form method="post" action="${pageUrl("/_page/sample", account)}"><button type="submit">Add a sample PAL and action</button></form></div>
<div><h3>Or deploy your program</h3><p>Set these variables, then run <code>pulumi up</code>. What it sends is in <a href="${pageUrl("/requests", account)}">API requests</a>.</p>
<div class="with-copy"><pre id="variables" tabindex="0" aria-label="Variables">export TAVUS_BASE_URL=${account.url()}
export TAVUS_API_KEY=${key}</pre>${copyButton("variables", "the variables")}</div></div></div></section>`;
}
