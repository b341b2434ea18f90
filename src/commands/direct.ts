import { secretOf } from "../contract/fields.ts";
import { type ApiDelivery, type Auth, isObject, isSigned, type JsonObject, type Tool } from "../contract/index.ts";
import { toHandleAgain } from "../delivery/again.ts";
import { keyParameter } from "../delivery/authenticate.ts";
import { withMaskedUrls } from "../delivery/outcome.ts";
import { deliverReported, toReplay } from "../delivery/report.ts";
import { type DeliveryRequest, renderRequest } from "../delivery/request.ts";
import { createTokenCache } from "../delivery/tokens.ts";

/** The tool's delivery with its secret, which Tavus only returns masked (K-10). */
export function withSecret(tool: Tool, variable: string): ApiDelivery {
  const api = isObject(tool.delivery) ? tool.delivery["api"] : undefined;
  if (!isObject(api) || typeof api["url"] !== "string")
    throw new Error(`The tool ${tool.name} is not delivered to an endpoint.`);
  const auth = isObject(api["auth"]) ? api["auth"] : { type: "none" };
  const field = secretOf(auth);
  if (field === undefined) return { ...(api as unknown as ApiDelivery), auth: { type: "none" } };
  const secret = process.env[variable];
  if (secret === undefined || secret === "")
    throw new Error(
      `${variable} is not set. The tool ${tool.name} authenticates with ${String(auth["type"])}, and Tavus never returns its ${field}. Set the variable to it.`,
    );
  return { ...(api as unknown as ApiDelivery), auth: { ...auth, [field]: secret } as unknown as Auth };
}

export interface Direct {
  readonly tool: Tool;
  readonly delivery: ApiDelivery;
  readonly conversationId: string;
  readonly to?: string | undefined;
  /** Makes a receiver handle the request again even if it has already handled it. */
  readonly again?: boolean | undefined;
}

/** Renders an action as Tavus would, and sends it to another endpoint from this machine. */
export function renderDirect(
  { tool, delivery, conversationId }: Direct,
  args: JsonObject,
  callId: string,
): DeliveryRequest {
  return renderRequest({
    delivery,
    arguments: args,
    conversationId,
    ...(isSigned(delivery) && { envelope: { name: tool.name, toolCallId: callId } }),
  });
}

export async function sendDirect(
  { tool, delivery, conversationId, to, again = false }: Direct,
  request: DeliveryRequest,
): Promise<JsonObject> {
  const plain = toReplay(request, delivery.auth, { to });
  const sent = again ? toHandleAgain(plain, conversationId, delivery.auth) : { request: plain, again: undefined };
  const { properties, durationMs } = await deliverReported(sent.request, delivery, {
    tokens: createTokenCache(Date.now),
    // The user chooses the endpoint, usually a local receiver.
    allowNonPublic: true,
  });
  return {
    tool_id: tool.tool_id,
    tool_name: tool.name,
    conversation_id: conversationId,
    duration_ms: durationMs,
    ...(sent.again && { again: sent.again }),
    ...withMaskedUrls(properties, keyParameter(delivery.auth)),
  };
}
