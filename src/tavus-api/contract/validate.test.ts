import { describe, expect, it } from "vitest";
import { formatIssue, formatPath } from "./issue.ts";
import { validateTool } from "./validate.ts";
import type { JsonObject } from "./value.ts";

const SECRET = "c4nary-s3cret-value";

const postCall = (): JsonObject => ({
  name: "log_note",
  description: "Log a note.",
  trigger_type: "post_call",
  parameters: {
    type: "object",
    properties: { message: { type: "string", description: "What was said." } },
    required: ["message"],
  },
  delivery: { api: { url: "https://crm.acme.dev/notes" } },
});
const inCall = (fields: JsonObject): JsonObject => ({
  name: "look_up",
  description: "Looks up.",
  delivery: { app_message: true },
  ...fields,
});
const withApi = (fields: JsonObject): JsonObject => ({
  ...postCall(),
  delivery: { api: { url: "https://crm.acme.dev/notes", ...fields } },
});
const withUrl = (url: unknown): JsonObject => withApi({ url });
const withParameters = (parameters: unknown): JsonObject => ({ ...postCall(), parameters });
const withProperty = (schema: unknown): JsonObject => withParameters({ type: "object", properties: { p: schema } });
const withAuth = (auth: unknown): JsonObject => withApi({ auth });

