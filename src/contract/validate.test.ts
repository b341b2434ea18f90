import { describe, expect, it } from "vitest";
import { formatPath, issue, type Path } from "./issue.ts";
import { validateTool } from "./validate.ts";
import type { JsonObject } from "./value.ts";

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

describe("a definition that breaks a rule", () => {
  it("gets all broken rules reported at once", () => {
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

describe("a definition that follows the rules", () => {
  it.each<[string, JsonObject]>([
    ["a post-call action", postCall()],
    ["a fixed value without description", withProperty({ type: "string", const: "C0" })],
    ["an app message by default", { name: "a", description: "b" }],
    ["the conversation in the url", withUrl("https://crm.acme.dev/n?c={tavus_conversation_id}")],
    ["a parameter in the path", withUrl("https://crm.acme.dev/n/{message}")],
    [
      "braces around something else than a name",
      withApi({ body_template: { a: "{ not a placeholder }", b: '{"json": true}' } }),
    ],
    ["no parameters at all", inCall({ parameters: {} })],
    ["nulls from a server", { ...postCall(), origin: null, on_call: null, on_resolve: null, static_filler: null }],
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
    ["a pattern that only older dialects support", withProperty({ type: "string", pattern: "^[a-z]+\\-\\d+$" })],
    [
      "api next to a false app_message",
      { ...postCall(), delivery: { app_message: false, api: { url: "https://a.acme.dev" } } },
    ],
    ["a name of 64 characters", { ...postCall(), name: "n".repeat(64) }],
    [
      "a parameter named required",
      withParameters({ type: "object", properties: { required: { type: "boolean" } }, required: ["required"] }),
    ],
  ])("%s", (_what, definition) => {
    expect(validateTool(definition)).toEqual([]);
  });

  it("can have local endpoints if the server is the emulator", () => {
    expect(validateTool(withUrl("http://127.0.0.1:3000/hook"), { allowLocalEndpoints: true })).toEqual([]);
    expect(validateTool(withUrl("ftp://127.0.0.1/hook"), { allowLocalEndpoints: true })).not.toEqual([]);
  });
});

it.each<[what: string, wire: unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["a number", 5],
  ["a string", "log_note"],
  ["a list", [{ name: "log_note" }]],
  ["the text of an Output", "Calling [toString] on an [Output<T>] is not supported."],
])("reports a value that isn't a definition at all only once: %s", (_what, wire) => {
  expect(validateTool(wire)).toEqual([issue("not-object", [])]);
});

it("finds the text of an Output anywhere, and says what to write instead", () => {
  const text = "See https://crm.acme.dev/Calling [toString] on an [Output<T>] is not supported.";
  const told = (...path: Path) => issue("output-text", path);
  expect(validateTool({ ...postCall(), description: text })).toEqual([told("description")]);
  expect(validateTool(withApi({ headers: { "X-A": text }, body_template: { a: ["x", { b: text }] } }))).toEqual([
    told("delivery", "api", "headers", "X-A"),
    told("delivery", "api", "body_template", "a", 1, "b"),
  ]);
});

describe("a value that isn't known yet", () => {
  const output = { a: "value of later" };
  const isUnknown = (value: unknown): boolean => value === output;

  it.each<[string, unknown]>([
    ["the whole definition", output],
    ["the delivery", { ...postCall(), delivery: output }],
    ["the endpoint", { ...postCall(), delivery: { api: output } }],
    ["its authentication", withAuth(output)],
    ["the headers", withApi({ headers: output })],
    ["a header", withApi({ headers: { "X-A": output } })],
  ])("isn't checked: %s", (_what, definition) => {
    expect(validateTool(definition, { isUnknown })).toEqual([]);
  });

  it("doesn't excuse other values, and is checked once it is known", () => {
    const beside = withApi({ auth: output, timeout: 61 });
    expect(validateTool(beside, { isUnknown }).map(({ path }) => formatPath(path))).toEqual(["delivery.api.timeout"]);
    expect(validateTool(beside).map(({ path }) => formatPath(path))).toEqual([
      "delivery.api.timeout",
      "delivery.api.auth.type",
    ]);
  });
});

it("never throws for a JSON value, even if a member is named toString (found by fuzzing)", () => {
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
