import { type ApiDelivery, isObject, type JsonObject } from "../../contract/index.ts";
import { toHandleAgain } from "../../delivery/again.ts";
import type { Again } from "../../delivery/record.ts";
import { deliverReported, toReplay } from "../../delivery/report.ts";
import type { DeliveryRequest } from "../../delivery/request.ts";
import type { Document } from "../domain/store.ts";
import { type Account, newId, zoned } from "../services.ts";
import { sentRecord } from "./action.ts";
import { deliverOptions, destinationOf } from "./destination.ts";

export interface ReplayOptions {
  readonly to?: string | undefined;
  readonly again?: boolean | undefined;
  readonly allowPublic?: boolean | undefined;
}

/**
 * Prepares a recorded delivery to be sent again: the same bytes, with the tool's current credentials. The replay is a separate delivery. It has no
 * event, because Tavus has no replays.
 * @returns a function that sends the replay and returns the new delivery. Undefined if there is no sent request to repeat
 * @throws HeldBack if the user must first allow a public host
 */
export function prepareReplay(
  account: Account,
  recorded: Document,
  { to, again = false, allowPublic = false }: ReplayOptions,
): (() => Promise<Document | undefined>) | undefined {
  const tool = account.store.find("tool", String(recorded["tool_id"]));
  const request = requestOf(recorded);
  if (request === undefined) return undefined;
  const delivery = (tool?.["delivery"] as { api?: ApiDelivery } | undefined)?.api;
  const formerKey = typeof recorded["key_parameter"] === "string" ? recorded["key_parameter"] : undefined;
  const auth = delivery?.auth;
  const plain = toReplay(request, auth, { to, formerKey });
  const destination = destinationOf(account, plain, { auth, isNamed: to !== undefined, isAllowed: allowPublic });
  const sent: { readonly request: DeliveryRequest; readonly again?: Again } = again
    ? toHandleAgain(destination.request, String(recorded["conversation_id"]), auth)
    : destination;
  return async () => {
    const reported = await deliverReported(sent.request, delivery ?? {}, deliverOptions(account, destination));
    const { conversation_id, tool_id, tool_name, headers } = recorded;
    return keep(account, recorded, {
      id: newId(`${recorded.id}#`),
      replay_of: recorded.id,
      conversation_id,
      tool_id,
      tool_name,
      headers,
      ...sentRecord(reported, auth, destination),
      ...(sent.again && { again: sent.again }),
      at: zoned(account.now()),
      ...reported.properties,
    });
  };
}

function keep(account: Account, recorded: Document, replay: Document): Document | undefined {
  if (account.closing.aborted) return undefined;
  account.delivered(account, replay);
  // If a reset has deleted the delivery in the meantime, the replay is reported but not stored.
  if (account.store.get("delivery", recorded.id) === undefined) return replay;
  account.store.put("delivery", replay);
  account.changed("deliveries");
  return replay;
}

function requestOf({ request, headers, unsent, held, forwarded_from: own }: JsonObject): DeliveryRequest | undefined {
  // A delivery that was held back has its whole request.
  const isLost = unsent === true && held !== true;
  if (isLost || !isObject(request) || typeof request["url"] !== "string") return undefined;
  return {
    method: String(request["method"]),
    url: typeof own === "string" ? own : request["url"],
    headers: isObject(headers) ? (headers as Record<string, string>) : {},
    ...(typeof request["body"] === "string" && { body: request["body"] }),
  };
}