/** What breaks a rule, the rule, and where it is reported. */
const BROKEN: readonly [string, JsonObject, string, string][] = [
  ["no name", { ...postCall(), name: undefined }, "T-3", "name"],
  ["an empty name", { ...postCall(), name: "" }, "T-3", "name"],
  ["a name with a hyphen", { ...postCall(), name: "log-note" }, "T-3", "name"],
  ["a name that begins with a digit", { ...postCall(), name: "1note" }, "T-3", "name"],
  ["a name of 65 characters", { ...postCall(), name: "n".repeat(65) }, "T-3", "name"],
  ["no description", { ...postCall(), description: undefined }, "T-4", "description"],
  ["a blank description", { ...postCall(), description: "  " }, "T-4", "description"],
  ["too much text", { ...postCall(), description: "d".repeat(10_000) }, "T-5", "description"],
  ["an unknown trigger", { ...postCall(), trigger_type: "after" }, "T-8", "trigger_type"],
  ["an unknown field", { ...postCall(), labels: {} }, "T-16", "labels"],
  ["an unknown field of delivery", { ...postCall(), delivery: { type: "app_message" } }, "D-5", "delivery.type"],
  ["an unknown field of the endpoint", withApi({ retries: 3 }), "D-10", "delivery.api.retries"],
  [
    "an unknown field of auth",
    withAuth({ type: "bearer", token: SECRET, scheme: "x" }),
    "D-10",
    "delivery.api.auth.scheme",
  ],
  ["a description of the live behaviour after the call: origin", { ...postCall(), origin: "llm" }, "T-9", "origin"],
  ["on_call after the call", { ...postCall(), on_call: "silent" }, "T-21", "on_call"],
  ["on_resolve after the call", { ...postCall(), on_resolve: "fire_and_forget" }, "T-21", "on_resolve"],
  ["static_filler after the call", { ...postCall(), static_filler: "Hm." }, "T-21", "static_filler"],
  ["post_call without parameters", { ...postCall(), parameters: undefined }, "T-20", "parameters"],
  ["post_call without delivery", { ...postCall(), delivery: undefined }, "T-20", "delivery.api"],
  [
    "post_call with an app message",
    { ...postCall(), delivery: { app_message: true, api: { url: "https://a.acme.dev" } } },
    "D-3",
    "delivery.app_message",
  ],
  ["an unknown origin", inCall({ origin: "text" }), "T-9", "origin"],
  ["an unknown on_call", inCall({ on_call: "loud" }), "T-10", "on_call"],
  ["an unknown on_resolve", inCall({ on_resolve: "say" }), "T-11", "on_resolve"],
  ["on_call for vision", inCall({ origin: "vision", on_call: "silent" }), "T-10", "on_call"],
  ["on_resolve for audio", inCall({ origin: "audio", on_resolve: "generate_response" }), "T-23", "on_resolve"],
  ["a filler for vision", inCall({ origin: "vision", static_filler: "Hm." }), "T-23", "static_filler"],
  ["static_filler missing", inCall({ on_call: "static_filler" }), "T-12", "static_filler"],
  ["two channels", inCall({ delivery: { app_message: true, api: { url: "https://a.acme.dev" } } }), "D-1", "delivery"],
  ["no channel", inCall({ delivery: { app_message: false } }), "D-1", "delivery"],
  ["app_message as text", inCall({ delivery: { app_message: "true" } }), "D-1", "delivery.app_message"],
  ["delivery as text", inCall({ delivery: "app_message" }), "T-13", "delivery"],
  ["no url", withUrl(undefined), "D-10", "delivery.api.url"],
  ["http", withUrl("http://crm.acme.dev/notes"), "D-10", "delivery.api.url"],
  ["another scheme", withUrl("ftp://crm.acme.dev/notes"), "D-10", "delivery.api.url"],
  ["a relative url", withUrl("/notes"), "D-10", "delivery.api.url"],
  ["a line break in the url", withUrl("https://crm.acme.dev/notes\n"), "D-10", "delivery.api.url"],
  ["a blank in the url", withUrl("https://crm.acme.dev/my notes"), "D-10", "delivery.api.url"],
  ["a placeholder in the host", withUrl("https://{message}.acme.dev/"), "D-10", "delivery.api.url"],
  ["localhost", withUrl("https://localhost/notes"), "D-10", "delivery.api.url"],
  ["a host without a domain", withUrl("https://undefined/notes"), "D-10", "delivery.api.url"],
  ["a private address", withUrl("https://10.1.2.3/notes"), "D-10", "delivery.api.url"],
  ["a private address in decimal", withUrl("https://2130706433/"), "D-10", "delivery.api.url"],
  ["a link-local address", withUrl("https://169.254.169.254/latest"), "D-10", "delivery.api.url"],
  ["an IPv6 loopback address", withUrl("https://[::1]/"), "D-10", "delivery.api.url"],
  ["a private IPv4 address inside IPv6", withUrl("https://[::ffff:10.0.0.1]/"), "D-10", "delivery.api.url"],
  ["an undeclared placeholder in the url", withUrl("https://crm.acme.dev/{record}"), "T-25", "delivery.api.url"],
  [
    "an undeclared placeholder in the query",
    withApi({ query_params: { id: "{record}" } }),
    "T-25",
    "delivery.api.query_params.id",
  ],
  [
    "an undeclared placeholder deep in the body",
    withApi({ body_template: { a: [{ b: "x {record}" }] } }),
    "T-25",
    "delivery.api.body_template.a[0].b",
  ],
  [
    "the text of an Output",
    withUrl("https://crm.acme.dev/Calling [toString] on an [Output<T>] is not supported."),
    "T-25",
    "delivery.api.url",
  ],
  ["a method in lower case", withApi({ method: "post" }), "D-12", "delivery.api.method"],
  ["a timeout of 0", withApi({ timeout: 0 }), "D-13", "delivery.api.timeout"],
  ["a timeout of 61", withApi({ timeout: 61 }), "D-13", "delivery.api.timeout"],
  ["a body with GET", withApi({ method: "GET", body_template: { t: "x" } }), "D-21", "delivery.api.body_template"],
  ["an empty body with HEAD", withApi({ method: "HEAD", body_template: {} }), "D-21", "delivery.api.body_template"],
  ["a timeout as text", withApi({ timeout: "20" }), "D-13", "delivery.api.timeout"],
  ["a header that is no text", withApi({ headers: { "X-A": 1 } }), "D-14", "delivery.api.headers.X-A"],
  ["a header name with a blank", withApi({ headers: { "X A": "1" } }), "D-14", 'delivery.api.headers["X A"]'],
  ["a header with a line break", withApi({ headers: { "X-A": "1\r\nX-B: 2" } }), "D-14", "delivery.api.headers.X-A"],
  ["a header twice", withApi({ headers: { "X-A": "1", "x-a": "2" } }), "D-14", "delivery.api.headers.x-a"],
  ["the Host header", withApi({ headers: { Host: "a" } }), "D-14", "delivery.api.headers.Host"],
  [
    "a header of Tavus",
    withApi({ headers: { "X-Tavus-Signature": "a" } }),
    "D-14",
    "delivery.api.headers.X-Tavus-Signature",
  ],
  [
    "Authorization twice",
    withApi({ headers: { authorization: "a" }, auth: { type: "bearer", token: SECRET } }),
    "D-14",
    "delivery.api.headers.authorization",
  ],
  [
    "the api_key header twice",
    withApi({ headers: { "x-key": "a" }, auth: { type: "api_key", name: "X-Key", value: SECRET } }),
    "D-14",
    "delivery.api.headers.x-key",
  ],
  [
    "the api_key query parameter twice",
    withApi({ query_params: { key: "a" }, auth: { type: "api_key", name: "key", value: SECRET, location: "query" } }),
    "D-17",
    "delivery.api.query_params.key",
  ],
  [
    "an api_key name that is no header",
    withAuth({ type: "api_key", name: "my key", value: SECRET }),
    "K-3",
    "delivery.api.auth.name",
  ],
  [
    "an unknown api_key location",
    withAuth({ type: "api_key", name: "k", value: SECRET, location: "body" }),
    "K-3",
    "delivery.api.auth.location",
  ],
  [
    "a query parameter that is no text",
    withApi({ query_params: { units: 1 } }),
    "D-17",
    "delivery.api.query_params.units",
  ],
  ["a body template as text", withApi({ body_template: "{message}" }), "D-16", "delivery.api.body_template"],
  ["a content type that is none", withApi({ content_type: "json" }), "D-18", "delivery.api.content_type"],
  ["an unknown kind of auth", withAuth({ type: "oauth" }), "D-15", "delivery.api.auth.type"],
  ["bearer without token", withAuth({ type: "bearer" }), "K-10", "delivery.api.auth.token"],
  ["an empty token", withAuth({ type: "bearer", token: "" }), "K-10", "delivery.api.auth.token"],
  ["a token with a line break", withAuth({ type: "bearer", token: `${SECRET}\n` }), "K-10", "delivery.api.auth.token"],
  ["the text of a missing token", withAuth({ type: "bearer", token: "undefined" }), "K-10", "delivery.api.auth.token"],
  ["the mask as token", withAuth({ type: "bearer", token: "********" }), "K-12", "delivery.api.auth.token"],
  ["the mask as hmac secret", withAuth({ type: "hmac", secret: "********" }), "K-12", "delivery.api.auth.secret"],
  [
    "a user name with a colon",
    withAuth({ type: "basic", username: "a:b", password: SECRET }),
    "K-4",
    "delivery.api.auth.username",
  ],
  [
    "a token URL over http",
    withAuth({
      type: "oauth2_client_credentials",
      token_url: "http://id.acme.dev",
      client_id: "a",
      client_secret: SECRET,
    }),
    "K-5",
    "delivery.api.auth.token_url",
  ],
  ["parameters as a list", withParameters([]), "T-6", "parameters"],
  ["parameters that are no object schema", withParameters({ type: "string" }), "T-6", "parameters.type"],
  ["a parameter that is no schema", withProperty("string"), "T-6", "parameters.properties.p"],
  ["an unknown type", withProperty({ type: "text" }), "T-6", "parameters.properties.p.type"],
  ["an empty enum", withProperty({ enum: [] }), "T-6", "parameters.properties.p.enum"],
  [
    "an enum value of another type",
    withProperty({ type: "string", enum: ["a", 1] }),
    "T-6",
    "parameters.properties.p.enum[1]",
  ],
  [
    "a fixed value of another type",
    withProperty({ type: "integer", const: "5" }),
    "T-22",
    "parameters.properties.p.const",
  ],
  ["a fixed value outside enum", withProperty({ enum: ["a"], const: "b" }), "T-22", "parameters.properties.p.const"],
  [
    "bounds that cross",
    withProperty({ type: "number", minimum: 5, maximum: 1 }),
    "T-6",
    "parameters.properties.p.minimum",
  ],
  ["a length below 0", withProperty({ type: "string", minLength: -1 }), "T-6", "parameters.properties.p.minLength"],
  ["a pattern that is none", withProperty({ type: "string", pattern: "(" }), "T-6", "parameters.properties.p.pattern"],
  [
    "a description that is no text",
    withProperty({ type: "string", description: 1 }),
    "T-6",
    "parameters.properties.p.description",
  ],
  [
    "required that names nothing",
    withParameters({ type: "object", properties: {}, required: ["x"] }),
    "T-6",
    "parameters.required[0]",
  ],
  [
    "required twice",
    withParameters({ type: "object", properties: { x: {} }, required: ["x", "x"] }),
    "T-6",
    "parameters.required[1]",
  ],
  [
    "required as text",
    withParameters({ type: "object", properties: { x: {} }, required: "x" }),
    "T-6",
    "parameters.required",
  ],
  [
    "a reserved parameter",
    withParameters({ type: "object", properties: { tavus_id: { type: "string" } } }),
    "T-7",
    "parameters.properties.tavus_id",
  ],
  [
    "a mistake deep in an array",
    withProperty({ type: "array", items: { type: "object", properties: { q: { type: "no" } } } }),
    "T-6",
    "parameters.properties.p.items.properties.q.type",
  ],
];

