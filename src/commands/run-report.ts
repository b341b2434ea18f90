import * as z from "zod/mini";
import { isObject, type JsonObject, stringifyExact } from "../contract/index.ts";

export const DeliveryStatus = z.enum(["success", "error", "timeout", "skipped"]);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

export const DeliveryReport = z.object({
  id: z.optional(z.string()).check(z.describe("On the emulator only.")),
  conversationId: z.string(),
  at: z.optional(z.string()).check(z.describe("ISO 8601, UTC. On the emulator only.")),
  durationMs: z.optional(z.int()).check(z.describe("Left out if no request was due.")),
  toolId: z.string(),
  toolName: z.nullable(z.string()).check(z.describe("Null if the tool is gone.")),
  status: DeliveryStatus,
  unsent: z
    .optional(z.boolean())
    .check(z.describe("True if no request was made. `request` is then the one that would have been sent.")),
  request: z
    .optional(z.object({ method: z.string(), url: z.string(), body: z.nullable(z.string()) }))
    .check(z.describe("A credential in the URL is shown as `********`.")),
  forwardedFrom: z
    .optional(z.string())
    .check(z.describe("The tool's own address, if `dev --forward-to` sent the request elsewhere.")),
  tokenSimulated: z.optional(z.boolean()).check(z.describe("True if the emulator simulated the access token.")),
  headers: z.optional(z.record(z.string(), z.string())).check(z.describe("Without credentials. On the emulator only.")),
  response: z.optional(z.object({ httpStatus: z.int(), body: z.string() })),
  error: z.optional(z.string()),
  keyParameter: z.optional(z.string()).check(z.describe("The name of the query parameter that carried a key.")),
  replayOf: z.optional(z.string()).check(z.describe("The id of the delivery that this one repeats.")),
  again: z
    .optional(z.object({ by: z.enum(["header", "conversationId", "nothing"]), conversationId: z.optional(z.string()) }))
    .check(z.describe("With `--again`: how it made the receiver handle the delivery again.")),
});
export type DeliveryReport = z.infer<typeof DeliveryReport>;

export const ExecutedEvent = z.object({
  eventType: z.string(),
  timestamp: z.string(),
  toolId: z.string(),
  toolName: z.nullable(z.string()),
  status: DeliveryStatus,
});
export type ExecutedEvent = z.infer<typeof ExecutedEvent>;

export const TriggerReport = z.object({
  version: z.literal(1),
  conversationId: z.string(),
  deliveries: z.array(DeliveryReport),
  events: z
    .array(ExecutedEvent)
    .check(z.describe("The conversation's events about its actions. On the emulator only.")),
});
export type TriggerReport = z.infer<typeof TriggerReport>;

export const ReplayReport = z.omit(TriggerReport, { events: true });
export type ReplayReport = z.infer<typeof ReplayReport>;

export function toExecutedEvent({ event_type: type, timestamp, properties }: JsonObject): ExecutedEvent {
  const { tool_id: toolId, tool_name: toolName, status } = isObject(properties) ? properties : ({} as JsonObject);
  return {
    eventType: String(type),
    timestamp: String(timestamp),
    toolId: String(toolId),
    toolName: typeof toolName === "string" ? toolName : null,
    status: DeliveryStatus.parse(status),
  };
}

/** E-8: according to the documentation, a recorded body is a string. According to other sources, it is an object. */
export function bodyText(body: unknown): string | undefined {
  if (body === null || body === undefined) return undefined;
  return typeof body === "string" ? body : stringifyExact(body);
}
