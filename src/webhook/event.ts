import type { Action, ArgumentsOfAction } from "../action/action.ts";
import { type Delivery, parseDelivery } from "./delivery.ts";
import { ParseError } from "./errors.ts";
import { asText, defined, fromJson, isObject, type JsonObject } from "./json.ts";
import { type RawBody, textOf } from "./raw-body.ts";

/**
 * How the run of an action ended (E-6): `success`, `error` (the endpoint failed or answered with an error), `timeout`, or `skipped` (nothing was
 * sent). Other values of Tavus are passed on unchanged.
 * @since 0.1.0
 */
export type ExecutionStatus = "success" | "error" | "timeout" | "skipped" | (string & {});

export const EXECUTED = "application.post_call_action_executed";

interface EventBase {
  /** The conversation that the event is about. */
  readonly conversationId: string;
  /** The time of the event, as Tavus writes it. */
  readonly timestamp?: string;
  /** The event's own data, in Tavus's spelling. */
  readonly properties: JsonObject;
}

/**
 * The event about one run of an action after a call (E-5, E-6).
 * @see https://docs.tavus.io/sections/conversational-video-interface/pal/post-call-tool
 * @since 0.1.0
 */
export interface PostCallActionExecuted extends EventBase {
  /** The type of the event. */
  readonly eventType: typeof EXECUTED;
  /** The tool's id. Empty if the event has only a name. */
  readonly toolId: string;
  /** The tool's name. Empty if the event has only an id. */
  readonly toolName: string;
  /** How the run ended. */
  readonly status: ExecutionStatus;
  /** False only for `skipped`. With `error` and `timeout`, Tavus made a request (E-9). */
  readonly ran: boolean;
  /** What Tavus sent, even if the delivery failed. The body is parsed if it is JSON (E-8). */
  readonly request?: { readonly url: string; readonly method: string; readonly body: unknown };
  /** What the endpoint answered. The body is parsed if it is JSON. Absent if there was no answer. */
  readonly response?: { readonly httpStatus: number; readonly body: unknown };
  /** What went wrong, in Tavus's words. */
  readonly error?: string;
}

/**
 * Any other event of a conversation (W-4).
 * @see https://docs.tavus.io/sections/webhooks-and-callbacks
 * @since 0.1.0
 */
export interface OtherEvent extends EventBase {
  /** The type of the event, such as `application.transcription_ready`. */
  readonly eventType: string;
  readonly toolId?: undefined;
}

/**
 * An event of a conversation. {@link isExecuted} distinguishes the events of actions from all others.
 * @since 0.1.0
 */
export type ConversationEvent = PostCallActionExecuted | OtherEvent;

/**
 * Whether an event is about the run of an action.
 * @example if (isExecuted(event)) console.log(event.toolName, event.status);
 * @since 0.1.0
 */
export function isExecuted(event: ConversationEvent): event is PostCallActionExecuted {
  return event.eventType === EXECUTED && event.toolId !== undefined;
}

/** Whether a body is an event instead of a delivery. Both can arrive at the same address (W-8). */
export function isEventBody(body: unknown): body is JsonObject & { event_type: string; conversation_id: string } {
  return (
    isObject(body) &&
    typeof body["event_type"] === "string" &&
    typeof body["conversation_id"] === "string" &&
    (isObject(body["properties"]) || typeof body["message_type"] === "string")
  );
}

/**
 * Reads an event of a conversation, from its callback or from the verbose conversation. Callbacks are not signed (W-3), so anybody who knows the
 * address can send one.
 * @param body the raw body, or the parsed one
 * @throws {@link ParseError} if the body isn't an event
 * @example const event = parseEvent(await request.text());
 * @since 0.1.0
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
    // E-6: Tavus doesn't document the type of `error`.
    error: asText(error) ?? (error ? JSON.stringify(error) : undefined),
  }) as PostCallActionExecuted;
}

/**
 * The arguments of an action, read from its event, with the event's conversation. The event has them even if the delivery failed (E-9).
 * @param action the definition
 * @param event the event of a run of this action
 * @throws {@link ParseError} if the event has no request, or its request doesn't fit the definition
 * @example const { arguments: { message }, conversationId } = argumentsOf(supportSummary, event);
 * @since 0.1.0
 */
export function argumentsOf<A extends Action>(
  action: A,
  event: PostCallActionExecuted,
): Delivery<ArgumentsOfAction<A>> {
  const { request, conversationId } = event;
  if (request === undefined) throw new ParseError(`the event of ${action.name} has no request`);
  const delivery = parseDelivery(action, isObject(request.body) ? request.body : null, { url: request.url });
  // E-7: an event always has the conversation's id, no matter what the delivery contains.
  return conversationId === "" ? delivery : { ...delivery, conversationId };
}

/** E-8: an object in a string. A string that happens to be a number stays a string. */
function parsed(value: unknown): unknown {
  const read = fromJson(value);
  return typeof read === "object" ? read : value;
}
