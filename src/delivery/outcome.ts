import { withMaskedCredentials } from "../contract/credentials.ts";
import { isObject, type JsonObject } from "../contract/index.ts";
import type { Redactor } from "../tavus-api/redactor.ts";
import type { DeliveryRequest } from "./request.ts";
import type { SendResult } from "./send.ts";
import { withMaskedQuery } from "./url.ts";

/** The event's data about a request (E-6, E-8). E-12: like Tavus's event, it can contain a key in the query, but no headers. */
export const recorded = ({ url, method, body }: DeliveryRequest): JsonObject => ({ url, method, body: body ?? null });

/** Removes the sent credentials from our text and the endpoint's text, because many people read events. */
export function outcomeOf(result: SendResult, request: DeliveryRequest, redactor: Redactor): JsonObject {
  const sent = recorded(request);
  if (result.outcome === "timeout")
    return { status: "timeout", request: sent, error: "the endpoint did not answer in time" };
  if (result.outcome === "failed") return { status: "error", request: sent, error: redactor.redact(result.reason) };
  const response = { http_status: result.status, body: redactor.redact(result.body) };
  if (result.status >= 200 && result.status < 300) return { status: "success", request: sent, response };
  return { status: "error", request: sent, response, error: `the endpoint answered ${result.status}` };
}

/**
 * E-12: at Tavus, the event contains a key in the query and a credential in the tool's URL. Output for people hides them.
 * @param keys names of query parameters that contain a key. Values that aren't strings are ignored
 */
export function withMaskedUrls<T extends JsonObject>(properties: T, ...keys: readonly unknown[]): T {
  const names = keys.filter((key) => typeof key === "string");
  const mask = (url: unknown): string => names.reduce(withMaskedQuery, withMaskedCredentials(String(url)));
  const { request, forwarded_from: own } = properties;
  return {
    ...properties,
    ...(isObject(request) && { request: { ...request, url: mask(request["url"]) } }),
    ...(own !== undefined && { forwarded_from: mask(own) }),
  };
}
