import { type Auth, isObject, type JsonObject, valueAt } from "../../contract/index.ts";
import { describeAgain } from "../../delivery/again.ts";
import { isAgain } from "../../delivery/record.ts";
import { TOKEN_SIMULATED } from "../../delivery/tokens.ts";
import type { Document } from "../domain/store.ts";
import { describeHosts, heldHosts } from "../run/destination.ts";
import { maskDelivery } from "../run/mask.ts";
import { isUnasked, isVariant, VARIANTS } from "../run/variant.ts";
import type { Account } from "../services.ts";
import { comparison } from "./comparison.ts";
import { toCurl } from "./curl.ts";
import { badge, copyButton, type Html, html, httpStatus, method, pageUrl, time, urlPathFirst } from "./html.ts";
import { pretty, prettyHtml, unfold } from "./json.ts";
import type { PageContext, Rejected } from "./layout.ts";

/** The path of a delivery's page. The id contains characters that have a meaning in URLs. */
export function deliveryPath(id: string): string {
  return `/deliveries/${encodeURIComponent(id.replace("/", ".").replaceAll("#", "."))}`;
}

export function deliveryIdOf(path: string): string {
  const [conversation = "", ...rest] = path.split(".");
  return `${conversation}/${rest.join("#")}`;
}

/** Whether a request was sent, or would have been sent if a simulation hadn't replaced the endpoint. */
export const hasRequest = (delivery: JsonObject): boolean =>
  isObject(delivery["request"]) && delivery["unsent"] !== true;

export const isEndpointSimulated = ({ as }: JsonObject): boolean => isVariant(as) && isUnasked(as);

/** How a simulation changed a delivery. Empty for a real delivery. */
export function simulationOf({ as }: JsonObject): string {
  if (!isVariant(as)) return "";
  return isUnasked(as) ? "simulated: your endpoint was not called" : `simulated: ${VARIANTS[as]}`;
}

/** Whether a delivery waits for confirmation, because it would go to a public host. */
export const isHeld = ({ held }: JsonObject): boolean => held === true;

