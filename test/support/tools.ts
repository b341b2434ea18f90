import fc from "fast-check";
import { hasBody, type JsonObject } from "../../src/contract/index.ts";

/** A post-call action as a program writes it, with every optional field set. */
export function fullPostCallTool(overrides: JsonObject = {}): JsonObject {
  return {
    name: "log_crm_note",
    description: "After the call, log what the caller wanted.",
    triggerType: "post_call",
    parameters: {
      type: "object",
      properties: {
        channel: { type: "string", const: "C0SUPPORT" },
        message: { type: "string", description: "One sentence: what the caller wanted." },
        urgency: { type: "string", enum: ["low", "high"], description: "How soon somebody must act." },
      },
      required: ["channel", "message"],
    },
    delivery: {
      api: {
        url: "https://crm.acme.dev/notes?call={tavus_conversation_id}",
        method: "POST",
        timeout: 20,
        headers: { "X-Team": "support" },
        queryParams: { source: "tavus" },
        bodyTemplate: { channel: "{channel}", text: "{message}" },
        contentType: "application/json",
        auth: { type: "bearer", token: "t0p-secret-token" },
      },
    },
    ...overrides,
  };
}

/** A full post-call tool with different fields of `delivery.api`. */
export function withApi(fields: JsonObject, overrides: JsonObject = {}): JsonObject {
  const { api } = fullPostCallTool()["delivery"] as { api: JsonObject };
  return fullPostCallTool({ ...overrides, delivery: { api: { ...api, ...fields } } });
}

/** A live tool with every optional field set. */
export function fullInCallTool(overrides: JsonObject = {}): JsonObject {
  return {
    name: "look_up_order",
    description: "Looks an order up while the caller waits.",
    triggerType: "in_call",
    origin: "llm",
    onCall: "static_filler",
    onResolve: "generate_response",
    staticFiller: "One moment, please.",
    parameters: { type: "object", properties: { order: { type: "string", description: "The order's number." } } },
    delivery: { appMessage: true },
    ...overrides,
  };
}

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const parameter = fc.oneof(
  fc.record({ type: fc.constant("string"), description: word }),
  fc.record({ type: fc.constant("string"), const: word }),
  fc.record({ type: fc.constantFrom("number", "integer"), minimum: fc.integer({ min: 0, max: 5 }), description: word }),
  fc.record({ type: fc.constant("boolean"), description: word }),
  fc.record({ type: fc.constant("array"), items: fc.record({ type: fc.constant("string") }), description: word }),
);
const parameters = fc
  .dictionary(word, parameter, { minKeys: 1, maxKeys: 4 })
  .chain((properties) =>
    fc.subarray(Object.keys(properties)).map((required) => ({ type: "object", properties, required })),
  );
const auth = fc.oneof(
  fc.constant({ type: "none" }),
  fc.record({ type: fc.constant("bearer"), token: word }),
  fc.record({ type: fc.constant("basic"), username: word, password: word }),
  fc.record({ type: fc.constant("hmac"), secret: word }),
  fc.record({
    type: fc.constant("api_key"),
    name: fc.constant("X-Key"),
    value: word,
    location: fc.constantFrom("header", "query"),
  }),
  fc.record({
    type: fc.constant("oauth2_client_credentials"),
    tokenUrl: fc.constant("https://id.acme.dev/token"),
    clientId: word,
    clientSecret: word,
  }),
);
const api = fc
  .record(
    {
      url: word.map((path) => `https://crm.acme.dev/${path}`),
      method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"),
      timeout: fc.constantFrom(0.5, 1, 2.5, 10, 60),
      headers: fc.dictionary(
        // Doesn't use X-Key in any spelling, because the authentication uses it.
        word.map((name) => `X-Own-${name}`),
        word,
        { maxKeys: 3 },
      ),
      queryParams: fc.dictionary(word, word, { maxKeys: 3 }),
      bodyTemplate: fc.dictionary(word, fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null)), { maxKeys: 3 }),
      contentType: fc.constantFrom("application/json", "application/x-www-form-urlencoded"),
      auth,
    },
    { requiredKeys: ["url"] },
  )
  .map(
    ({ queryParams, bodyTemplate, ...rest }) =>
      rest.auth?.type === "hmac"
        ? rest
        : { ...rest, ...defined({ queryParams, bodyTemplate: hasBody(rest.method) ? bodyTemplate : undefined }) }, // D-21
  );

const defined = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Definitions that follow every rule of the contract, as a program writes them. */
export const validTool: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({
    name: word,
    description: word,
    triggerType: fc.constant("post_call"),
    parameters,
    delivery: fc.record({ api }),
    tags: fc.array(word, { maxLength: 3 }),
  }),
  fc.record(
    {
      name: word,
      description: word,
      origin: fc.constant("llm"),
      onCall: fc.constantFrom("generate_filler", "silent", "passthrough"),
      onResolve: fc.constantFrom("generate_response", "response_in_result", "add_to_context", "fire_and_forget"),
      parameters,
      delivery: fc.oneof(fc.constant({ appMessage: true }), fc.record({ api })),
    },
    { requiredKeys: ["name", "description"] },
  ),
);
