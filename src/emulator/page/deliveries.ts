import { isObject, type JsonObject } from "../../contract/index.ts";
import type { Document } from "../domain/store.ts";
import { maskDelivery } from "../run/mask.ts";
import type { Account } from "../services.ts";
import { deliveryDetails, deliveryPath, hasRequest, isEndpointSimulated, isHeld, simulationOf } from "./delivery.ts";
import { badge, type Html, html, httpStatus, method, pageUrl, type Query, time, urlPathFirst } from "./html.ts";
import type { PageContext, Rejected } from "./layout.ts";
import { contains, isWithin, listPage, selectField } from "./list.ts";

const STATUSES = ["success", "error", "timeout", "skipped", "replay", "simulated", "held back"];

/** The list of deliveries, next to one delivery. */
export function deliveriesPage(context: PageContext, chosen?: Document, rejected?: Rejected): Html {
  const { account, query } = context;
  const tools = account.store.live("tool").map(({ name }) => String(name));
  return listPage(context, {
    title: chosen === undefined ? "Deliveries" : `${String(chosen["tool_name"])}, ${String(chosen["status"])}`,
    section: "/deliveries",
    watch: ["deliveries"],
    items: account.store.newest("delivery"),
    matches: (one) => matches(account, one, query),
    show: (found, here) => deliveryRows(account, found, here, chosen?.id),
    fields: {
      tool: selectField(context, "tool", "Tool", [...new Set([...tools, ...(query["tool"] ? [query["tool"]] : [])])]),
      status: selectField(context, "status", "Status", STATUSES),
    },
    searched: "In URL, headers, bodies",
    nothing: [
      "No delivery matches the filter.",
      html`Nothing has been delivered yet. <a href="${pageUrl("/", account)}">End a call</a>, or run <code>npx pulumi-tavus trigger &lt;tool&gt;</code>.`,
    ],
    beside: chosen && deliveryDetails(context, chosen, rejected),
  });
}

function matches(account: Account, delivery: Document, query: PageContext["query"]): boolean {
  const { tool, status, q } = query;
  if (tool && delivery["tool_name"] !== tool) return false;
  if (status && !statusesOf(delivery).includes(status)) return false;
  if (!isWithin(delivery["at"], query)) return false;
  // Searches the masked delivery, so that a search can't reveal a key.
  return !q || contains(maskDelivery(account, delivery), q);
}

/** A delivery's status, and other values by which the filter finds it. */
function statusesOf(delivery: Document): unknown[] {
  return [
    delivery["status"],
    ...(delivery["replay_of"] === undefined ? [] : ["replay"]),
    ...(simulationOf(delivery) === "" ? [] : ["simulated"]),
    ...(isHeld(delivery) ? ["held back"] : []),
  ];
}

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