describe("a definition that breaks a rule", () => {
  it.each(BROKEN)("%s", (_what, definition, rule, path) => {
    const issues = validateTool(definition).map((issue) => [issue.rule, formatPath(issue.path)]);
    expect(issues).toContainEqual([rule, path]);
  });

  it("is told in one sentence with a remedy and without the value", () => {
    for (const [what, definition] of BROKEN)
      for (const issue of validateTool(definition)) {
        const line = formatIssue(issue);
        expect(line, what).toMatch(/^\S.*\. .*\. \([A-Z]+-\d+\)$/s);
        expect(line, what).not.toContain(SECRET);
        expect(line, what).not.toContain("\n");
      }
  });

  it("hears of all broken rules at once", () => {
    const issues = validateTool({
      name: "log-note",
      trigger_type: "post_call",
      origin: "llm",
      parameters: { type: "object", properties: { tavus_x: {} } },
      delivery: { api: { url: "http://localhost", timeout: 90, auth: { type: "bearer", token: "********" } } },
    });
    expect(issues.map((issue) => formatPath(issue.path)).sort()).toEqual([
      "delivery.api.auth.token",
      "delivery.api.timeout",
      "delivery.api.url",
      "delivery.api.url",
      "description",
      "name",
      "origin",
      "parameters.properties.tavus_x",
    ]);
  });
});

