import type { Action, ArgumentsOfAction } from "../action/action.ts";
import { type Delivery, parseDelivery } from "./delivery.ts";
import { ParseError } from "./errors.ts";
import { asText, defined, fromJson, isObject, type JsonObject } from "./json.ts";
import { type RawBody, textOf } from "./raw-body.ts";

/** E-6; an open set: what else Tavus may say is handed over as it is. */
export type ExecutionStatus = "success" | "error" | "timeout" | "skipped" | (string & {});

export const EXECUTED = "application.post_call_action_executed";

interface EventBase {
  readonly conversationId: string;
  /** As Tavus writes it. */
  readonly timestamp?: string;
  readonly properties: JsonObject;
}

/** An action ran, or did not (E-5, E-6). */
export interface PostCallActionExecuted extends EventBase {
  readonly eventType: typeof EXECUTED;
  readonly toolId: string;
  readonly toolName: string;
  readonly status: ExecutionStatus;
  /** False for `skipped` only: with `error` and `timeout` a request was made (E-9). */
  readonly ran: boolean;
  /** What was sent, the body parsed where it is JSON (E-8). Recorded also where the delivery failed. */
  readonly request?: { readonly url: string; readonly method: string; readonly body: unknown };
  readonly response?: { readonly httpStatus: number; readonly body: unknown };
  readonly error?: string;
}

/** Any other event of a conversation (W-4). */
export interface OtherEvent extends EventBase {
  readonly eventType: string;
  readonly toolId?: undefined;
}

export type ConversationEvent = PostCallActionExecuted | OtherEvent;

export function isExecuted(event: ConversationEvent): event is PostCallActionExecuted {
  return event.eventType === EXECUTED && event.toolId !== undefined;
}

/** Whether a body is an event rather than a delivery: both may come to one address (W-8). */
export function isEventBody(body: unknown): body is JsonObject & { event_type: string; conversation_id: string } {
  return (
    isObject(body) &&
    typeof body["event_type"] === "string" &&
    typeof body["conversation_id"] === "string" &&
    (isObject(body["properties"]) || typeof body["message_type"] === "string")
  );
}

/**
 * Reads an event of a conversation, from its callback or from the verbose conversation. Callbacks are not signed (W-3): what they say is
 * not proven.
 * @throws ParseError where it is no event
 */
export function parseEvent(body: RawBody | JsonObject): ConversationEvent {
  const value = isObject(body) ? body : fromJson(textOf(body));
  if (!isEventBody(value)) throw new ParseError("the body is not an event: event_type or conversation_id is missing");
  const properties = isObject(value["properties"]) ? value["properties"] : {};
  const base = {
    eventType: value["event_type"],
    conversationId: value["conversation_id"],
    properties,
    timestamp: asText(value["timestamp"]),
  };
  const { tool_id: toolId, tool_name: toolName, status, request, response, error } = properties;
  if (base.eventType !== EXECUTED || !(asText(toolId) ?? asText(toolName))) return defined(base) as OtherEvent;
  return defined({
    ...base,
    toolId: asText(toolId) ?? "",
    toolName: asText(toolName) ?? "",
    status: `${status}`,
    ran: status !== "skipped",
    request: isObject(request)
      ? { url: `${request["url"]}`, method: `${request["method"]}`, body: parsed(request["body"]) }
      : undefined,
    response: isObject(response)
      ? { httpStatus: Number(response["http_status"]), body: parsed(response["body"]) }
      : undefined,
    // E-6: its type is not documented.
    error: asText(error) ?? (error ? JSON.stringify(error) : undefined),
  }) as PostCallActionExecuted;
}

/**
 * The arguments of an action from its event, with the event's conversation: what was filled in, also where the delivery failed (E-9).
 * @throws ParseError where the event holds no request, or not one of this action
 */
export function argumentsOf<A extends Action>(
  action: A,
  { request, conversationId }: PostCallActionExecuted,
): Delivery<ArgumentsOfAction<A>> {
  if (request === undefined) throw new ParseError(`the event of ${action.name} holds no request`);
  const delivery = parseDelivery(action, isObject(request.body) ? request.body : null, { url: request.url });
  // E-7: an event always says it, whatever the delivery did.
  return conversationId === "" ? delivery : { ...delivery, conversationId };
}

/** E-8: an object in a text; a text that is a number by chance stays one. */
function parsed(value: unknown): unknown {
  const read = fromJson(value);
  return typeof read === "object" ? read : value;
}
