import { keyParameter } from "../../delivery/authenticate.ts";
import { deliverReported, toReplay } from "../../delivery/report.ts";
import type { DeliveryRequest } from "../../delivery/request.ts";
import { type ApiDelivery, isObject, type JsonObject } from "../../tavus-api/contract/index.ts";
import { findTool } from "../routes/tools.ts";
import { type EmulatorServices, newId, zoned } from "../services.ts";
import type { Document } from "../store.ts";
import { sentHeaders } from "./action.ts";

/**
 * Sends what a recorded delivery sent once more: the same bytes, authenticated anew with the tool's present credentials. It is a
 * delivery of its own and no event: Tavus knows no replays.
 * @param to another endpoint than the recorded one
 * @returns the new delivery; undefined where nothing was sent that could be repeated
 */
export async function replayDelivery(
  services: EmulatorServices,
  account: string,
  recorded: Document,
  to?: string,
): Promise<Document | undefined> {
  const tool = findTool(services, account, String(recorded["tool_id"]));
  const request = requestOf(recorded);
  if (request === undefined) return undefined;
  const delivery = (tool?.["delivery"] as { api?: ApiDelivery } | undefined)?.api;
  const key = keyParameter(delivery?.auth);
  const formerKey = typeof recorded["key_parameter"] === "string" ? recorded["key_parameter"] : undefined;
  const { properties, durationMs, ...reported } = await deliverReported(
    toReplay(request, delivery?.auth, { to, formerKey }),
    delivery ?? {},
    { tokens: services.tokens, allowNonPublic: services.allowNonPublic, signal: services.closing },
  );
  const { conversation_id, tool_id, tool_name, headers } = recorded;
  const document: Document = {
    id: newId(`${recorded.id}#`),
    replay_of: recorded.id,
    conversation_id,
    tool_id,
    tool_name,
    headers,
    ...sentHeaders(reported),
    ...(key !== undefined && { key_parameter: key }),
    at: zoned(services.now()),
    duration_ms: durationMs,
    ...properties,
  };
  if (services.closing.aborted) return undefined;
  // Forgotten by a reset meanwhile: it is told, and not kept.
  if (services.store.get("delivery", account, recorded.id) === undefined) return document;
  services.store.put("delivery", account, document);
  services.changed("deliveries");
  return document;
}

function requestOf({ request, headers, unsent }: JsonObject): DeliveryRequest | undefined {
  if (unsent === true || !isObject(request) || typeof request["url"] !== "string") return undefined;
  return {
    method: String(request["method"]),
    url: request["url"],
    headers: isObject(headers) ? (headers as Record<string, string>) : {},
    ...(typeof request["body"] === "string" && { body: request["body"] }),
  };
}
