import {
  type ApiDelivery,
  CONTENT_TYPE_DEFAULT,
  CONVERSATION_ID_PLACEHOLDER,
  findPlaceholders,
  METHOD_DEFAULT,
  stringsOf,
} from "../tavus-api/contract/index.ts";
import { asText, encodeUrlPart, renderJson, renderText, type Typing, type Values } from "./template.ts";

/** One HTTP request, ready to be sent. */
export interface DeliveryRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  /** The exact text of the body; absent where the method has none. */
  readonly body?: string;
}

export interface RenderInput {
  readonly delivery: ApiDelivery;
  readonly arguments: Values;
  readonly conversationId: string;
  /** What a placeholder that is a whole string becomes (U-19). @default "preserve" */
  readonly typing?: Typing;
}

const WITHOUT_BODY = ["GET", "DELETE"];

/**
 * The request of an action, without its credentials: templates filled in URL, query, headers and body. Without a template the
 * arguments themselves are the body, or the query of a GET or DELETE.
 */
export function renderRequest({
  delivery,
  arguments: args,
  conversationId,
  typing = "preserve",
}: RenderInput): DeliveryRequest {
  const values = { ...args, [CONVERSATION_ID_PLACEHOLDER]: conversationId };
  const method = delivery.method ?? METHOD_DEFAULT;
  const hasBody = !WITHOUT_BODY.includes(method);
  const url = new URL(renderText(delivery.url, values, encodeUrlPart));
  for (const [name, value] of Object.entries(delivery.query_params ?? {}))
    url.searchParams.append(name, renderText(value, values));
  const template = delivery.body_template ?? undefined;
  if (!hasBody && template === undefined)
    for (const [name, value] of Object.entries(args))
      if (!isUsed(name, delivery)) url.searchParams.append(name, asText(value));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(delivery.headers ?? {})) headers[name] = renderText(value, values);
  const withBody = hasBody || template !== undefined;
  if (!withBody) return { method, url: url.href, headers };
  const contentType = delivery.content_type ?? CONTENT_TYPE_DEFAULT;
  if (!Object.keys(headers).some((name) => name.toLowerCase() === "content-type"))
    headers["content-type"] = contentType;
  const content = template === undefined ? args : renderJson(template, values, typing);
  return { method, url: url.href, headers, body: encodeBody(content, contentType) };
}

/** True for an argument that the URL, the query or a header already carries. */
function isUsed(name: string, { url, query_params, headers }: ApiDelivery): boolean {
  return [...stringsOf({ url, query_params, headers })].some(({ text }) =>
    findPlaceholders(text).some((placeholder) => placeholder.name === name),
  );
}

function encodeBody(content: unknown, contentType: string): string {
  if (!contentType.toLowerCase().startsWith("application/x-www-form-urlencoded")) return JSON.stringify(content);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(content as Values)) form.append(name, asText(value));
  return form.toString();
}
