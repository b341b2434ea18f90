import { type JsonObject, member } from "../../tavus-api/contract/index.ts";
import type { TranscriptLine } from "../filler/context.ts";
import { maskEvent } from "../run/mask.ts";
import type { EmulatorServices } from "../services.ts";
import type { Document } from "../store.ts";
import { deliveryList } from "./delivery.ts";
import { badge, type Html, html, pretty, time } from "./html.ts";
import { document, type PageContext } from "./layout.ts";

export function conversationPage(services: EmulatorServices, context: PageContext, conversation: Document): Html {
  const { account } = context;
  const deliveries = services.store.startingWith("delivery", account, `${conversation.id}/`).reverse();
  const transcript = conversation["transcript"] as TranscriptLine[];
  const nothing = html`<p class="empty">${conversation["ended"] === true ? "No action ran: nothing was said, or none is attached." : "The conversation has not ended."}</p>`;
  return document(
    context,
    `Conversation ${conversation.id}`,
    html`<p id="status" data-live>${badge(conversation["status"])} began ${String(conversation["created_at"]).replace("T", " ").replace("Z", "")}</p>
<div class="columns"><div>
<section aria-labelledby="h-transcript"><h2 id="h-transcript">Transcript</h2>
${transcript.length === 0 ? html`<p class="empty">Nothing was said.</p>` : html`<ul class="transcript">${transcript.map(({ role, content }) => html`<li><b>${role}</b>${content}</li>`)}</ul>`}
</section>
<section aria-labelledby="h-events"><h2 id="h-events">Events</h2><div id="events" data-live data-keyed>${eventList(services, account, conversation)}</div></section>
</div><div>
<section aria-labelledby="h-deliveries"><h2 id="h-deliveries">Deliveries</h2>${deliveryList(services, account, deliveries, { empty: nothing, isWhole: true })}</section>
</div></div>`,
  );
}

function eventList(services: EmulatorServices, account: string, conversation: Document): Html {
  const events = conversation["events"] as JsonObject[];
  if (events.length === 0) return html`<p class="empty">No events.</p>`;
  const items = events.map((event, i) => {
    // E-12: the key of a query is in the event, and not on this page.
    const properties = maskEvent(services, account, conversation.id, event["properties"] as Document);
    return html`<details class="delivery" id="e-${i}"><summary><b>${String(event["event_type"])}</b> ${about(event["properties"])} <span class="nums">${time(event["timestamp"])}</span></summary>
<div><pre tabindex="0" aria-label="Event">${pretty({ ...event, properties })}</pre></div></details>`;
  });
  return html`${items}`;
}

/** Several actions report under one name: which one, and how it went. */
function about(properties: unknown): Html {
  const name = member(properties, "tool_name");
  return name === undefined
    ? html``
    : html`<span class="faint">${String(name)}</span> ${badge(member(properties, "status"))}`;
}
