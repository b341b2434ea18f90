import { deliver } from "../../delivery/deliver.ts";
import type { DeliveryRequest } from "../../delivery/request.ts";
import { type ApiDelivery, isObject, type JsonObject, TIMEOUT_DEFAULT } from "../../tavus-api/contract/index.ts";
import { Redactor, secretsIn } from "../../tavus-api/redactor.ts";
import { findTool } from "../routes/tools.ts";
import type { Document } from "../store.ts";
import { newId, type World, zoned } from "../world.ts";
import { keyParameter } from "./mask.ts";
import { outcomeOf } from "./outcome.ts";
import { redirect } from "./redirect.ts";

/**
 * Sends what a recorded delivery sent once more: the same bytes, authenticated anew with the tool's present credentials. It is a
 * delivery of its own and no event: Tavus knows no replays.
 * @param to another endpoint than the recorded one
 * @returns the new delivery; undefined where nothing was sent that could be repeated
 */
export async function replayDelivery(
  world: World,
  account: string,
  recorded: Document,
  to?: string,
): Promise<Document | undefined> {
  const tool = findTool(world, account, String(recorded["tool_id"]));
  const request = requestOf(recorded);
  if (request === undefined) return undefined;
  const delivery = (tool?.["delivery"] as { api?: ApiDelivery } | undefined)?.api;
  const auth = delivery?.auth;
  const plain = withoutQueryKey(withoutQueryKey(request, recorded["key_parameter"]), keyParameter(auth));
  const started = performance.now();
  const sent = await deliver(to === undefined ? plain : redirect(plain, to), auth, {
    tokens: world.tokens,
    timeoutMs: (delivery?.timeout ?? TIMEOUT_DEFAULT) * 1000,
    allowNonPublic: world.allowNonPublic,
    signal: world.closing,
  });
  const redactor = new Redactor([...secretsIn({ delivery: { auth } }), ...sent.secrets]);
  const { conversation_id, tool_id, tool_name, headers } = recorded;
  const document: Document = {
    id: newId(`${recorded.id}#`),
    replay_of: recorded.id,
    conversation_id,
    tool_id,
    tool_name,
    headers,
    ...(keyParameter(auth) !== undefined && { key_parameter: keyParameter(auth) }),
    at: zoned(world.now()),
    duration_ms: Math.round(performance.now() - started),
    ...outcomeOf(sent.result, sent.request, redactor),
  };
  if (world.closing.aborted) return undefined;
  world.store.put("delivery", account, document);
  world.changed("deliveries");
  return document;
}

function requestOf({ request, headers }: JsonObject): DeliveryRequest | undefined {
  if (!isObject(request) || typeof request["url"] !== "string") return undefined;
  return {
    method: String(request["method"]),
    url: request["url"],
    headers: isObject(headers) ? (headers as Record<string, string>) : {},
    ...(typeof request["body"] === "string" && { body: request["body"] }),
  };
}

/** E-12: a key in the query was recorded with the URL; the one of now is about to be added. */
function withoutQueryKey(request: DeliveryRequest, name: unknown): DeliveryRequest {
  if (typeof name !== "string") return request;
  const [address = "", query = ""] = request.url.split(/\?(.*)/s);
  const kept = query.split("&").filter((pair) => decodeURIComponent(pair.split("=")[0] ?? "") !== name);
  return { ...request, url: kept.length === 0 || kept[0] === "" ? address : `${address}?${kept.join("&")}` };
}
