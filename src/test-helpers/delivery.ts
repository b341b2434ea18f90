import type { Action, ArgumentsOfAction } from "../action/action.ts";
import { joinUrl, receiverUrl } from "../action/url.ts";
import type { Auth, JsonObject } from "../contract/index.ts";
import { authenticate, sign } from "../delivery/authenticate.ts";
import { type DeliveryRequest, renderRequest } from "../delivery/request.ts";
import { EXAMPLE_TRANSCRIPT } from "../emulator/domain/transcript.ts";
import { toContext } from "../emulator/filler/context.ts";
import { fillFromCall } from "../emulator/filler/index.ts";

/** How a delivery authenticates. For `oauth2_client_credentials`, write the access token as `bearer`. */
export type DeliveryAuth = Exclude<Auth, { type: "oauth2_client_credentials" }>;

export interface DeliveryOptions<A extends Action = Action> {
  /** As the tool's `auth`. @default { type: "none" } */
  readonly auth?: DeliveryAuth;
  /** Where the receiver answers; the action's path is appended. @default "http://localhost:3000" */
  readonly receiver?: string;
  /** An endpoint of another kind, instead of `receiver`; the definition's `path` and `query` are appended. */
  readonly url?: string;
  /** Arguments that matter to the test. The others are made up: they fit the definition, and are the same in every run. */
  readonly arguments?: Partial<ArgumentsOfAction<A>>;
  /** @default "c0123456789ab" */
  readonly conversationId?: string;
  /** Of a signed delivery. @default "call_0123456789ab" */
  readonly toolCallId?: string;
}

/** An event of a conversation as Tavus posts it to a `callback_url`, and as the verbose conversation has it. */
export interface EventBody {
  event_type: "application.post_call_action_executed";
  message_type: "application";
  conversation_id: string;
  timestamp: string;
  webhook_url: string;
  properties: {
    tool_id: string;
    tool_name: string;
    status: "success" | "error" | "timeout" | "skipped";
    request?: { url: string; method: string; body: string | null };
    response?: { http_status: number; body: string };
    error?: string;
  };
}

export interface EventOptions<A extends Action = Action> extends Omit<DeliveryOptions<A>, "toolCallId"> {
  /** @default "success" */
  readonly status?: EventBody["properties"]["status"];
  /** What the endpoint answered. @default { httpStatus: 200, body: "" } with `success`, none otherwise */
  readonly response?: { readonly httpStatus: number; readonly body: string };
  readonly error?: string;
  /** @default "t0123456789ab" */
  readonly toolId?: string;
  /** The tool's name at Tavus, which may have a suffix. @default the action's name */
  readonly toolName?: string;
  /** @default "2026-01-01T00:00:00Z" */
  readonly timestamp?: string;
}

const CONVERSATION = "c0123456789ab";
const TOOL = "t0123456789ab";
const AT = "2026-01-01T00:00:00Z";

/**
 * Signs a body as Tavus does with `hmac`: HMAC-SHA256 in lower-case hex over exactly these bytes.
 * @returns the value of the header `X-Tavus-Signature`
 */
export function signPayload(body: string, secret: string): string {
  return sign(body, secret);
}

/**
 * The request that Tavus would make for an action, with its credentials or its signature. Nothing is sent.
 * @throws Error if no arguments fit the definition, or the given ones don't
 * @example
 * ```ts
 * const request = await createDelivery(supportSummary, {
 *   auth: { type: "hmac", secret: "test-secret" },
 *   arguments: { urgency: "high" },
 * });
 * const response = await receive(request);
 * ```
 */
export async function createDelivery<A extends Action>(action: A, options: DeliveryOptions<A> = {}): Promise<Request> {
  const { auth = { type: "none" }, toolCallId = "call_0123456789ab" } = options;
  const { method, url, headers, body } = authenticate(await render(action, options, toolCallId), auth);
  return new Request(url, { method, headers, ...(body !== undefined && { body }) });
}

/**
 * The event of an action, as Tavus posts it to a `callback_url`. Events are not signed.
 * @throws Error if no arguments fit the definition, or the given ones don't
 * @example
 * ```ts
 * const event = await createEvent(supportSummary, { status: "error", error: "connect ECONNREFUSED" });
 * await receive(new Request("http://localhost/hooks", { method: "POST", body: JSON.stringify(event) }));
 * ```
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
