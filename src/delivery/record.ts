import { isObject, type JsonObject } from "../contract/index.ts";
import { isAgain } from "./again.ts";

/** A delivery as commands report it, in our own spelling. What it doesn't have is left out. It holds no secret. */
export interface DeliveryRecord {
  /** On the emulator only. */
  id?: string | undefined;
  conversationId: string;
  /** ISO 8601, UTC. On the emulator only. */
  at?: string | undefined;
  durationMs?: number | undefined;
  toolId: string;
  /** Null if the tool is gone. */
  toolName: string | null;
  status: "success" | "error" | "timeout" | "skipped";
  /** True if no request was made; `request` is what there would have been to send. */
  unsent?: boolean | undefined;
  /** A key in the URL reads `********`. */
  request?: { method: string; url: string; body: string | null } | undefined;
  /** The tool's own address, if `dev --forward-to` sent the request elsewhere. */
  forwardedFrom?: string | undefined;
  /** Without credentials. On the emulator only. */
  headers?: Record<string, string> | undefined;
  response?: { httpStatus: number; body: string } | undefined;
  error?: string | undefined;
  /** The query parameter that carried a key. */
  keyParameter?: string | undefined;
  /** The id of the delivery that was sent again. */
  replayOf?: string | undefined;
  /** With `replay --again`: how the receiver was brought to handle it once more. */
  again?: { by: "header" | "conversationId" | "nothing"; conversationId?: string | undefined } | undefined;
}

/** A delivery as the emulator keeps it, or an event has it, in our own spelling. */
export function toDeliveryRecord(delivery: JsonObject): DeliveryRecord {
  const { request, response, headers, again } = delivery;
  const record: DeliveryRecord = {
    id: text(delivery["id"]),
    conversationId: String(delivery["conversation_id"]),
    at: text(delivery["at"]),
    durationMs: typeof delivery["duration_ms"] === "number" ? delivery["duration_ms"] : undefined,
    toolId: String(delivery["tool_id"]),
    toolName: text(delivery["tool_name"]) ?? null,
    status: delivery["status"] as DeliveryRecord["status"],
    unsent: delivery["unsent"] === true ? true : undefined,
    request: isObject(request)
      ? { method: String(request["method"]), url: String(request["url"]), body: text(request["body"]) ?? null }
      : undefined,
    forwardedFrom: text(delivery["forwarded_from"]),
    headers: isObject(headers) ? (headers as Record<string, string>) : undefined,
    response: isObject(response)
      ? { httpStatus: Number(response["http_status"]), body: String(response["body"]) }
      : undefined,
    error: text(delivery["error"]),
    keyParameter: text(delivery["key_parameter"]),
    replayOf: text(delivery["replay_of"]),
    again: isAgain(again) ? again : undefined,
  };
  return Object.fromEntries(
    Object.entries(record).filter(([, item]) => item !== undefined),
  ) as unknown as DeliveryRecord;
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
