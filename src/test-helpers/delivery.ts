import type { Action, ArgumentsOfAction } from "../action/action.ts";
import { joinUrl, receiverUrl } from "../action/url.ts";
import type { JsonObject } from "../contract/index.ts";
import { authenticate, sign } from "../delivery/authenticate.ts";
import { type DeliveryRequest, renderRequest } from "../delivery/request.ts";
import { EXAMPLE_TRANSCRIPT } from "../emulator/domain/transcript.ts";
import { toContext } from "../emulator/filler/context.ts";
import { fillFromCall } from "../emulator/filler/index.ts";

/**
 * The tool's `auth`, which a delivery uses to authenticate. For `oauth2_client_credentials`, write the access token as `bearer`.
 * @since 0.1.0
 */
export type DeliveryAuth =
  | { type: "none" }
  | { type: "bearer"; token: string }
  | { type: "api_key"; name: string; value: string; location?: "header" | "query" }
  | { type: "basic"; username: string; password: string }
  | { type: "hmac"; secret: string };

/**
 * What a test needs in a delivery. Everything else has a default.
 * @since 0.1.0
 */
export interface DeliveryOptions<A extends Action = Action> {
  /** The tool's `auth`. @default { type: "none" } */
  readonly auth?: DeliveryAuth;
  /** The receiver's address. The action's path is appended. @default "http://localhost:3000" */
  readonly receiver?: string;
  /** An endpoint to use instead of `receiver`. The definition's `path` and `query` are appended. @default none */
  readonly url?: string;
  /**
   * The arguments that matter to the test. The other arguments are made up. They fit the definition, and are the same in every run. @default all made
   * up
   */
  readonly arguments?: Partial<ArgumentsOfAction<A>>;
  /** The conversation. @default "c0123456789ab" */
  readonly conversationId?: string;
  /** The id of the call of the tool, in a signed delivery. @default "call_0123456789ab" */
  readonly toolCallId?: string;
}

/**
 * The event of an action, as Tavus posts it to a `callback_url` and shows it in the verbose conversation (E-5).
 * @since 0.1.0
 */
export interface EventBody {
  /** The type of the event. */
  event_type: "application.post_call_action_executed";
  /** The group of the event. */
  message_type: "application";
  /** The conversation. */
  conversation_id: string;
  /** The time of the event: ISO 8601, UTC. */
  timestamp: string;
  /** The `callback_url`. Empty here. */
  webhook_url: string;
  /** The run of the action. */
  properties: {
    tool_id: string;
    tool_name: string;
    status: "success" | "error" | "timeout" | "skipped";
    request?: { url: string; method: string; body: string | null };
    response?: { http_status: number; body: string };
    error?: string;
  };
}

/**
 * What a test needs in an event. Everything else has a default.
 * @since 0.1.0
 */
export interface EventOptions<A extends Action = Action> extends Omit<DeliveryOptions<A>, "toolCallId"> {
  /** How the run ended. @default "success" */
  readonly status?: EventBody["properties"]["status"];
  /** The endpoint's answer. @default `{ httpStatus: 200, body: "" }` for `success`, otherwise none */
  readonly response?: { readonly httpStatus: number; readonly body: string };
  /** What went wrong. @default none */
  readonly error?: string;
  /** The tool's id. @default "t0123456789ab" */
  readonly toolId?: string;
  /** The tool's name at Tavus, which can have a suffix. @default the action's name */
  readonly toolName?: string;
  /** The time of the event. @default "2026-01-01T00:00:00Z" */
  readonly timestamp?: string;
}

const CONVERSATION = "c0123456789ab";
const TOOL = "t0123456789ab";
const AT = "2026-01-01T00:00:00Z";

/**
 * Signs a body as Tavus does with `hmac`: HMAC-SHA256 in lower-case hex over exactly these bytes.
 * @param body the body
 * @param secret the secret of the tool's `auth`
 * @returns the value of the header `X-Tavus-Signature`
 * @example const headers = { "x-tavus-signature": signPayload(body, "test-secret") };
 * @since 0.1.0
 */
