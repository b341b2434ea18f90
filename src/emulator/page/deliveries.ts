import { isObject, type JsonObject } from "../../contract/index.ts";
import type { Document } from "../domain/store.ts";
import { maskDelivery } from "../run/mask.ts";
import type { Account } from "../services.ts";
import { deliveryDetails, deliveryPath, hasRequest, isEndpointSimulated, isHeld, simulationOf } from "./delivery.ts";
import { badge, type Html, html, httpStatus, method, option, pageUrl, type Query, time, urlPathFirst } from "./html.ts";
import { document, type PageContext, type Rejected } from "./layout.ts";
import { contains, filterForm, filterOf, isWithin, pageOf, pager, textField, timeFields } from "./list.ts";

const FILTERS = ["tool", "status", "q", "from", "to"];

/** The list, and next to it one delivery. */
export function deliveriesPage(context: PageContext, chosen?: Document, rejected?: Rejected): Html {
  const { account, query } = context;
  const filter = filterOf(query, FILTERS);
  const list = pageOf(account.store.newest("delivery"), query, (one) => matches(account, one, query));
  const isFiltered = FILTERS.some((name) => query[name]);
  const nothing = isFiltered
    ? html`<p class="empty">No delivery matches the filter.</p>`
    : html`<p class="empty">Nothing has been delivered yet. <a href="${pageUrl("/", account)}">End a call</a>, or run <code>npx pulumi-tavus trigger &lt;tool&gt;</code>.</p>`;
  const rows = deliveryRows(account, list.rows, { ...filter, page: query["page"] }, chosen?.id);
  return document(
    context,
    {
      title: chosen === undefined ? "Deliveries" : `${String(chosen["tool_name"])}, ${String(chosen["status"])}`,
      section: "/deliveries",
      watch: ["deliveries"],
      ...(chosen !== undefined && { heading: html`` }),
    },
    html`${filterForm("/deliveries", context, [toolField(account, query), statusField(query), textField(query, "In URL, headers, bodies"), ...timeFields(query)], FILTERS, chosen !== undefined)}
<div class="split ${chosen === undefined ? "" : "chosen"}"><div class="list panel">
${chosen === undefined ? "" : html`<h2 class="visually-hidden">Deliveries</h2>`}
<ul id="deliveries" class="rows" data-live data-keyed>${rows.length === 0 ? html`<li>${nothing}</li>` : rows}</ul>
<div id="pager" data-live>${pager(list, "/deliveries", account, filter)}</div></div>
${chosen === undefined ? "" : html`<div class="panel"><p class="back"><a href="${pageUrl("/deliveries", account, { ...filter, page: query["page"] })}">← All deliveries</a></p>${deliveryDetails(context, chosen, rejected)}</div>`}</div>`,
  );
}

function matches(account: Account, delivery: Document, query: PageContext["query"]): boolean {
  const { tool, status, q } = query;
  if (tool && delivery["tool_name"] !== tool) return false;
  if (status && !statusesOf(delivery).includes(status)) return false;
  if (!isWithin(delivery["at"], query)) return false;
  // Masked: who looks for a text must not find out a key in this way.
  return !q || contains(maskDelivery(account, delivery), q);
}

/** A delivery's status, and what else the filter finds it by. */
function statusesOf(delivery: Document): unknown[] {
  return [
    delivery["status"],
    ...(delivery["replay_of"] === undefined ? [] : ["replay"]),
    ...(simulationOf(delivery) === "" ? [] : ["simulated"]),
    ...(isHeld(delivery) ? ["held back"] : []),
  ];
}

function toolField(account: Account, query: PageContext["query"]): Html {
  const chosen = query["tool"];
  const names = [
    ...new Set([...account.store.live("tool").map(({ name }) => String(name)), ...(chosen ? [chosen] : [])]),
  ];
  return html`<div><label for="tool">Tool</label><select id="tool" name="tool">${option("", "All", chosen)}${names.map((name) => option(name, name, chosen))}</select></div>`;
}

const STATUSES = ["success", "error", "timeout", "skipped", "replay", "simulated", "held back"];

const statusField = ({ status }: PageContext["query"]): Html =>
  html`<div><label for="status">Status</label><select id="status" name="status">${option("", "All", status)}${STATUSES.map((one) => option(one, one, status))}</select></div>`;

/** Deliveries as links, for every list of them. */
export function deliveryRows(
  account: Account,
  deliveries: readonly Document[],
  query: Query = {},
  chosen?: string,
): Html[] {
  return deliveries.map((recorded) => {
    const delivery = maskDelivery(account, recorded);
    const { tool_name: name, status, response, duration_ms: ms } = delivery;
    const http = isObject(response) ? response["http_status"] : undefined;
    const isReplay = delivery["replay_of"] !== undefined;
    const simulation = simulationOf(delivery);
    const said = `${isReplay ? "Replay" : "Delivery"}: ${String(name)}, ${String(status)}${http === undefined ? "" : ` ${String(http)}`}`;
    return html`<li class="delivery" id="d-${delivery.id.replace(/\W/g, "-")}" data-say="${said}"><a class="row" href="${pageUrl(deliveryPath(delivery.id), account, query)}" ${delivery.id === chosen ? html`aria-current="true"` : ""}>
<span class="first">${badge(status)} <b>${String(name)}</b>${isReplay ? html` <span class="tag">replay</span>` : ""}${simulation === "" ? "" : html` <span class="tag simulation">simulated</span>`}${isHeld(delivery) ? html` <span class="tag simulation">held back</span>` : ""}</span>
<span class="nums">${http === undefined ? "" : httpStatus(http)} ${typeof ms === "number" && delivery["unsent"] !== true && !isEndpointSimulated(delivery) ? `${ms} ms` : ""}</span>
<span class="where mono">${wherePart(delivery)}</span> <span class="nums">${time(delivery["at"])}</span></a></li>`;
  });
}

function wherePart(delivery: JsonObject): Html {
  const { request } = delivery;
  if (!hasRequest(delivery) || !isObject(request)) return html`<span class="faint">nothing was sent</span>`;
  return html`${method(request["method"])} ${urlPathFirst(request["url"])}`;
}