describe("a definition that keeps the rules", () => {
  it.each<[string, JsonObject]>([
    ["a post-call action", postCall()],
    ["a fixed value without description", withProperty({ type: "string", const: "C0" })],
    ["an app message by default", { name: "a", description: "b" }],
    ["the conversation in the url", withUrl("https://crm.acme.dev/n?c={tavus_conversation_id}")],
    ["a parameter in the path", withUrl("https://crm.acme.dev/n/{message}")],
    ["braces around no name", withApi({ body_template: { a: "{ not a placeholder }", b: '{"json": true}' } })],
    ["no parameters at all", inCall({ parameters: {} })],
    ["nulls of a server", { ...postCall(), origin: null, on_call: null, on_resolve: null, static_filler: null }],
    ["vision", inCall({ origin: "vision" })],
    ["static_filler without its on_call", inCall({ static_filler: "Hm." })],
    ["static_filler with another on_call", inCall({ on_call: "generate_filler", static_filler: "Hm." })],
    ["no body with GET", withApi({ method: "GET", body_template: null })],
    [
      "alternatives of required parameters",
      withParameters({
        type: "object",
        properties: { a: {}, b: {} },
        anyOf: [{ required: ["a"] }, { required: ["b"] }],
      }),
    ],
    [
      "a condition",
      withParameters({
        type: "object",
        properties: { a: {}, b: {} },
        if: { required: ["a"] },
        // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
        then: { required: ["b"] },
      }),
    ],
    [
      "a required name among further properties",
      withProperty({ type: "object", properties: {}, required: ["x"], additionalProperties: { type: "string" } }),
    ],
    ["a tuple", withProperty({ type: "array", items: [{ type: "string" }, { type: "number" }] })],
    ["an exclusive bound as a flag", withProperty({ type: "number", minimum: 0, exclusiveMinimum: true })],
    ["the same value twice in enum", withProperty({ type: "string", enum: ["a", "a"] })],
    ["basic authentication with an empty password", withAuth({ type: "basic", username: "key", password: "" })],
    ["a pattern that only older dialects know", withProperty({ type: "string", pattern: "^[a-z]+\\-\\d+$" })],
    [
      "api beside a false app_message",
      { ...postCall(), delivery: { app_message: false, api: { url: "https://a.acme.dev" } } },
    ],
    ["a name of 64 characters", { ...postCall(), name: "n".repeat(64) }],
    [
      "a parameter called required",
      withParameters({ type: "object", properties: { required: { type: "boolean" } }, required: ["required"] }),
    ],
  ])("%s", (_what, definition) => {
    expect(validateTool(definition)).toEqual([]);
  });

  it("may have local endpoints where the emulator is the server", () => {
    expect(validateTool(withUrl("http://127.0.0.1:3000/hook"), { allowLocalEndpoints: true })).toEqual([]);
    expect(validateTool(withUrl("ftp://127.0.0.1/hook"), { allowLocalEndpoints: true })).not.toEqual([]);
  });
});