export function signPayload(body: string, secret: string): string {
  return sign(body, secret);
}

/**
 * Makes the request that Tavus would send for an action, with its credentials or its signature. It sends nothing.
 * @param action the definition
 * @param options what the test needs in the delivery
 * @throws Error if the given arguments don't fit the definition, or if no arguments can be made up that fit it
 * @example
 * ```ts
 * const request = await createDelivery(supportSummary, {
 *   auth: { type: "hmac", secret: "test-secret" },
 *   arguments: { urgency: "high" },
 * });
 * const response = await receive(request);
 * ```
 * @since 0.1.0
 */
export async function createDelivery<A extends Action>(action: A, options: DeliveryOptions<A> = {}): Promise<Request> {
  const { auth = { type: "none" }, toolCallId = "call_0123456789ab" } = options;
  const { method, url, headers, body } = authenticate(await render(action, options, toolCallId), auth);
  return new Request(url, { method, headers, ...(body !== undefined && { body }) });
}

/**
 * Makes the event of an action, as Tavus posts it to a `callback_url`. Events are not signed (W-3).
 * @param action the definition
 * @param options what the test needs in the event
 * @throws Error if the given arguments don't fit the definition, or if no arguments can be made up that fit it
 * @example
 * ```ts
 * const event = await createEvent(supportSummary, { status: "error", error: "connect ECONNREFUSED" });
 * await receive(new Request("http://localhost/hooks", { method: "POST", body: JSON.stringify(event) }));
 * ```
 * @since 0.1.0
 */
export async function createEvent<A extends Action>(action: A, options: EventOptions<A> = {}): Promise<EventBody> {
  const { status = "success", conversationId = CONVERSATION, toolId = TOOL, toolName = action.name, error } = options;
  const response = options.response ?? (status === "success" ? { httpStatus: 200, body: "" } : undefined);
  const properties: EventBody["properties"] = { tool_id: toolId, tool_name: toolName, status };
  // E-6: a skipped action made no request.
  if (status !== "skipped") {
    const { url, method, body } = await render(action, options, "call_0123456789ab");
    properties.request = { url, method, body: body ?? null };
  }
  if (response !== undefined) properties.response = { http_status: response.httpStatus, body: response.body };
  if (error !== undefined) properties.error = error;
  return {
    event_type: "application.post_call_action_executed",
    message_type: "application",
    conversation_id: conversationId,
    timestamp: options.timestamp ?? AT,
    webhook_url: "",
    properties,
  };
}

async function render<A extends Action>(
  action: A,
  {
    auth,
    receiver = "http://localhost:3000",
    url,
    arguments: given,
    conversationId = CONVERSATION,
  }: DeliveryOptions<A>,
  toolCallId: string,
): Promise<DeliveryRequest> {
  const isSigned = auth?.type === "hmac";
  const endpoint =
    url === undefined
      ? receiverUrl(receiver, action, { isSigned })
      : joinUrl(url, action.pathTemplate, action.queryTemplate);
  return renderRequest({
    delivery: { url: endpoint, ...(action.bodyTemplate !== undefined && { body_template: action.bodyTemplate }) },
    arguments: await fill(action, (given ?? {}) as JsonObject),
    conversationId,
    ...(isSigned && { envelope: { name: action.name, toolCallId } }),
  });
}

function fill({ name, description, parameters }: Action, given: JsonObject): Promise<JsonObject> {
  const unknown = Object.keys(given).find((key) => !Object.hasOwn((parameters["properties"] ?? {}) as object, key));
  if (unknown !== undefined) throw new Error(`${name}: ${unknown} is not a parameter of the action.`);
  return fillFromCall({
    tool: { name, description, parameters },
    given,
    context: toContext(EXAMPLE_TRANSCRIPT, "", new Date(AT)),
  });
}
