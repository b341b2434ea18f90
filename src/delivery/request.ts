import {
  type ApiDelivery,
  CONTENT_TYPE_DEFAULT,
  CONVERSATION_ID_PLACEHOLDER,
  findPlaceholders,
  hasBody,
  METHOD_DEFAULT,
  stringifyExact,
  stringsOf,
} from "../contract/index.ts";
import { asText, renderJson, renderText, type Typing, type Values } from "./template.ts";
import { appendQuery, RenderError, renderUrl } from "./url.ts";

export interface DeliveryRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  /** The exact text of the body. Absent if the method has none. */
  readonly body?: string;
}

export interface RenderInput {
  readonly delivery: ApiDelivery;
  readonly arguments: Values;
  readonly conversationId: string;
  /** What a placeholder that is a whole string becomes (U-19). @default "preserve" */
  readonly typing?: Typing;
  /** Set for a signed delivery (`auth: hmac`, R-22): Tavus's envelope goes to the stored URL. */
  readonly envelope?: { readonly name: string; readonly toolCallId: string };
}

/**
 * The maximum number of characters, far more than any endpoint accepts. A template that repeats a long argument could otherwise use up the memory.
 */
const RENDERED_MAX = 10_000_000;
/** RFC 9110, section 5.5: the valid characters of a header value. A line break would begin another header. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The request of an action, without its credentials. Templates are filled in URL, query, and body, but not in headers (D-14). Without a template, the
 * arguments are the body, or the query if the method has no body. If an older tool has a template and a method without a body, the template is
 * ignored (U-29). Tavus's envelope goes to the stored URL, and templates have no effect on it.
 * @throws RenderError if an argument isn't valid at its position
 */
export function renderRequest({
  delivery,
  arguments: args,
  conversationId,
  typing = "preserve",
  envelope,
}: RenderInput): DeliveryRequest {
  const method = delivery.method ?? METHOD_DEFAULT;
  const carriesBody = hasBody(method);
  if (envelope !== undefined) {
    const request = { method, url: delivery.url, headers: checkHeaders(delivery.headers ?? {}) };
    return carriesBody ? withBody(request, toEnvelope(envelope, args, conversationId), CONTENT_TYPE_DEFAULT) : request;
  }
  const values = { ...args, [CONVERSATION_ID_PLACEHOLDER]: conversationId };
  assertSize(delivery, values);
  let url = renderUrl(delivery.url, values);
  for (const [name, value] of Object.entries(delivery.query_params ?? {}))
    url = appendQuery(url, name, renderText(value, values));
  if (!carriesBody)
    for (const [name, value] of Object.entries(args))
      if (!isCarried(name, delivery)) url = appendQuery(url, name, asText(value));
  const request = { method, url, headers: checkHeaders(delivery.headers ?? {}) };
  if (!carriesBody) return request;
  const template = delivery.body_template ?? undefined;
  const content = template === undefined ? args : renderJson(template, values, typing);
  return withBody(request, content, delivery.content_type ?? CONTENT_TYPE_DEFAULT);
}

function withBody({ headers, ...request }: DeliveryRequest, content: unknown, contentType: string): DeliveryRequest {
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return {
    ...request,
    headers: isTyped ? headers : { ...headers, "content-type": contentType },
    body: encodeBody(content, contentType),
  };
}

function assertSize({ url, query_params, body_template }: ApiDelivery, values: Values): void {
  const lengths = new Map(Object.entries(values).map(([name, value]) => [name, asText(value).length]));
  let size = 0;
  for (const { text } of stringsOf([url, query_params, body_template])) {
    size += text.length;
    for (const { name } of findPlaceholders(text)) size += lengths.get(name) ?? 0;
    if (size > RENDERED_MAX)
      throw new RenderError(`the arguments make a request of more than ${RENDERED_MAX} characters`);
  }
}

/** the arguments are JSON in a string. */
function toEnvelope({ name, toolCallId }: { name: string; toolCallId: string }, args: Values, conversationId: string) {
  return { name, arguments: stringifyExact(args), tool_call_id: toolCallId, conversation_id: conversationId };
}

function checkHeaders(given: Values): Record<string, string> {
  const headers = Object.entries(given).map(([name, stored]) => {
    const value = asText(stored);
    if (!HEADER_VALUE.test(value))
      throw new RenderError(`the header ${name} would hold characters that HTTP forbids there`);
    return [name, value] as const;
  });
  // Doesn't assign properties, because a header can be named __proto__.
  return Object.fromEntries(headers);
}

/** True for an argument that the URL or the query already contains. */
function isCarried(name: string, { url, query_params }: ApiDelivery): boolean {
  return [...stringsOf({ url, query_params })].some(({ text }) =>
    findPlaceholders(text).some((placeholder) => placeholder.name === name),
  );
}

function encodeBody(content: unknown, contentType: string): string {
  if (!contentType.toLowerCase().startsWith("application/x-www-form-urlencoded")) return stringifyExact(content);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(content as Values)) form.append(name, asText(value));
  return form.toString();
}
