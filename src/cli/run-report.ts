import * as z from "zod";
import { isObject, type JsonObject } from "../tavus-api/contract/index.ts";

export const DeliveryStatus = z.enum(["success", "error", "timeout", "skipped"]);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

export const DeliveryReport = z.object({
  id: z.string().optional().describe("On the emulator only."),
  conversationId: z.string(),
  at: z.string().optional().describe("ISO 8601, UTC. On the emulator only."),
  durationMs: z.number().int().optional().describe("Left out if no request was to be made."),
  toolId: z.string(),
  toolName: z.string().nullable().describe("Null if the tool is gone."),
  status: DeliveryStatus,
  unsent: z
    .boolean()
    .optional()
    .describe("True if no request was made; `request` is what there would have been to send."),
  request: z
    .object({ method: z.string(), url: z.string(), body: z.string().nullable() })
    .optional()
    .describe("A key in the URL reads `********`."),
  headers: z.record(z.string(), z.string()).optional().describe("Without credentials. On the emulator only."),
  response: z.object({ httpStatus: z.number().int(), body: z.string() }).optional(),
  error: z.string().optional(),
  keyParameter: z.string().optional().describe("The query parameter that carried a key."),
  replayOf: z.string().optional().describe("The id of the delivery that was sent again."),
});
export type DeliveryReport = z.infer<typeof DeliveryReport>;

export const ExecutedEvent = z.object({
  eventType: z.string(),
  timestamp: z.string(),
  toolId: z.string(),
  toolName: z.string().nullable(),
  status: DeliveryStatus,
});
export type ExecutedEvent = z.infer<typeof ExecutedEvent>;

/** What `pulumi-tavus trigger --json` writes. It holds no secret. */
export const TriggerReport = z.object({
  version: z.literal(1),
  conversationId: z.string(),
  deliveries: z.array(DeliveryReport),
  events: z.array(ExecutedEvent).describe("What the conversation itself says of its actions. On the emulator only."),
});
export type TriggerReport = z.infer<typeof TriggerReport>;

/** What `pulumi-tavus replay --json` writes. It holds no secret. */
export const ReplayReport = TriggerReport.omit({ events: true });
export type ReplayReport = z.infer<typeof ReplayReport>;

/** A delivery as the emulator or an event has it, in our own spelling. */
export function toDeliveryReport(delivery: JsonObject): DeliveryReport {
  const { request, response, headers } = delivery;
  return defined({
    id: text(delivery["id"]),
    conversationId: String(delivery["conversation_id"]),
    at: text(delivery["at"]),
    durationMs: typeof delivery["duration_ms"] === "number" ? delivery["duration_ms"] : undefined,
    toolId: String(delivery["tool_id"]),
    toolName: text(delivery["tool_name"]) ?? null,
    status: DeliveryStatus.parse(delivery["status"]),
    unsent: delivery["unsent"] === true ? true : undefined,
    request: isObject(request)
      ? { method: String(request["method"]), url: String(request["url"]), body: text(request["body"]) ?? null }
      : undefined,
    headers: isObject(headers) ? (headers as Record<string, string>) : undefined,
    response: isObject(response)
      ? { httpStatus: Number(response["http_status"]), body: String(response["body"]) }
      : undefined,
    error: text(delivery["error"]),
    keyParameter: text(delivery["key_parameter"]),
    replayOf: text(delivery["replay_of"]),
  });
}

/** An `application.post_call_action_executed`, in our own spelling. */
export function toExecutedEvent({ event_type: type, timestamp, properties }: JsonObject): ExecutedEvent {
  const { tool_id: toolId, tool_name: toolName, status } = isObject(properties) ? properties : ({} as JsonObject);
  return {
    eventType: String(type),
    timestamp: String(timestamp),
    toolId: String(toolId),
    toolName: text(toolName) ?? null,
    status: DeliveryStatus.parse(status),
  };
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** Without the members that are undefined, which JSON doesn't have either. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
