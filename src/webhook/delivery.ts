import type { Action, ArgumentsOfAction } from "../action/action.ts";
import { CONVERSATION_PARAMETER } from "../action/route.ts";
import { wholePlaceholder } from "../contract/placeholders.ts";
import { tryUrl } from "../contract/url.ts";
import { ParseError } from "./errors.ts";
import { asText, defined, fromJson, isObject, type JsonObject, tryJson } from "./json.ts";
import { type RawBody, textOf } from "./raw-body.ts";

/**
 * A delivery with the arguments typed as its action defines them.
 * @since 0.1.0
 */
export interface Delivery<Arguments = JsonObject> {
  /** The fixed values, and the values that the AI filled in. */
  readonly arguments: Arguments;
  /**
   * The conversation that ended. Absent if the request doesn't carry it. In a signed delivery, only the envelope counts, because the signature
   * doesn't cover the URL. Tavus doesn't document whether the envelope always has it after a call.
   */
  readonly conversationId?: string;
  /** The id of this call of the tool. Only a signed envelope has it. */
  readonly toolCallId?: string;
  /** The tool's name at Tavus. Only a signed envelope has it. */
  readonly toolName?: string;
  /** The parsed body. Undefined if the request had no body. */
  readonly body: unknown;
}

/**
 * Parts of the request, other than the body, that {@link parseDelivery} reads.
 * @since 0.1.0
 */
export interface ParseOptions {
  /** The URL of the request. Its query can carry arguments and the conversation. @default no query */
  readonly url?: string;
  /** The request's `Content-Type`. @default "application/json" */
  readonly contentType?: string | null;
}

/**
 * Reads a delivery in any of its forms: plain arguments, the result of a body template, Tavus's envelope, a form, or the query of
 * a GET. Numbers and lists that arrive as text get their type back. It verifies no credentials: {@link createReceiver} does that first.
 * @param action the definition
 * @param body the raw body, or the parsed one, such as `request.body` of an event (E-8). Null for a request without a body
 * @param options the URL and the content type of the request
 * @returns the arguments, and the conversation if the request carries it
 * @throws {@link ParseError} if the delivery doesn't fit the definition. The message names paths, never values
 * @example const { arguments: { message } } = parseDelivery(supportSummary, event.request.body);
 * @since 0.1.0
 */
export function parseDelivery<A extends Action>(
  action: A,
  body: RawBody | JsonObject | null,
  options: ParseOptions = {},
): Delivery<ArgumentsOfAction<A>> {
  const parsed = parseBody(body, options.contentType ?? "");
  const query = Object.fromEntries(tryUrl(options.url ?? "")?.searchParams ?? []);
  const { values, ...envelope } = readValues(action, parsed, query);
  const result = action.validate(values);
  if ("issues" in result)
    throw new ParseError(
      `the delivery of ${action.name} does not fit its definition: ${result.issues.map(({ path, message }) => `${path}: ${message}`).join("; ")}`,
    );
  return defined({ arguments: result.value, ...envelope, body: parsed }) as Delivery<ArgumentsOfAction<A>>;
}

function readValues(action: Action, body: unknown, query: Readonly<Record<string, string>>) {
  const properties = (action.parameters["properties"] ?? {}) as object;
  const members = action.bodyTemplate ?? properties;
  // The result of a template can look like the envelope, but the envelope also has a call id. The signature covers the envelope but not the URL, so a
  // signed delivery takes no argument from the URL.
  if (isEnvelope(body) && Object.keys(body).some((key) => !(key in members)))
    return {
      values: readEnvelopeArguments(body["arguments"]),
      conversationId: known(body["conversation_id"]),
      toolName: body["name"],
      toolCallId: asText(body["tool_call_id"]),
    };
  // without a body, the remaining arguments are in the query. Not everything in the query is an argument.
  const given =
    body === undefined
      ? Object.fromEntries(Object.entries(query).filter(([name]) => Object.hasOwn(properties, name)))
      : body;
  if (!isObject(given)) throw new ParseError("the body is not an object");
  const own = action.bodyTemplate && body !== undefined ? matchTemplate(action.bodyTemplate, given) : given;
  const { [CONVERSATION_PARAMETER]: conversationId, ...values } = {
    ...matchTemplate(action.queryTemplate, query),
    ...own,
  };
  return { values, conversationId: known(conversationId) ?? known(query[CONVERSATION_PARAMETER]) };
}

/** a name, and at least one other property of the envelope. A program's own arguments can have these names, too. */
export function isEnvelope(body: unknown): body is JsonObject & { name: string } {
  if (!isObject(body) || typeof body["name"] !== "string") return false;
  const conversation = body["conversation_id"] ?? undefined;
  if (conversation !== undefined && typeof conversation !== "string") return false;
  return conversation !== undefined || "tool_call_id" in body || "arguments" in body;
}

/** JSON in a string, which may be empty or missing. Other sources say that it is an object. */
function readEnvelopeArguments(given: unknown): JsonObject {
  const values = fromJson(given || {});
  if (!isObject(values)) throw new ParseError("arguments of the envelope are not a JSON object");
  return values;
}

/** The values of placeholders that are whole strings in a template. */
function matchTemplate(template: unknown, body: unknown): JsonObject {
  const found: JsonObject = {};
  const visit = (part: unknown, given: unknown): void => {
    const name = wholePlaceholder(asText(part) ?? "");
    if (name && given !== undefined) found[name] = given;
    if (!isNested(part)) return;
    // In a form, nested values are JSON in a string.
    const value = fromJson(given);
    if (!isNested(value)) return;
    for (const key in part) if (Object.hasOwn(value, key)) visit(part[key], value[key]);
  };
  visit(template, body);
  return found;
}

const isNested = (value: unknown): value is JsonObject => Object(value) === value;

function parseBody(body: RawBody | JsonObject | null, contentType: string): unknown {
  if (body === null) return undefined;
  if (isObject(body)) return body;
  let text: string;
  try {
    text = textOf(body, true);
  } catch {
    throw new ParseError("the body is not UTF-8");
  }
  if (!text.trim()) return undefined;
  const value = tryJson(text);
  // curl's default content type is a form, but a JSON object isn't a form.
  if (/^application\/x-www-form-urlencoded/i.test(contentType) && !isObject(value))
    return Object.fromEntries(new URLSearchParams(text));
  if (value === undefined) throw new ParseError("the body is not JSON");
  return value;
}

/** R-2 isn't confirmed for post-call actions. The placeholder may arrive unreplaced, which isn't a conversation id. */
function known(conversationId: unknown): string | undefined {
  return typeof conversationId === "string" && /^[\w-]+$/.test(conversationId) ? conversationId : undefined;
}
