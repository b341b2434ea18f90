import { type Code, type Issue, issue, lintTool, MASK, validateTool as valid } from "../../src/contract/index.ts";
import { API, inCall, postCall, URL, withApi, withAuth, withHeader } from "../../src/contract/testing/definitions.ts";
import { checkId, checkOwn } from "../../src/provider/pal-tool-attachment/ids.ts";

// For each code, a definition that breaks its rule. docs/reference/errors.md shows the messages, and printer.test.ts checks them.

const BEARER = { type: "bearer", token: "c4nary-s3cret-value" };
const API_KEY = { type: "api_key", name: "X-Key", value: "c4nary-s3cret-value" };
const HMAC = { type: "hmac", secret: "c4nary-s3cret-value" };
const withP = (schema: unknown) => postCall({ parameters: { type: "object", properties: { p: schema } } });

/** Definitions that no preview accepts. */
const REFUSED = {
  required: valid(postCall({ name: undefined })),
  empty: valid(withAuth({ type: "bearer", token: "" })),
  "not-one-of": valid(withApi({ method: "FETCH" })),
  "not-object": valid("a tool"),
  "not-string": valid(withApi({ content_type: 5 })),
  "not-string-list": valid(postCall({ tags: "crm" })),
  "not-string-map": valid(withApi({ headers: "X-A: 1" })),
  "not-number": valid(withApi({ timeout: "20" })),
  "not-boolean": valid(inCall({ delivery: { app_message: "true" } })),
  "wrong-type": [issue("wrong-type", ["name"], { said: "Invalid input" })],
  "control-character": valid(withHeader("X-A", "a\n")),
  "unknown-field": valid(inCall({ priority: "high" })),
  "name-characters": valid(postCall({ name: "log-note" })),
  "name-length": valid(postCall({ name: "n".repeat(65) })),
  timeout: valid(withApi({ timeout: 90 })),
  "media-type": valid(withApi({ content_type: "json" })),
  "url-whitespace": valid(withApi({ url: `${URL}\n` })),
  "url-not-absolute": valid(withApi({ url: "/notes" })),
  "url-not-https": valid(withApi({ url: "http://crm.acme.dev" })),
  "url-host-placeholder": valid(withApi({ url: "https://{message}.acme.dev" })),
  "url-host-private": valid(withApi({ url: "https://10.0.0.1" })),
  "header-name": valid(withHeader("X A")),
  "header-of-connection": valid(withHeader("Host")),
  "header-of-tavus": valid(withHeader("X-Tavus-Key")),
  "header-twice": valid(withApi({ headers: { "X-A": "1", "x-a": "2" } })),
  "query-name-empty": valid(withApi({ query_params: { "": "1" } })),
  "username-colon": valid(withAuth({ type: "basic", username: "a:b", password: "" })),
  mask: valid(withAuth({ type: "hmac", secret: MASK })),
  "missing-value": valid(withAuth({ type: "bearer", token: "undefined" })),
  "output-text": valid(postCall({ description: "Calling [toString] on an [Output<T>] is not supported." })),
  "live-field": valid(postCall({ on_call: "silent" })),
  "post-call-parameters": valid(postCall({ parameters: undefined })),
  "post-call-endpoint": valid(postCall({ delivery: undefined })),
  "post-call-app-message": valid(postCall({ delivery: { app_message: true, api: { url: URL } } })),
  "perception-live-field": valid(inCall({ origin: "vision", on_call: "silent" })),
  "perception-resolve": valid(inCall({ origin: "audio", on_resolve: "add_to_context" })),
  "filler-missing": valid(inCall({ on_call: "static_filler" })),
  "two-channels": valid(inCall({ delivery: { app_message: true, api: { url: URL } } })),
  "no-channel": valid(inCall({ delivery: {} })),
  "undeclared-placeholder": valid(withApi({ body_template: { query: "order {client_id}" } })),
  "placeholder-name": valid(
    postCall({
      parameters: { type: "object", properties: { "caller-name": { type: "string" } } },
      delivery: { api: { url: `${URL}/{caller-name}` } },
    }),
  ),
  "set-by-auth": valid(withApi({ headers: { authorization: "x" }, auth: BEARER })),
  "set-by-auth-in-url": valid(withApi({ url: `${URL}?key=1`, auth: { ...API_KEY, name: "key", location: "query" } })),
  "api-key-header": valid(withAuth({ ...API_KEY, name: "my key" })),
  "signed-template": valid(withApi({ body_template: { a: "b" }, auth: HMAC })),
  "signed-placeholder": valid(withApi({ url: `${URL}/{message}`, auth: HMAC })),
  "method-without-body": valid(withApi({ method: "GET", body_template: {} })),
  "too-large": valid(postCall({ description: "d".repeat(10_000) })),
  "schema-root": valid(postCall({ parameters: { type: "string" } })),
  "schema-not-object": valid(withP("string")),
  "schema-map": valid(withP({ properties: [] })),
  "schema-list": valid(withP({ anyOf: [] })),
  "schema-type": valid(withP({ type: "text" })),
  "schema-length": valid(withP({ minLength: -1 })),
  "schema-step": valid(withP({ multipleOf: 0 })),
  "schema-pattern": valid(withP({ pattern: "(" })),
  "schema-enum": valid(withP({ enum: [] })),
  "schema-range": valid(withP({ minimum: 6, maximum: 5 })),
  "parameter-reserved": valid(postCall({ parameters: { type: "object", properties: { tavus_id: {} } } })),
  "parameter-unnamed": valid(postCall({ parameters: { type: "object", properties: { "": {} } } })),
  "required-list": valid(withP({ required: "a" })),
  "required-name": valid(withP({ required: [5] })),
  "required-twice": valid(withP({ properties: { a: {} }, required: ["a", "a"] })),
  "required-undeclared": valid(withP({ properties: { a: {} }, required: ["b"] })),
  "enum-type": valid(withP({ type: "string", enum: [5] })),
  "const-type": valid(withP({ type: "integer", const: "5" })),
  "const-not-in-enum": valid(withP({ enum: ["a"], const: "b" })),
  "unknown-input": [issue("unknown-input", ["nam"], { known: ["name", "tags"] })],
  "secret-version-type": [issue("secret-version-type", ["secretVersion"])],
  "secret-version-masked": [
    issue("secret-version-masked", ["secretVersion"], { masked: [...API, "auth", "client_secret"] }),
  ],
};