export function deliveryDetails(context: PageContext, recorded: Document, rejected?: Rejected): Html {
  const { account } = context;
  const delivery = maskDelivery(account, recorded);
  const { request, response, error, conversation_id: conversation, duration_ms: ms } = delivery;
  const tool = account.store.get("tool", String(delivery["tool_id"]));
  const isLive = tool !== undefined && tool["deleted"] !== true;
  const original = account.store.get("delivery", String(delivery["replay_of"]));
  const replays = account.store
    .startingWith("delivery", `${recorded.id}#`)
    .filter((one) => one["replay_of"] === recorded.id);
  const sent = hasRequest(delivery) && isObject(request) ? request : undefined;
  const made = isHeld(delivery) && isObject(request) ? request : sent;
  const isForwarded = delivery["forwarded_from"] !== undefined;
  const auth = valueAt(tool, ["delivery", "api", "auth"]) as Auth | undefined;
  return html`<div class="title"><h1>${String(delivery["tool_name"])}</h1> ${badge(delivery["status"])} ${isObject(response) ? httpStatus(response["http_status"]) : ""}
${copyButton("link", "to this delivery", "Copy link")}<span hidden id="link">${account.url()}${pageUrl(deliveryPath(recorded.id), account)}</span></div>
<p class="facts"><span>${time(delivery["at"])}</span>${isEndpointSimulated(delivery) || delivery["unsent"] === true || ms === undefined ? "" : html`<span>${String(ms)} ms</span>`}
<span>Conversation <a class="mono" href="${pageUrl(`/conversations/${String(conversation)}`, account)}">${String(conversation)}</a></span>
${isLive ? html`<span>Tool <a href="${pageUrl(`/tools/${tool.id}`, account)}">${String(tool["name"])}</a></span>` : html`<span>Tool deleted</span>`}
${original === undefined ? "" : html`<span>Replay of <a href="${pageUrl(deliveryPath(original.id), account)}">the delivery at ${time(original["at"])}</a></span>`}</p>
${simulationPart(delivery)}
${isAgain(delivery["again"]) ? html`<p>${describeAgain(delivery["again"])}</p>` : ""}
${isForwarded ? html`<p>Forwarded; the tool's URL is <code>${String(delivery["forwarded_from"])}</code>.</p>` : ""}
${delivery["token_simulated"] === true ? html`<p class="simulated">${sentence(`the access token is ${TOKEN_SIMULATED}`)}</p>` : ""}
${error === undefined ? "" : html`<p class="failure">${sentence(String(error))}</p>`}
${sent === undefined ? html`<p class="faint">${made === undefined ? "Nothing was sent." : "The request below is what the endpoint would get."}</p>` : ""}
${made === undefined ? "" : html`${confirmPart(account, delivery, made, auth)}${replayPart(account, delivery, rejected)}`}
<div id="replays" data-live>${replays.length === 0 ? "" : html`<h2>Replays</h2><ul class="plain-list">${replays.map((one) => html`<li>${badge(one["status"])} <a href="${pageUrl(deliveryPath(one.id), account)}">Compare with the replay at ${time(one["at"])}</a></li>`)}</ul>`}</div>
${original === undefined ? "" : comparison(maskDelivery(account, original), delivery)}
${made === undefined ? "" : requestPart(made, { ...headersOf(delivery, "headers"), ...headersOf(delivery, "auth_headers") })}
${isObject(response) ? responsePart(response, headersOf(delivery, "response_headers")) : ""}
${eventPart(delivery)}
${sent === undefined ? "" : curlPart(sent, headersOf(delivery, "headers"), auth)}`;
}

function simulationPart(delivery: JsonObject): Html {
  const simulation = simulationOf(delivery);
  if (simulation === "") return html``;
  const isRequestShown = isEndpointSimulated(delivery) && hasRequest(delivery);
  return html`<p class="simulated">${sentence(simulation)}${isRequestShown ? " The request below is what it would have got." : ""}</p>`;
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

function headersOf(delivery: JsonObject, name: string): JsonObject {
  const headers = delivery[name];
  return isObject(headers) ? headers : {};
}

/** A form that allows a delivery to go to a public host. */
function confirmPart(account: Account, delivery: Document, request: JsonObject, auth: Auth | undefined): Html {
  const hosts = heldHosts(account, String(delivery["forwarded_from"] ?? request["url"]), auth);
  if (hosts.length === 0) return html``;
  return html`<form class="actions" method="post" action="${pageUrl("/_page/replays", account)}" data-async>
<input type="hidden" name="delivery" value="${delivery.id}">
<p>${isHeld(delivery) ? "" : `${describeHosts(hosts)}. `}A delivery has made-up content and the tool's real credentials.</p>
<button type="submit" name="public" value="yes">Send it to ${hosts.join(" and ")} anyway</button>
<p class="notice"></p>
</form>`;
}

function replayPart(account: Account, delivery: Document, { values = {}, message = "" }: Partial<Rejected> = {}): Html {
  return html`<form class="actions" method="post" action="${pageUrl("/_page/replays", account)}" data-async>
<input type="hidden" name="delivery" value="${delivery.id}">
<label class="visually-hidden" for="endpoint">Another endpoint</label>
<input id="endpoint" name="to" type="url" placeholder="To another endpoint: http://localhost:3000/hook" value="${values["to"] ?? ""}">
<button type="submit">Replay</button>
<button type="submit" class="plain" name="again" value="yes" title="The receiver calls its handler once more">Handle again</button>
<p class="notice ${message === "" ? "" : "failure"}">${message}</p>
</form>`;
}

function requestPart(request: JsonObject, headers: JsonObject): Html {
  return html`<section aria-labelledby="h-request"><div class="bar"><h2 id="h-request">Request</h2></div>
<p class="url">${method(request["method"])} ${urlPathFirst(request["url"])} ${copyButton("sent-url", "of the request", "Copy URL")}</p>
<span hidden id="sent-url">${String(request["url"])}</span>
${nameTable([...(URL.parse(String(request["url"]))?.searchParams ?? [])], "Query parameters")}
${nameTable(Object.entries(headers), "Request headers")}
${bodyPart("request", request["body"])}</section>`;
}

function responsePart(response: JsonObject, headers: JsonObject): Html {
  return html`<section aria-labelledby="h-response"><div class="bar"><h2 id="h-response">Response ${httpStatus(response["http_status"])}</h2></div>
${nameTable(Object.entries(headers), "Response headers")}
${bodyPart("response", response["body"])}</section>`;
}

function nameTable(entries: readonly (readonly [name: string, value: unknown])[], caption: string): Html {
  const rows = entries.map(
    ([name, value]) => html`<tr><th scope="row" class="mono">${name}</th><td class="mono">${String(value)}</td></tr>`,
  );
  if (rows.length === 0) return html``;
  return html`<table class="names"><caption>${caption}</caption><tbody>${rows}</tbody></table>`;
}

/** A body in a readable form, and its exact bytes if they look different. */
function bodyPart(id: string, body: unknown): Html {
  if (typeof body !== "string" || body === "") return html`<p class="faint">No body.</p>`;
  const shown = unfold(body);
  const isUnfolded = shown !== body;
  const isSame = !isUnfolded && pretty(body) === body;
  const label = id === "request" ? "Request body" : "Response body";
  return html`<div class="bar"><h3>Body <span class="hint">${Buffer.byteLength(body)} bytes${isUnfolded ? ", JSON inside strings is expanded" : ""}</span></h3>${copyButton(`${id}-body`, `the ${label.toLowerCase()}`)}</div>
<pre id="${id}-body" tabindex="0" aria-label="${label}">${prettyHtml(shown)}</pre>
${isSame ? "" : html`<details class="more"><summary>Exact bytes</summary><div class="bar">${copyButton(`${id}-bytes`, `of the ${label.toLowerCase()}`, "Copy exact bytes")}</div><pre id="${id}-bytes" tabindex="0" aria-label="${label}, exact bytes">${body}</pre></details>`}`;
}

/** The properties of the event, or the reason why there is none (E-6). */
function eventPart(delivery: JsonObject): Html {
  if (delivery["replay_of"] !== undefined)
    return html`<section aria-labelledby="h-event"><div class="bar"><h2 id="h-event">Event</h2></div><p class="faint">A replay is not an event of the conversation.</p></section>`;
  const { tool_id, tool_name, status, request, response, error } = delivery;
  return html`<section aria-labelledby="h-event"><div class="bar"><h2 id="h-event">Event <span class="hint">application.post_call_action_executed</span></h2>${copyButton("event", "the event")}</div>
<details class="more"><summary>Properties</summary><pre id="event" tabindex="0" aria-label="Event">${prettyHtml(unfold({ tool_id, tool_name, status, request, response, error }))}</pre></details></section>`;
}

function curlPart(request: JsonObject, headers: JsonObject, auth: Auth | undefined): Html {
  return html`<section aria-labelledby="h-curl"><div class="bar"><h2 id="h-curl">As curl</h2>${copyButton("curl", "command", "Copy as curl")}</div>
<pre id="curl" tabindex="0" aria-label="curl command">${toCurl(request, headers, auth)}</pre></section>`;
}
