import { splitCredentials, withMaskedCredentials } from "../../contract/credentials.ts";
import { type ApiDelivery, isObject, type JsonObject, MASK, valueAt } from "../../contract/index.ts";
import { keyParameter } from "../../delivery/authenticate.ts";
import { withMaskedUrls } from "../../delivery/outcome.ts";
import type { Document } from "../domain/store.ts";
import type { Account } from "../services.ts";

/** A delivery as the page shows it (E-12). Masks credentials even after the tool's authentication has changed. */
export function maskDelivery<T extends JsonObject>(account: Account, delivery: T): T {
  const tool = account.store.get("tool", String(delivery["tool_id"]));
  const now = keyParameter(valueAt(tool, ["delivery", "api", "auth"]) as ApiDelivery["auth"]);
  const masked = withMaskedUrls(delivery, now, delivery["key_parameter"]);
  return { ...masked, ...(masked["headers"] !== undefined && { headers: maskNamed(masked["headers"], "headers") }) };
}

/** A tool's delivery as the page shows it. Removes credentials that Tavus doesn't treat as secret (K-11). */
export function maskApi(api: JsonObject): JsonObject {
  const { url, headers, query_params: query } = api;
  return {
    ...api,
    url: withMaskedCredentials(String(url)),
    ...(headers !== undefined && { headers: maskNamed(headers, "headers") }),
    ...(query !== undefined && { query_params: maskNamed(query, "queryParams") }),
  };
}

/** @param field the field of the delivery, as a program spells it */
function maskNamed(values: unknown, field: "headers" | "queryParams"): unknown {
  if (!isObject(values)) return values;
  const isCredential = (name: string, value: unknown): boolean =>
    typeof value === "string" && splitCredentials(["delivery", "api", field, name], value) !== undefined;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isCredential(name, value) ? MASK : value]),
  );
}

/** Masks a conversation's event, which doesn't say how the delivery was sent. */
export function maskEvent(account: Account, conversationId: string, properties: Document): Document {
  const delivery = account.store.get("delivery", `${conversationId}/${String(properties["tool_id"])}`);
  return maskDelivery(account, withMaskedUrls(properties, delivery?.["key_parameter"]));
}
