import { isObject, type JsonObject } from "../../src/contract/index.ts";
import { fullInCallTool, fullPostCallTool } from "./tools.ts";

/** One edit in the console: the wire field, the new value, and the path at which a preview reports it. */
type ConsoleEdit = readonly [string, "postCall" | "inCall" | "bare", (tool: JsonObject) => JsonObject, string[]];

/** An edit of `delivery.api`, and the paths in it. */
const ofApi = (what: string, fields: JsonObject, ...paths: string[]): ConsoleEdit => [
  what,
  "postCall",
  (tool) => withApi(tool, fields),
  paths.map((path) => `delivery.api.${path}`),
];
const ofParameter = (what: string, name: string, schema: JsonObject, path: string): ConsoleEdit => [
  what,
  "postCall",
  ({ parameters }) => ({ parameters: withProperty(parameters, name, schema) }),
  [path],
];
const of = (what: string, kind: "inCall" | "bare", fields: JsonObject, path: string): ConsoleEdit => [
  what,
  kind,
  () => fields,
  [path],
];
const LIVE = { origin: null, on_call: null, on_resolve: null, static_filler: null };
const DELIVERY = { delivery: { api: { url: "https://crm.acme.dev/n" } } };
const PARAMETERS = { parameters: { type: "object", properties: { a: { type: "string" } } } };

export const EDITS: readonly ConsoleEdit[] = [
  ["name", "postCall", () => ({ name: "renamed_by_hand" }), ["name"]],
  ["description", "postCall", () => ({ description: "By hand." }), ["description"]],
  ofParameter("parameters", "message", { description: "By hand." }, "parameters.properties.message.description"),
  ofParameter("a new parameter", "added", { type: "string" }, "parameters.properties.added"),
  ofApi("url", { url: "https://other.acme.dev/x?c={tavus_conversation_id}" }, "url"),
  ofApi("method", { method: "PUT" }, "method"),
  ofApi("timeout", { timeout: 45 }, "timeout"),
  ofApi("headers", { headers: { "x-team": "sales" } }, 'headers["X-Team"]'),
  ofApi("a new header", { headers: { "X-Team": "support", "X-New": "1" } }, 'headers["X-New"]'),
  ofApi("query_params", { query_params: { source: "hand" } }, "queryParams.source"),
  ofApi("body_template", { body_template: { channel: "{channel}", text: "hand" } }, "bodyTemplate.text"),
  ofApi("no body_template", { body_template: undefined }, "bodyTemplate"),
  ofApi("content_type", { content_type: "application/x-www-form-urlencoded" }, "contentType"),
  ofApi("auth", { auth: { type: "none" } }, "auth.type", "auth.token"),
  ofApi(
    "a key's name",
    { auth: { type: "basic", username: "hand", password: "p" } },
    ...["auth.type", "auth.username", "auth.password", "auth.token"],
  ),
  of("trigger_type", "inCall", { trigger_type: "post_call", ...DELIVERY, ...LIVE }, "triggerType"),
  of("origin", "bare", { origin: "vision", on_call: null, on_resolve: null }, "origin"),
  of("on_call", "bare", { on_call: "silent" }, "onCall"),
  of("on_resolve", "inCall", { on_resolve: "add_to_context" }, "onResolve"),
  of("static_filler", "inCall", { static_filler: "By hand." }, "staticFiller"),
  of("parameters never set", "bare", PARAMETERS, "parameters"),
  of("delivery never set", "bare", DELIVERY, "delivery"),
];

function withApi(tool: JsonObject, fields: JsonObject): JsonObject {
  const { api } = tool["delivery"] as { api: JsonObject };
  const { auth: _masked, ...rest } = api;
  const kept = (api["auth"] as JsonObject | undefined)?.["type"] === "bearer" ? { auth: { type: "bearer" } } : {};
  const merged = Object.entries({ ...rest, ...kept, ...fields }).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return { delivery: { api: Object.fromEntries(merged) } };
}

function withProperty(parameters: unknown, name: string, schema: JsonObject): JsonObject {
  const { properties, ...rest } = parameters as { properties: Record<string, JsonObject> };
  return { ...rest, properties: { ...properties, [name]: { ...properties[name], ...schema } } };
}

export const KINDS = {
  postCall: fullPostCallTool,
  inCall: fullInCallTool,
  bare: (fields: JsonObject) => ({ description: "Bare.", ...fields }),
};

/** A copy of the value in which all objects have their keys in the opposite order. */
export function reversed<T>(value: T): T {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, item]) => [key, reversed(item)])) as T;
}