/** Definitions that Tavus accepts but that are probably mistakes. */
const WARNED_ABOUT = {
  "placeholder-host": lintTool(withApi({ url: "https://api.example.com/notes" })),
  "credential-in-url": lintTool(withApi({ url: `${URL}?api_key=1` })),
  "credential-in-header": lintTool(withHeader("X-Api-Key")),
  "credential-in-event": lintTool(withApi({ query_params: { token: "1" } })),
  "key-in-url": lintTool(withAuth({ ...API_KEY, location: "query" })),
  "url-fragment": lintTool(withApi({ url: `${URL}#top` })),
  "content-type-header": lintTool(withHeader("Content-Type")),
  "placeholder-in-header": lintTool(withHeader("X-A", "{message}")),
  "bearer-prefix": lintTool(withAuth({ type: "bearer", token: "Bearer abcdefgh" })),
  "short-secret": lintTool(withAuth({ type: "bearer", token: "abc" })),
  "empty-password": lintTool(withAuth({ type: "basic", username: "sk_live", password: "" })),
  "signed-without-body": lintTool(withApi({ method: "GET", auth: HMAC })),
  "placeholder-blanks": lintTool(withApi({ body_template: { text: "{ message }" } })),
  "placeholder-path": lintTool(withApi({ body_template: { text: "{message.text}" } })),
  "double-braces": lintTool(withApi({ body_template: { text: "{{message}}" } })),
  "encoded-braces": lintTool(withApi({ url: `${URL}/%7Bmessage%7D` })),
  "unknown-tavus-placeholder": lintTool(withApi({ body_template: { at: "{tavus_ended_at}" } })),
  "placeholder-elsewhere": lintTool({
    ...withApi({ url: "https://crm.acme.dev/{record}" }),
    parameters: { type: "object", properties: {}, allOf: [{ properties: { record: { type: "string" } } }] },
  }),
  "optional-placeholder": lintTool(withApi({ body_template: { text: "{message}" } })),
  "no-correlation": lintTool(postCall()),
  undescribed: lintTool(withP({ type: "string" })),
  "nearly-too-large": lintTool(postCall({ parameters: { description: "会".repeat(1700) } })),
};

/** Inputs of attachments that no preview accepts. */
const ATTACHMENTS = {
  "not-id": checkId(["palId"], "p 1", "PAL", () => false),
  "system-tool": checkOwn(["toolIds", 1], "end_call"),
  "tool-ids": [issue("tool-ids", ["toolIds"])],
  "too-many-tools": [issue("too-many-tools", ["toolIds"], { count: 53 })],
};

type Examples<C extends Code = Code> = { readonly [K in C]: Issue };

/** For each code, the issue with this code among all issues of its definition. */
const own = <C extends Code>(found: { readonly [K in C]: readonly Issue[] }): Examples<C> =>
  Object.fromEntries(
    Object.entries<readonly Issue[]>(found).map(([code, issues]) => [code, issues.find((one) => one.code === code)]),
  ) as Examples<C>;

export const GROUPS = { refused: own(REFUSED), warnings: own(WARNED_ABOUT), attachments: own(ATTACHMENTS) };
/** An issue for each code. */
export const EXAMPLES: Examples = { ...GROUPS.refused, ...GROUPS.warnings, ...GROUPS.attachments };