it.each<[what: string, wire: unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["a number", 5],
  ["a text", "log_note"],
  ["a list", [{ name: "log_note" }]],
  ["the text of an Output", "Calling [toString] on an [Output<T>] is not supported."],
])("what is no definition at all is told so, once: %s", (_what, wire) => {
  expect(validateTool(wire)).toEqual([
    { rule: "T-1", path: [], message: "is not an object", remedy: "Write a tool definition." },
  ]);
});

it("the text of an Output is found wherever it is, with what to write instead", () => {
  const text = "See https://crm.acme.dev/Calling [toString] on an [Output<T>] is not supported.";
  const told = (...path: (string | number)[]) => ({
    rule: "T-25",
    path,
    message: "holds the text of an Output, not its value",
    remedy: "Use pulumi.interpolate`…` instead of an ordinary template string.",
  });
  expect(validateTool({ ...postCall(), description: text })).toEqual([told("description")]);
  expect(validateTool(withApi({ headers: { "X-A": text }, body_template: { a: ["x", { b: text }] } }))).toEqual([
    told("delivery", "api", "headers", "X-A"),
    told("delivery", "api", "body_template", "a", 1, "b"),
  ]);
});

describe("a value that is not known yet", () => {
  const output = { a: "value of later" };
  const isUnknown = (value: unknown): boolean => value === output;

  it.each<[string, unknown]>([
    ["the whole definition", output],
    ["the delivery", { ...postCall(), delivery: output }],
    ["the endpoint", { ...postCall(), delivery: { api: output } }],
    ["its authentication", withAuth(output)],
    ["the headers", withApi({ headers: output })],
    ["a header", withApi({ headers: { "X-A": output } })],
  ])("is not looked into: %s", (_what, definition) => {
    expect(validateTool(definition, { isUnknown })).toEqual([]);
  });

  it("excuses nothing beside it, and is looked into once it is known", () => {
    const beside = withApi({ auth: output, timeout: 61 });
    expect(validateTool(beside, { isUnknown }).map(({ path }) => formatPath(path))).toEqual(["delivery.api.timeout"]);
    expect(validateTool(beside).map(({ path }) => formatPath(path))).toEqual([
      "delivery.api.timeout",
      "delivery.api.auth.type",
    ]);
  });
});

it("throws for no JSON at all, also where a member is called toString (found by fuzzing)", () => {
  const object = { toString: null, valueOf: 1 };
  const fields = [
    "name",
    "description",
    "parameters",
    "trigger_type",
    "origin",
    "on_call",
    "static_filler",
    "delivery",
  ];
  for (const field of fields) expect(validateTool({ ...postCall(), [field]: object }), field).not.toEqual([]);
  for (const field of ["url", "method", "headers", "content_type", "timeout", "auth"])
    expect(validateTool({ ...postCall(), delivery: { api: { [field]: object } } }), field).not.toEqual([]);
  expect(validateTool(withAuth({ type: object }))).not.toEqual([]);
});

it("has at least 40 rules under test", () => {
  expect(new Set(BROKEN.map(([, , rule, path]) => `${rule} ${path}`)).size).toBeGreaterThanOrEqual(40);
});

it("quotes a name and a value of a closed list, unless a server must repeat nothing of a request (X-12)", () => {
  const tool = { ...postCall(), name: "log-note", trigger_type: "after" };
  const messages = (quotes: boolean) => validateTool(tool, { quotes }).map(({ message }) => message);
  expect(messages(true)).toEqual([`is "log-note", which has characters that a tool name can't have`, 'is "after"']);
  expect(messages(false)).toEqual(["has characters that a tool name can't have", "is none of the known values"]);
});
