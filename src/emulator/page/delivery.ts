import { type Auth, isObject, type JsonObject, member } from "../../tavus-api/contract/index.ts";
import { maskDelivery } from "../run/mask.ts";
import type { EmulatorServices } from "../services.ts";
import type { Document } from "../store.ts";
import { toCurl } from "./curl.ts";
import { badge, type Html, html, pageUrl, pretty, time } from "./html.ts";

/** Deliveries, newest first; a part of the page that comes anew by itself. */
export function deliveryList(
  services: EmulatorServices,
  account: string,
  deliveries: readonly Document[],
  { empty, isWhole }: { readonly empty: Html; readonly isWhole: boolean },
): Html {
  const items = deliveries.map((delivery) => deliveryDetails(services, account, delivery, isWhole));
  return html`<div id="deliveries" data-live data-keyed>${items.length === 0 ? empty : items}</div>`;
}

function deliveryDetails(services: EmulatorServices, account: string, recorded: Document, isWhole: boolean): Html {
  const masked = maskDelivery(services, account, recorded);
  const delivery = isWhole ? masked : shortened(masked);
  const { tool_name: name, status, request, response, duration_ms: ms, replay_of: replayOf } = delivery;
  const http = isObject(response) ? String(response["http_status"]) : "";
  const sent =
    isObject(request) && delivery["unsent"] !== true
      ? `${String(request["method"])} ${String(request["url"])}`
      : "nothing was sent";
  const kind = replayOf === undefined ? "Delivery" : "Replay";
  const id = `d-${delivery.id.replace(/\W/g, "-")}`;
  return html`<details class="delivery" id="${id}" data-say="${kind}: ${String(name)}, ${String(status)} ${http}">
<summary>${badge(status)} <b>${String(name)}</b>${replayOf === undefined ? "" : html` <span class="faint">replay</span>`}
<span class="where mono">${sent}</span> <span class="nums">${http} ${typeof ms === "number" ? `${ms} ms` : ""} ${time(delivery["at"])}</span></summary>
<div>${deliveryBody(services, account, delivery, id)}</div></details>`;
}

/** A list of many comes anew with each change; long answers are read on the conversation's own page. */
function shortened(delivery: Document): Document {
  const { response } = delivery;
  if (!isObject(response) || typeof response["body"] !== "string" || response["body"].length <= SHOWN_MAX)
    return delivery;
  const more = response["body"].length - SHOWN_MAX;
  const body = `${response["body"].slice(0, SHOWN_MAX)}… (${more} more characters: see the conversation)`;
  return { ...delivery, response: { ...response, body } };
}

/** Characters of an answer in a list. */
const SHOWN_MAX = 2000;

function deliveryBody(services: EmulatorServices, account: string, delivery: Document, id: string): Html {
  const { request, response, error, conversation_id: conversation } = delivery;
  const tool = services.store.get("tool", account, String(delivery["tool_id"]));
  const wasSent = isObject(request) && delivery["unsent"] !== true;
  const auth = member(member(member(tool, "delivery"), "api"), "auth") as Auth | undefined;
  return html`<p>Conversation <a href="${pageUrl(`/conversations/${String(conversation)}`, account)}">${String(conversation)}</a>
${tool === undefined || tool["deleted"] === true ? "" : html`· Tool <a href="${pageUrl(`/tools/${tool.id}`, account)}">${String(tool["name"])}</a>`}</p>
${error === undefined ? "" : html`<p class="failure">${String(error)}</p>`}
${wasSent ? requestPart(request, headersOf(delivery)) : ""}
${isObject(response) ? html`<h3>Response ${String(response["http_status"])}</h3><pre tabindex="0" aria-label="Response body">${pretty(response["body"])}</pre>` : ""}
<h3>Event</h3><pre tabindex="0" aria-label="Event">${pretty(eventOf(delivery))}</pre>
${wasSent ? replayPart(request, headersOf(delivery), auth, { account, id, delivery }) : ""}`;
}

const headersOf = (delivery: Document): JsonObject => (isObject(delivery["headers"]) ? delivery["headers"] : {});

function requestPart(request: JsonObject, headers: JsonObject): Html {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  const head = [`${String(request["method"])} ${String(request["url"])}`, ...lines].join("\n");
  const body = pretty(request["body"]);
  return html`<h3>Request</h3><pre tabindex="0" aria-label="Request">${head}${body === "" ? "" : `\n\n${body}`}</pre>`;
}

/** The properties of the event, or why there is none (E-6). */
function eventOf(delivery: Document): unknown {
  if (delivery["replay_of"] !== undefined) return "A replay is no event of the conversation.";
  const { tool_id, tool_name, status, request, response, error } = delivery;
  return { tool_id, tool_name, status, request, response, error };
}

interface Replay {
  readonly account: string;
  readonly id: string;
  readonly delivery: Document;
}

function replayPart(
  request: JsonObject,
  headers: JsonObject,
  auth: Auth | undefined,
  { account, id, delivery }: Replay,
): Html {
  return html`<h3>As curl</h3><pre id="${id}-curl" tabindex="0" aria-label="curl command">${toCurl(request, headers, auth)}</pre>
<form class="actions" method="post" action="${pageUrl("/_page/replays", account)}" data-async>
<input type="hidden" name="delivery" value="${delivery.id}">
<label class="visually-hidden" for="${id}-to">Another endpoint</label>
<input id="${id}-to" name="to" type="url" placeholder="to another endpoint: http://localhost:3000/hook">
<button type="submit">Replay</button> <button type="button" class="plain" data-copy="${id}-curl">Copy as curl</button>
<p class="notice"></p>
</form>`;
}
