import { isObject, type JsonObject } from "../contract/index.ts";
import { asText, defined } from "../webhook/json.ts";

/**
 * A delivery, in camelCase. It contains no secret. Members that a delivery doesn't have are left out.
 * @since 0.1.0
 */
export interface DeliveryRecord {
  /** The id of the delivery. Only on the emulator. */
  id?: string | undefined;
  /** The conversation. */
  conversationId: string;
  /** When it was sent: ISO 8601, UTC. Only on the emulator. */
  at?: string | undefined;
  /** Milliseconds until the answer. Left out if no request was needed. */
  durationMs?: number | undefined;
  /** The tool's id. */
  toolId: string;
  /** The tool's name. Null if the tool is gone. */
  toolName: string | null;
  /** How the delivery ended. */
  status: "success" | "error" | "timeout" | "skipped";
  /** True if no request was made. `request` then shows the request that would have been sent. */
  unsent?: boolean | undefined;
  /** The request. A credential in the URL is shown as `********`. */
  request?: { method: string; url: string; body: string | null } | undefined;
  /** The tool's own URL, if `dev --forward-to` sent the request to another address. */
  forwardedFrom?: string | undefined;
  /** True if the emulator simulated the access token, so that a public token endpoint doesn't get the client secret. */
  tokenSimulated?: boolean | undefined;
  /** The headers of the request, without credentials. Only on the emulator. */
  headers?: Record<string, string> | undefined;
  /** The answer of the endpoint. */
  response?: { httpStatus: number; body: string } | undefined;
  /** What went wrong. */
  error?: string | undefined;
  /** The name of the query parameter that carried a key. */
  keyParameter?: string | undefined;
  /** The id of the delivery that this delivery repeats. */
  replayOf?: string | undefined;
  /** How `replay --again` made the receiver handle the delivery again. */
  again?: { by: "header" | "conversationId" | "nothing"; conversationId?: string | undefined } | undefined;
}

/** How `replay --again` makes a receiver handle a delivery again. `nothing` means that it can't, because the request names no conversation. */
export type Again = NonNullable<DeliveryRecord["again"]>;

export const isAgain = (value: unknown): value is Again & JsonObject =>
  isObject(value) && typeof value["by"] === "string";

/** Converts a delivery from the emulator's store or from an event to our own spelling. */
export function toDeliveryRecord(delivery: JsonObject): DeliveryRecord {
  const { request, response, headers, again } = delivery;
  return defined({
    id: asText(delivery["id"]),
    conversationId: String(delivery["conversation_id"]),
    at: asText(delivery["at"]),
    durationMs: typeof delivery["duration_ms"] === "number" ? delivery["duration_ms"] : undefined,
    toolId: String(delivery["tool_id"]),
    toolName: asText(delivery["tool_name"]) ?? null,
    status: delivery["status"] as DeliveryRecord["status"],
    unsent: delivery["unsent"] === true ? true : undefined,
    request: isObject(request)
      ? { method: String(request["method"]), url: String(request["url"]), body: asText(request["body"]) ?? null }
      : undefined,
    forwardedFrom: asText(delivery["forwarded_from"]),
    tokenSimulated: delivery["token_simulated"] === true ? true : undefined,
    headers: isObject(headers) ? (headers as Record<string, string>) : undefined,
    response: isObject(response)
      ? { httpStatus: Number(response["http_status"]), body: String(response["body"]) }
      : undefined,
    error: asText(delivery["error"]),
    keyParameter: asText(delivery["key_parameter"]),
    replayOf: asText(delivery["replay_of"]),
    again: isAgain(again) ? again : undefined,
  });
}
