import { withMaskedCredentials } from "../../contract/credentials.ts";
import { type JsonObject, member } from "../../contract/index.ts";
import type { Document } from "../domain/store.ts";
import type { TranscriptLine } from "../filler/context.ts";
import { maskEvent } from "../run/mask.ts";
import { type Account, zoned } from "../services.ts";
import { EXAMPLE_LINES } from "./call-form.ts";
import { palName } from "./conversations.ts";
import { deliveryRows } from "./deliveries.ts";
import { badge, copyButton, type Html, html, pageUrl, time } from "./html.ts";
import { prettyHtml, unfold } from "./json.ts";
import { document, type PageContext, problemOf, type Rejected } from "./layout.ts";

export function conversationPage(context: PageContext, conversation: Document, rejected?: Rejected): Html {
  const { account } = context;
  const { id, transcript, perception, pal_id: pal, callback_url: callback } = conversation;
  const lines = transcript as TranscriptLine[];
  const deliveries = account.store.startingWith("delivery", `${id}/`).reverse();
  const nothing =
    conversation["ended"] === true ? whyNothing(account, conversation) : html`The conversation has not ended.`;
  return document(
    context,
    {
      title: `Conversation ${id}`,
      section: "/conversations",
      watch: ["conversations", "deliveries"],
      heading: html`<div class="title"><h1>${palName(account, conversation)}</h1><span id="status" data-live>${badge(conversation["status"])}</span></div>`,
    },
    html`<p class="facts"><span>Conversation <code id="conversation-id">${id}</code> ${copyButton("conversation-id", "of the conversation", "Copy id")}</span><span>Began ${time(conversation["created_at"])}</span>
${typeof pal === "string" ? html`<span><a href="${pageUrl(`/pals/${pal}`, account)}">Its PAL</a></span>` : ""}
${conversation["ended"] === true && lines.length > 0 ? html`<span><a href="${pageUrl("/", account, { like: id })}">End another call like it</a></span>` : ""}
${callback === "" || callback === undefined ? "" : html`<span>Events go to <code>${withMaskedCredentials(String(callback))}</code></span>`}</p>
<div class="columns even"><div>
<section aria-labelledby="h-transcript"><h2 id="h-transcript">Transcript</h2><div id="transcript" data-live>
${lines.length === 0 ? html`<p class="empty">Nothing was said.</p>` : html`<ul class="transcript">${lines.map(({ role, content }) => html`<li class="${role === "user" ? "user" : ""}"><b>${role}</b> <span>${content}</span></li>`)}</ul>`}
${typeof perception === "string" && perception !== "" ? html`<h3>Perception analysis</h3><p>${perception}</p>` : ""}</div>
</section>
<div id="end" data-live>${conversation["ended"] === true ? "" : endPart(account, conversation, rejected)}</div>
</div><div>
<section aria-labelledby="h-deliveries"><h2 id="h-deliveries">Deliveries</h2><ul id="deliveries" class="rows" data-live data-keyed>${deliveries.length === 0 ? html`<li><p class="empty">${nothing}</p></li>` : deliveryRows(account, deliveries)}</ul></section>
<section aria-labelledby="h-events"><h2 id="h-events">Events</h2><div id="events" data-live data-keyed>${eventList(account, conversation)}</div></section>
</div></div>`,
  );
}

/** Ends a call that a program began. A chat already has its transcript. */
function endPart(account: Account, conversation: Document, rejected: Partial<Rejected> = {}): Html {
  return html`<section aria-labelledby="h-end"><h2 id="h-end">End this call</h2>
<form method="post" action="${pageUrl(`/conversations/${conversation.id}/end`, account)}">
${problemOf(rejected)}
${
  (conversation["transcript"] as TranscriptLine[]).length > 0
    ? ""
    : html`<label for="said-lines">Transcript <span class="hint">lines with <code>user:</code> or <code>assistant:</code>, or JSON</span></label><textarea id="said-lines" name="transcript" spellcheck="false">
${rejected.values?.["transcript"] ?? EXAMPLE_LINES}</textarea>`
}
<div class="actions"><button type="submit">End the call</button></div></form></section>`;
}

function whyNothing(account: Account, conversation: Document): Html {
  const [pending] = account.store.startingWith("pending", `${conversation.id}/`);
  if (pending !== undefined) return html`Its actions run at ${time(zoned(new Date(Number(pending["due_at"]))))}.`;
  const isSilent = (conversation["transcript"] as TranscriptLine[]).length === 0;
  return isSilent
    ? html`No action ran, because nothing was said.`
    : html`No action ran, because the PAL has no post-call action.`;
}

function eventList(account: Account, conversation: Document): Html {
  const events = conversation["events"] as JsonObject[];
  if (events.length === 0) return html`<p class="empty">No events.</p>`;
  const items = events.map((event, i) => {
    // E-12: the event contains the key of a query, but this page must not.
    const properties = maskEvent(account, conversation.id, event["properties"] as Document);
    return html`<details class="item" id="e-${i}"><summary><span class="first"><b>${String(event["event_type"])}</b> ${about(event["properties"])}</span> <span class="nums">${time(event["timestamp"])}</span></summary>
<div class="with-copy"><pre id="event-${i}" tabindex="0" aria-label="Event">${prettyHtml(unfold({ ...event, webhook_url: withMaskedCredentials(String(event["webhook_url"])), properties }))}</pre>${copyButton(`event-${i}`, "the event")}</div></details>`;
  });
  return html`${items}`;
}

/** Several actions report events with the same name. This says which action it was, and how it went. */
function about(properties: unknown): Html {
  const name = member(properties, "tool_name");
  return name === undefined
    ? html``
    : html`<span class="faint">${String(name)}</span> ${badge(member(properties, "status"))}`;
}
