import { describe, expect, it } from "vitest";
import { issue } from "./issue.ts";
import { lintTool } from "./lint.ts";
import { API, inCall, URL, withApi } from "./testing/definitions.ts";
import { validateTool } from "./validate.ts";
import type { JsonObject } from "./value.ts";

const auth = { type: "hmac", secret: "signing-secret" };
const signed = (fields: JsonObject): JsonObject => withApi({ auth, ...fields });
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const found = (tool: JsonObject) =>
  validateTool(tool, { isUnknown: (value) => value === UNKNOWN }).map(({ code, path }) => [code, ...path]);

describe("a signed delivery", () => {
  it.each<[string, JsonObject, string]>([
    ["a body template", { body_template: { text: "{message}" } }, "body_template"],
    ["a body template without placeholders", { body_template: { text: "fixed" } }, "body_template"],
    ["a body template with a value that is not known yet", { body_template: { text: UNKNOWN } }, "body_template"],
    ["a placeholder that no parameter declares", { body_template: { text: "{nobody}" } }, "body_template"],
    ["query parameters", { query_params: { a: "b" } }, "query_params"],
    ["a query parameter with a placeholder", { query_params: { m: "{message}" } }, "query_params"],
    ["a parameter in the path", { url: `${URL}/{message}` }, "url"],
    ["a parameter in the query", { url: `${URL}?m={message}` }, "url"],
    ["the conversation in the URL", { url: `${URL}?c={tavus_conversation_id}` }, "url"],
    ["another Tavus value in the URL", { url: `${URL}?c={tavus_other}` }, "url"],
    ["an undeclared parameter in the URL", { url: `${URL}?c={nobody}` }, "url"],
  ])("refuses %s", (_what, fields, field) => {
    const code = field === "url" ? "signed-placeholder" : "signed-template";
    expect(found(signed(fields))).toEqual([[code, ...API, field]]);
    // During the call, too.
    expect(found(inCall({ delivery: { api: { url: URL, auth, ...fields } } }))).toEqual([[code, ...API, field]]);
  });

  it.each(["order.id", "1st", "größe", "a-b"])(
    "refuses the parameter %s in the URL, which no placeholder can name",
    (name) => {
      const parameters = { type: "object", properties: { [name]: { type: "string", description: "d" } } };
      const tool = { ...signed({ url: `${URL}?a={${name}}` }), parameters };
      expect(validateTool(tool)).toEqual([issue("signed-placeholder", [...API, "url"], { name })]);
    },
  );

  it("names everything that it refuses, and each placeholder, only once", () => {
    const tool = signed({
      url: `${URL}/{message}?c={tavus_conversation_id}`,
      body_template: { a: "{message}", b: "{message}" },
      query_params: { a: "1", b: "2" },
    });
    expect(validateTool(tool)).toEqual([
      issue("signed-template", [...API, "body_template"]),
      issue("signed-template", [...API, "query_params"]),
      issue("signed-placeholder", [...API, "url"], { name: "message" }),
    ]);
  });

  it.each<[string, JsonObject]>([
    ["nothing but a URL", {}],
    ["an empty body template", { body_template: {} }],
    ["no body template, as null", { body_template: null, query_params: null }],
    ["empty query parameters", { query_params: {} }],
    ["a fixed query in the URL", { url: `${URL}?team=support` }],
    ["braces that aren't a placeholder", { url: `${URL}?a={}&b={1}&c={a-b}&d=%7Bmessage%7D` }],
    ["a placeholder in a header, which is never filled in (D-14)", { headers: { "X-A": "{nobody}" } }],
    ["a URL that is not known yet", { url: UNKNOWN }],
    ["a body template that is not known yet", { body_template: UNKNOWN }],
    ["query parameters that are not known yet", { query_params: UNKNOWN }],
  ])("accepts %s", (_what, fields) => {
    expect(found(signed(fields))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["another auth type", { type: "bearer", token: "t" }],
    ["no auth", undefined],
    ["an auth that is not known yet", UNKNOWN],
    ["an auth type that is not known yet", { type: UNKNOWN, secret: "signing-secret" }],
  ])("isn't what %s makes", (_what, other) => {
    const templated = { url: `${URL}?c={tavus_conversation_id}`, body_template: { m: "{message}" } };
    expect(found(withApi({ ...templated, query_params: { a: "b" }, auth: other }))).toEqual([]);
  });

  it("warns about the same in an existing tool, and about nothing else in its templates", () => {
    const tool = signed({ url: `${URL}?c={tavus_other}`, body_template: { m: "{{message}}" } });
    expect(lintTool(tool)).toEqual(validateTool(tool));
    expect(lintTool(tool).map(({ code }) => code)).toEqual(["signed-template", "signed-placeholder"]);
  });
});
