import { isObject, type JsonObject } from "../../src/contract/index.ts";
import { fullInCallTool, fullPostCallTool } from "./tools.ts";

/** One edit in the console: the wire field, the new value, and the path at which a preview reports it. */
export const EDITS: readonly [string, "postCall" | "inCall" | "bare", (tool: JsonObject) => JsonObject, string[]][] = [
  ["name", "postCall", () => ({ name: "renamed_by_hand" }), ["name"]],
  ["description", "postCall", () => ({ description: "By hand." }), ["description"]],
  [
    "parameters",
    "postCall",
    ({ parameters }) => ({ parameters: withProperty(parameters, "message", { description: "By hand." }) }),
    ["parameters.properties.message.description"],
  ],
  [
    "a new parameter",
    "postCall",
    ({ parameters }) => ({ parameters: withProperty(parameters, "added", { type: "string" }) }),
    ["parameters.properties.added"],
  ],
  [
    "url",
    "postCall",
    (tool) => withApi(tool, { url: "https://other.acme.dev/x?c={tavus_conversation_id}" }),
    ["delivery.api.url"],
  ],
  ["method", "postCall", (tool) => withApi(tool, { method: "PUT" }), ["delivery.api.method"]],
  ["timeout", "postCall", (tool) => withApi(tool, { timeout: 45 }), ["delivery.api.timeout"]],
  [
    "headers",
    "postCall",
    (tool) => withApi(tool, { headers: { "x-team": "sales" } }),
    ['delivery.api.headers["X-Team"]'],
  ],
  [
    "a new header",
    "postCall",
    (tool) => withApi(tool, { headers: { "X-Team": "support", "X-New": "1" } }),
    ['delivery.api.headers["X-New"]'],
  ],
  [
    "query_params",
    "postCall",
    (tool) => withApi(tool, { query_params: { source: "hand" } }),
    ["delivery.api.queryParams.source"],
  ],
  [
    "body_template",
    "postCall",
    (tool) => withApi(tool, { body_template: { channel: "{channel}", text: "hand" } }),
    ["delivery.api.bodyTemplate.text"],
  ],
  [
    "no body_template",
    "postCall",
    (tool) => withApi(tool, { body_template: undefined }),
    ["delivery.api.bodyTemplate"],
  ],
  [
    "content_type",
    "postCall",
    (tool) => withApi(tool, { content_type: "application/x-www-form-urlencoded" }),
    ["delivery.api.contentType"],
  ],
  [
    "auth",
    "postCall",
    (tool) => withApi(tool, { auth: { type: "none" } }),
    ["delivery.api.auth.type", "delivery.api.auth.token"],
  ],
  [
    "a key's name",
    "postCall",
    (tool) => withApi(tool, { auth: { type: "basic", username: "hand", password: "p" } }),
    ["delivery.api.auth.type", "delivery.api.auth.username", "delivery.api.auth.password", "delivery.api.auth.token"],
  ],
  [
    "trigger_type",
    "inCall",
    () => ({
      trigger_type: "post_call",
      delivery: { api: { url: "https://crm.acme.dev/n" } },
      origin: null,
      on_call: null,
      on_resolve: null,
      static_filler: null,
    }),
    ["triggerType"],
  ],
  ["origin", "bare", () => ({ origin: "vision", on_call: null, on_resolve: null }), ["origin"]],
  ["on_call", "bare", () => ({ on_call: "silent" }), ["onCall"]],
  ["on_resolve", "inCall", () => ({ on_resolve: "add_to_context" }), ["onResolve"]],
  ["static_filler", "inCall", () => ({ static_filler: "By hand." }), ["staticFiller"]],
  [
    "parameters never set",
    "bare",
    () => ({ parameters: { type: "object", properties: { a: { type: "string" } } } }),
    ["parameters"],
  ],
  ["delivery never set", "bare", () => ({ delivery: { api: { url: "https://crm.acme.dev/n" } } }), ["delivery"]],
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

/** The same value with the keys of all its objects in the opposite order. */
export function reversed<T>(value: T): T {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, item]) => [key, reversed(item)])) as T;
}
