import { describe, expect, it } from "vitest";
import { canonicalTool } from "./canonical.ts";
import { ON_CALL_DEFAULT, ON_RESOLVE_DEFAULT } from "./limits.ts";
import { canonicalParameters, canonicalUrl } from "./spelling.ts";

const API = { url: "https://crm.acme.dev/n" };
const tool = (change: object = {}): { [key: string]: unknown } => ({ name: "note", description: "d", ...change });
const withApi = (api: object, change: object = {}) => tool({ delivery: { api: { ...API, ...api } }, ...change });

describe("the canonical form of a definition", () => {
  it("has every default of an in-call tool (T-10, T-24, T-13)", () => {
    const form = {
      name: "note",
      description: "d",
      trigger_type: "in_call",
      parameters: { type: "object", properties: {} },
      delivery: { app_message: true },
      origin: "llm",
      on_call: ON_CALL_DEFAULT,
      on_resolve: ON_RESOLVE_DEFAULT,
      static_filler: null,
    };
    expect(canonicalTool(tool())).toEqual(form);
    expect(canonicalTool({ name: "note" })).toEqual({ ...form, description: "" });
  });

  it("keeps explicit values", () => {
    const said = { origin: "vision", on_call: "filler", on_resolve: "silent", static_filler: "One moment." };
    expect(canonicalTool(tool(said))).toMatchObject(said);
    expect(canonicalTool(tool({ origin: "vision" }))).toMatchObject({ on_call: null, on_resolve: ON_RESOLVE_DEFAULT });
  });

  it("has no live behavior for a post-call action, no matter what the server echoes (T-21, U-25)", () => {
    const echoed = { origin: "llm", on_call: "x", on_resolve: "y", static_filler: "z" };
    expect(canonicalTool(tool({ trigger_type: "post_call", ...echoed }))).toEqual({
      name: "note",
      description: "d",
      trigger_type: "post_call",
      parameters: { type: "object", properties: {} },
      delivery: { app_message: true },
    });
  });

  it("has every default of a delivery (D-2)", () => {
    expect(canonicalTool(withApi({}))["delivery"]).toEqual({
      app_message: false,
      api: {
        url: "https://crm.acme.dev/n",
        method: "POST",
        timeout: 10,
        headers: {},
        query_params: {},
        body_template: null,
        content_type: "application/json",
        auth: { type: "none" },
      },
    });
    expect(canonicalTool(tool({ delivery: { app_message: false } }))["delivery"]).toStrictEqual({ app_message: false });
    expect(canonicalTool(tool({ delivery: { api: "odd", app_message: true } }))["delivery"]).toEqual({
      app_message: true,
      api: "odd",
    });
  });

  it("writes a delivery in one form, and keeps unknown fields", () => {
    const { api } = canonicalTool(
      withApi({
        url: "HTTPS://CRM.acme.dev",
        method: "put",
        timeout: 5,
        headers: { "X-A": "B", "x-none": null },
        query_params: { Q: "1", none: null },
        body_template: { a: 1 },
        content_type: "Text/Plain",
        auth: { type: "api_key", name: "K", value: "v", other: null },
      }),
    )["delivery"] as { api: unknown };
    expect(api).toEqual({
      url: "https://crm.acme.dev/",
      method: "PUT",
      timeout: 5,
      headers: { "x-a": "B" },
      query_params: { Q: "1" },
      body_template: { a: 1 },
      content_type: "text/plain",
      auth: { type: "api_key", name: "K", value: "v", location: "header" },
    });
    const odd = { headers: "h", query_params: [1], method: 3, content_type: 4, auth: "a" };
    expect(canonicalTool(withApi(odd))).toMatchObject({ delivery: { api: odd } });
  });

  it.each<[unknown, unknown]>([
    [undefined, { type: "none" }],
    [null, { type: "none" }],
    [{}, { type: "none" }],
    [{ type: null }, { type: "none" }],
    [{ token: "t" }, { token: "t" }],
    [{ type: "none" }, { type: "none" }],
    [
      { type: "bearer", token: "t" },
      { type: "bearer", token: "t" },
    ],
    [
      { type: "api_key", location: "query" },
      { type: "api_key", location: "query" },
    ],
  ])("has for the authentication %j %j", (auth, canonical) => {
    expect((canonicalTool(withApi({ auth })) as { delivery: { api: { auth: unknown } } }).delivery.api.auth).toEqual(
      canonical,
    );
  });
});

it("compares a valid address in its resolved form, and any other text as written", () => {
  expect(canonicalUrl("https://A.dev")).toBe("https://a.dev/");
  expect([canonicalUrl("no address"), canonicalUrl(5), canonicalUrl(undefined)]).toEqual(["no address", 5, undefined]);
  expect(canonicalUrl(new URL("https://a.dev"))).toBeInstanceOf(URL);
});

it("distinguishes a placeholder from the same text with encoded braces (R-1)", () => {
  const spellings = ["{id}", "%7Bid%7D", "%7bid%7d", "%257Bid%257D", "%25257Bid"];
  const urls = spellings.flatMap((one) => [`https://a.dev/${one}`, `https://a.dev/?x=${one}`]);
  expect(urls.map(canonicalUrl)).toEqual(urls);
});

describe("parameters (T-6)", () => {
  const unsorted = { type: "object", properties: {}, required: ["b", "a"] };
  const sorted = { type: "object", properties: {}, required: ["a", "b"] };

  it.each([undefined, null, {}])("are empty if they are %j", (parameters) => {
    expect(canonicalParameters(parameters)).toEqual({ type: "object", properties: {} });
  });

  it("have a set of required names, or none if it is empty", () => {
    expect(canonicalParameters(unsorted)).toEqual(sorted);
    expect(canonicalParameters({ ...unsorted, required: [] })).toEqual({ type: "object", properties: {} });
    expect(canonicalParameters({ required: "b" })).toEqual({ required: "b" });
  });

  it.each(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"])(
    "are schemas in each member of %s, even if one is named required",
    (key) => {
      expect(canonicalParameters({ [key]: { required: unsorted } })).toEqual({ [key]: { required: sorted } });
      expect(canonicalParameters({ [key]: { a: ["b", "a"] } })).toEqual({ [key]: { a: ["b", "a"] } });
    },
  );

  it.each(["allOf", "anyOf", "oneOf", "prefixItems"])("are schemas in the list of %s", (key) => {
    expect(canonicalParameters({ [key]: [unsorted] })).toEqual({ [key]: [sorted] });
    expect(canonicalParameters({ [key]: unsorted })).toEqual({ [key]: unsorted });
  });

  it.each(["items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else"])(
    "are a schema in %s",
    (key) => {
      expect(canonicalParameters({ [key]: unsorted })).toEqual({ [key]: sorted });
      expect(canonicalParameters({ [key]: true })).toEqual({ [key]: true });
    },
  );

  it.each(["default", "const", "examples", "enum"])("are values, not schemas, in %s", (key) => {
    expect(canonicalParameters({ [key]: unsorted })).toEqual({ [key]: unsorted });
    expect(canonicalParameters({ [key]: [unsorted, "b", "a"] })).toEqual({ [key]: [unsorted, "b", "a"] });
  });
});
