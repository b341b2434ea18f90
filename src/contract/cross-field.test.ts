import { describe, expect, it } from "vitest";
import { checkAcrossFields } from "./cross-field.ts";
import { type Issue, issue, type Path } from "./issue.ts";
import { lintTool } from "./lint.ts";
import type { JsonObject } from "./value.ts";

/** A value that the preview doesn't know yet, alone or within a string. */
const UNKNOWN = "<not known yet>";
const isUnknown = (value: unknown): boolean => typeof value === "string" && value.includes(UNKNOWN);
const check = (tool: JsonObject): Issue[] => checkAcrossFields(tool, isUnknown);

const PARAMETERS = { type: "object", properties: { message: {}, channel: {} } };
const postCall = (fields: JsonObject = {}): JsonObject => ({
  description: "Log a note.",
  trigger_type: "post_call",
  parameters: PARAMETERS,
  delivery: { api: { url: "https://crm.acme.dev/notes" } },
  ...fields,
});
const inCall = (fields: JsonObject = {}): JsonObject => ({
  description: "Look something up.",
  parameters: PARAMETERS,
  ...fields,
});
const withApi = (fields: JsonObject): JsonObject =>
  postCall({ delivery: { api: { url: "https://crm.acme.dev/notes", ...fields } } });
const API = ["delivery", "api"];

type Broken = [what: string, tool: JsonObject, issues: Issue[]];
type Fine = [what: string, tool: JsonObject];

describe("what an action needs, and what it can't have", () => {
  const meaningless = (field: string): Issue => issue("live-field", [field]);
  const NO_PARAMETERS = issue("post-call-parameters", ["parameters"]);
  const NO_ENDPOINT = issue("post-call-endpoint", API);
  const APP_MESSAGE = issue("post-call-app-message", ["delivery", "app_message"]);

  it.each<Broken>([
    ["an origin", postCall({ origin: "llm" }), [meaningless("origin")]],
    ["an on_call value", postCall({ on_call: "silent" }), [meaningless("on_call")]],
    ["an on_resolve value", postCall({ on_resolve: "fire_and_forget" }), [meaningless("on_resolve")]],
    ["a static filler", postCall({ static_filler: "Hm." }), [meaningless("static_filler")]],
    [
      "a static filler without its text, which isn't possible either",
      postCall({ on_call: "static_filler" }),
      [meaningless("on_call")],
    ],
    [
      "all fields of a live tool",
      postCall({ origin: "vision", on_call: "silent", on_resolve: "add_to_context", static_filler: "Hm." }),
      [meaningless("origin"), meaningless("on_call"), meaningless("static_filler"), meaningless("on_resolve")],
    ],
    ["no parameters", postCall({ parameters: undefined }), [NO_PARAMETERS]],
    ["null for parameters", postCall({ parameters: null }), [NO_PARAMETERS]],
    ["no delivery", postCall({ delivery: undefined }), [NO_ENDPOINT]],
    ["null for a delivery", postCall({ delivery: null }), [NO_ENDPOINT]],
    ["an empty delivery", postCall({ delivery: {} }), [NO_ENDPOINT]],
    ["null for an endpoint", postCall({ delivery: { app_message: false, api: null } }), [NO_ENDPOINT]],
    ["an app message", postCall({ delivery: { app_message: true } }), [NO_ENDPOINT, APP_MESSAGE]],
    [
      "an app message next to its endpoint",
      postCall({ delivery: { app_message: true, api: { url: "https://crm.acme.dev" } } }),
      [APP_MESSAGE],
    ],
    ["nothing", { trigger_type: "post_call" }, [NO_PARAMETERS, NO_ENDPOINT]],
  ])("refused: %s", (_what, tool, issues) => {
    expect(check(tool)).toEqual(issues);
  });

  it.each<Fine>([
    ["parameters and an endpoint", postCall()],
    ["parameters without any", postCall({ parameters: {} })],
    ["nulls, as servers write them", postCall({ origin: null, on_call: null, on_resolve: null, static_filler: null })],
    ["app_message: false", postCall({ delivery: { app_message: false, api: { url: "https://crm.acme.dev/notes" } } })],
  ])("accepted: %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });

  it.each<Fine>([
    ["the trigger", { ...postCall({ trigger_type: UNKNOWN, origin: "llm" }), parameters: undefined }],
    ["the origin", postCall({ origin: UNKNOWN })],
    ["on_call", postCall({ on_call: UNKNOWN })],
    ["on_resolve", postCall({ on_resolve: UNKNOWN })],
    ["static_filler", postCall({ static_filler: UNKNOWN })],
    ["the parameters", postCall({ parameters: UNKNOWN })],
    ["the delivery", postCall({ delivery: UNKNOWN })],
    ["the endpoint", postCall({ delivery: { api: UNKNOWN } })],
    ["app_message", postCall({ delivery: { app_message: UNKNOWN, api: { url: "https://crm.acme.dev" } } })],
  ])("not checked before it is known: %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });
});

describe("the live behavior of a tool", () => {
  const NO_ON_CALL = issue("perception-live-field", ["on_call"]);
  const NO_ON_RESOLVE = issue("perception-resolve", ["on_resolve"]);
  const NO_FILLER = issue("perception-live-field", ["static_filler"]);
  const FILLER_MISSING = issue("filler-missing", ["static_filler"]);
  it.each<Broken>([
    ["on_call for vision", inCall({ origin: "vision", on_call: "silent" }), [NO_ON_CALL]],
    ["on_resolve for audio", inCall({ origin: "audio", on_resolve: "generate_response" }), [NO_ON_RESOLVE]],
    ["static_filler for vision", inCall({ origin: "vision", static_filler: "Hm." }), [NO_FILLER]],
    [
      "all of them for audio",
      inCall({ origin: "audio", on_call: "static_filler", on_resolve: "add_to_context", static_filler: "Hm." }),
      [NO_ON_CALL, NO_ON_RESOLVE, NO_FILLER],
    ],
    ["static_filler without its text", inCall({ on_call: "static_filler" }), [FILLER_MISSING]],
    [
      "null for the text of static_filler",
      inCall({ trigger_type: "in_call", origin: "llm", on_call: "static_filler", static_filler: null }),
      [FILLER_MISSING],
    ],
  ])("refused: %s", (_what, tool, issues) => {
    expect(check(tool)).toEqual(issues);
  });

  it.each<Fine>([
    ["nothing said", inCall()],
    // T-12
    ["a filler text that is never spoken", inCall({ on_call: "silent", static_filler: "Hm." })],
    ["a filler text without static_filler", inCall({ origin: null, static_filler: "Hm." })],
    ["vision alone", inCall({ origin: "vision" })],
    ["the only possible on_resolve for vision", inCall({ origin: "vision", on_resolve: "fire_and_forget" })],
    ["audio with nulls", inCall({ origin: "audio", on_call: null, on_resolve: null, static_filler: null })],
    ["static_filler with its text", inCall({ on_call: "static_filler", static_filler: "Hm." })],
    ["silence", inCall({ trigger_type: "in_call", origin: "llm", on_call: "silent", on_resolve: "add_to_context" })],
    // The check of `origin` reports it. "can't be set for vision and audio" would hide the real mistake.
    ["on_call with a misspelled origin", inCall({ origin: "LLM", on_call: "silent", on_resolve: "generate_response" })],
  ])("accepted: %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });

  it.each<Fine>([
    ["the trigger", inCall({ trigger_type: UNKNOWN, on_call: "static_filler" })],
    ["the origin, which may allow no filler", inCall({ origin: UNKNOWN, on_call: "static_filler" })],
    ["the origin, which may not use the filler", inCall({ origin: UNKNOWN, on_call: "silent", static_filler: "Hm." })],
    ["on_call, which may want the words", inCall({ on_call: UNKNOWN, static_filler: "Hm." })],
    ["a filler text that may be empty", inCall({ on_call: "silent", static_filler: UNKNOWN })],
    ["the text of static_filler", inCall({ on_call: "static_filler", static_filler: UNKNOWN })],
    [
      "on_call for vision, which may be null",
      inCall({ origin: "vision", on_call: UNKNOWN, on_resolve: UNKNOWN, static_filler: UNKNOWN }),
    ],
  ])("not checked before it is known: %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });
});

describe("the channel of a live tool", () => {
  const api = { url: "https://crm.acme.dev" };
  const TWO = issue("two-channels", ["delivery"]);
  const NONE = issue("no-channel", ["delivery"]);

  it.each<Broken>([
    ["both", inCall({ delivery: { app_message: true, api } }), [TWO]],
    ["both, for any trigger", inCall({ trigger_type: UNKNOWN, delivery: { app_message: true, api } }), [TWO]],
    ["neither", inCall({ delivery: {} }), [NONE]],
    ["no app message and no endpoint", inCall({ delivery: { app_message: false } }), [NONE]],
    ["null for both", inCall({ trigger_type: "in_call", delivery: { app_message: null, api: null } }), [NONE]],
  ])("refused: %s", (_what, tool, issues) => {
    expect(check(tool)).toEqual(issues);
  });

  it.each<Fine>([
    ["neither, which means an app message", inCall()],
    ["null, which means an app message", inCall({ delivery: null })],
    ["an app message", inCall({ delivery: { app_message: true } })],
    ["an app message and null for an endpoint", inCall({ delivery: { app_message: true, api: null } })],
    ["an endpoint", inCall({ delivery: { api } })],
    ["an endpoint and no app message", inCall({ delivery: { app_message: false, api } })],
    // The check of `app_message` reports it.
    ["an app message that is a string", inCall({ delivery: { app_message: "true" } })],
  ])("accepted: %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });

  it.each<Fine>([
    ["the trigger", inCall({ trigger_type: UNKNOWN, delivery: {} })],
    ["the delivery", inCall({ delivery: UNKNOWN })],
    ["app_message, which may be false", inCall({ delivery: { app_message: UNKNOWN, api } })],
    ["app_message, which may be true", inCall({ delivery: { app_message: UNKNOWN } })],
    ["the endpoint", inCall({ delivery: { api: UNKNOWN } })],
    ["the endpoint, which may be null", inCall({ delivery: { app_message: true, api: UNKNOWN } })],
  ])("not checked before it is known: %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });
});

describe("a placeholder", () => {
  const undeclared = (name: string, ...path: Path): Issue =>
    issue("undeclared-placeholder", [...API, ...path], { name, mayBeText: false });
  const maybeText = (name: string, ...path: Path): Issue =>
    issue("undeclared-placeholder", [...API, ...path], { name, mayBeText: true });

  it.each<Broken>([
    ["in the address", withApi({ url: "https://crm.acme.dev/{record}" }), [undeclared("record", "url")]],
    ["in the query", withApi({ query_params: { id: "{record}" } }), [undeclared("record", "query_params", "id")]],
    [
      "deep in the body",
      withApi({ body_template: { a: [{ b: "Re: {record}" }] } }),
      [maybeText("record", "body_template", "a", 0, "b")],
    ],
    [
      "next to others in one text, each reported once",
      withApi({ url: "https://crm.acme.dev/{record}/{message}/{part}?r={record}" }),
      [undeclared("record", "url"), undeclared("part", "url")],
    ],
    [
      "in two texts, reported for each",
      withApi({ url: "https://crm.acme.dev/{record}", body_template: { id: "{record}" } }),
      [undeclared("record", "url"), undeclared("record", "body_template", "id")],
    ],
    [
      "spelled differently from its parameter",
      withApi({ body_template: { text: "{Message}" } }),
      [undeclared("Message", "body_template", "text")],
    ],
    [
      "named like a member of every JavaScript object",
      withApi({ body_template: { text: "{constructor}" } }),
      [undeclared("constructor", "body_template", "text")],
    ],
    [
      "in a GraphQL query, with a special remedy",
      withApi({ body_template: { query: '{order(id:"{message}"){status}}' } }),
      [maybeText("status", "body_template", "query")],
    ],
    [
      "of a live tool without parameters",
      { description: "Look something up.", delivery: { api: { url: "https://crm.acme.dev/{record}" } } },
      [undeclared("record", "url")],
    ],
    [
      "of a tool whose parameters have no properties",
      { ...withApi({ url: "https://crm.acme.dev/{record}" }), parameters: { type: "object" } },
      [undeclared("record", "url")],
    ],
  ])("that nothing fills is refused %s", (_what, tool, issues) => {
    expect(check(tool)).toEqual(issues);
  });

  it.each(["caller-name", "order.id", "1st", "größe", "an id"])(
    "can't be the parameter %s, which is refused if a template uses it (R-3)",
    (name) => {
      const parameters = { type: "object", properties: { [name]: { type: "string", description: "d" } } };
      const templates = {
        url: `https://crm.acme.dev/{${name}}`,
        query_params: { q: `x{${name}}` },
        body_template: { a: [`{${name}}`], b: name },
      };
      const places = [["url"], ["query_params", "q"], ["body_template", "a", 0]];
      const issues = check({ ...withApi(templates), parameters });
      expect(issues).toEqual(places.map((path) => issue("placeholder-name", [...API, ...path], { name })));
      // A parameter that is sent with the plain arguments needs no placeholder.
      expect(check({ ...withApi({}), parameters })).toEqual([]);
      const open = { ...parameters, additionalProperties: true, anyOf: [{ required: [name] }] };
      expect(check({ ...withApi(templates), parameters: open })).toHaveLength(3);
    },
  );

  it("ignores the braces of GraphQL if they contain more than a name", () => {
    const query = 'query { order(id: "{message}") { id } lines{ sku qty } }';
    expect(check(withApi({ body_template: { query } }))).toEqual([]);
  });

  it.each<Fine>([
    [
      "declared",
      withApi({
        url: "https://crm.acme.dev/{channel}",
        query_params: { m: "{message}" },
        body_template: { text: "{channel}: {message}" },
      }),
    ],
    ["the conversation", withApi({ url: "https://crm.acme.dev/?c={tavus_conversation_id}" })],
    ["another of Tavus", withApi({ body_template: { at: "{tavus_ended_at}" } })],
    ["none, but a string in braces", withApi({ body_template: { json: '{"record": "{ record }"}', empty: "{}" } })],
    ["in the name of a field, which stays as it is", withApi({ body_template: { "{record}": "x" } })],
    // D-14: it isn't known whether Tavus renders headers.
    ["in a header", withApi({ headers: { "X-Record": "{record}" } })],
  ])("is accepted that is %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });

  it.each([
    ["größe", { url: "https://crm.acme.dev/?g={gr%C3%B6%C3%9Fe}" }, "url"],
    ["größe", { url: "https://crm.acme.dev/{gro\u0308ße}" }, "url"],
    ["order id", { url: "https://crm.acme.dev/{order%20id}" }, "url"],
    ["caller-name", { url: "https://crm.acme.dev/%7Bcaller-name%7D" }, "url"],
    ["gro\u0308ße", { body_template: { text: "{größe}" } }, "body_template"],
  ])("is refused that means the parameter %s in another spelling: %j", (name, fields, field) => {
    const tool = { ...withApi(fields), parameters: { type: "object", properties: { [name]: {} } } };
    const path = ["delivery", "api", field, ...(field === "url" ? [] : ["text"])];
    expect(check(tool)).toEqual([issue("placeholder-name", path, { name })]);
  });

  it("can be in a URL that can't be decoded, and elsewhere as written", () => {
    const parameters = { type: "object", properties: { "a-b": {} } };
    for (const fields of [{ url: "https://crm.acme.dev/?a=50%&b=%7B" }, { body_template: { text: "%7Ba-b%7D" } }])
      expect(check({ ...withApi(fields), parameters })).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["allOf", [{ properties: { record: {} } }]],
    ["anyOf", [{ properties: { record: {} } }]],
    ["oneOf", [{ properties: { record: {} } }]],
    ["$ref", "#/$defs/record"],
    ["patternProperties", { "^rec": {} }],
    ["if", { properties: { message: { const: "x" } } }],
    ["dependentSchemas", { message: { properties: { record: {} } } }],
    ["dependencies", { message: { properties: { record: {} } } }],
    ["unevaluatedProperties", { type: "string" }],
    ["allOf", UNKNOWN],
  ])("can be declared elsewhere: %s is %j", (keyword, value) => {
    const tool = {
      ...withApi({ url: "https://crm.acme.dev/{record}" }),
      parameters: { ...PARAMETERS, [keyword]: value },
    };
    expect(check(tool)).toEqual([]);
    expect(lintTool(tool).map(({ code }) => code)).toContain("placeholder-elsewhere");
  });

  it.each<Fine>([
    ["the parameters", { ...withApi({ url: "https://crm.acme.dev/{record}" }), parameters: UNKNOWN }],
    [
      "their properties",
      { ...withApi({ url: "https://crm.acme.dev/{record}" }), parameters: { type: "object", properties: UNKNOWN } },
    ],
    ["a part of its text", withApi({ url: `https://${UNKNOWN}/{record}` })],
    ["the body", withApi({ body_template: UNKNOWN })],
  ])("isn't checked before this is known: %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });
});

describe("a credential", () => {
  const AUTHORIZING = [
    { type: "bearer", token: "t" },
    { type: "basic", username: "u", password: "p" },
    { type: "oauth2_client_credentials", token_url: "https://id.acme.dev", client_id: "c", client_secret: "s" },
  ];
  const inHeader = (name: unknown, fields: JsonObject = {}): JsonObject => ({
    type: "api_key",
    name,
    value: "v",
    ...fields,
  });
  const inQuery = (name: unknown): JsonObject => inHeader(name, { location: "query" });
  const twiceInHeader = (header: string): Issue => issue("set-by-auth", [...API, "headers", header]);
  const noHeader = (isName: boolean): Issue => issue("api-key-header", [...API, "auth", "name"], { isName });

  it.each(AUTHORIZING)("of type $type sets the header Authorization, which must not be set again", (auth) => {
    for (const header of ["Authorization", "authorization", "AUTHORIZATION"])
      expect(check(withApi({ auth, headers: { "X-Team": "support", [header]: "x" } }))).toEqual([
        twiceInHeader(header),
      ]);
  });

  it.each<Broken>([
    ["a header twice", withApi({ auth: inHeader("X-Key"), headers: { "X-Key": "a" } }), [twiceInHeader("X-Key")]],
    [
      "a header twice, in two spellings",
      withApi({ auth: inHeader("X-Key", { location: "header" }), headers: { "X-Team": "a", "x-key": "a" } }),
      [twiceInHeader("x-key")],
    ],
    [
      "the header Authorization twice, once for a key",
      withApi({ auth: inHeader("authorization"), headers: { Authorization: "a" } }),
      [twiceInHeader("Authorization")],
    ],
    [
      "a query parameter twice, once in the URL",
      withApi({ auth: inQuery("key"), url: "https://crm.acme.dev/n?team=a&key=1" }),
      [issue("set-by-auth-in-url", [...API, "url"], { name: "key" })],
    ],
    [
      "a query parameter twice",
      withApi({ auth: inQuery("key"), query_params: { team: "a", key: "a" } }),
      [issue("set-by-auth", [...API, "query_params", "key"])],
    ],
    ["a header whose name contains a space", withApi({ auth: inHeader("my key") }), [noHeader(false)]],
    ["a header whose name ends in a line break", withApi({ auth: inHeader("X-Key\n") }), [noHeader(false)]],
    ["a header of the connection", withApi({ auth: inHeader("Host") }), [noHeader(true)]],
  ])("is refused in %s", (_what, tool, issues) => {
    expect(check(tool)).toEqual(issues);
  });

  it.each<Fine>([
    ["none", withApi({ headers: { Authorization: "x" } })],
    ["none, set explicitly", withApi({ auth: { type: "none" }, headers: { Authorization: "x" } })],
    ["a signature", withApi({ auth: { type: "hmac", secret: "s" }, headers: { Authorization: "x" } })],
    ["a token next to other headers", withApi({ auth: AUTHORIZING[0], headers: { "X-Team": "a", "X-Key": "a" } })],
    ["a token without headers", withApi({ auth: AUTHORIZING[0] })],
    ["a key in a header of its own", withApi({ auth: inHeader("X-Key"), headers: { "X-Team": "a" } })],
    ["a key in a header with a query parameter's name", withApi({ auth: inHeader("key"), query_params: { key: "a" } })],
    ["a key in a query parameter with a header's name", withApi({ auth: inQuery("key"), headers: { key: "a" } })],
    [
      "a key in a query parameter that differs from another only in case",
      withApi({ auth: inQuery("key"), query_params: { Key: "a" } }),
    ],
    ["a key in a query parameter whose name contains a space", withApi({ auth: inQuery("my key") })],
    [
      "a key in a query parameter named like a member of every object",
      withApi({ auth: inQuery("toString"), query_params: {} }),
    ],
    // Some services expect their key in a header with this name, and get it.
    ["a key in a header named like Tavus's", withApi({ auth: inHeader("X-Tavus-Key") })],
    ["a header with every possible character", withApi({ auth: inHeader("!#$%&'*+.^_`|~0-9A-Za-z-") })],
  ])("is accepted that is %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });

  it.each<Fine>([
    ["an invalid authentication", withApi({ auth: "bearer", headers: { Authorization: "x" } })],
    ["invalid headers", withApi({ auth: AUTHORIZING[0], headers: "Authorization: x" })],
    ["invalid query parameters", withApi({ auth: inQuery("key"), query_params: "key=a" })],
    ["a name that is empty", withApi({ auth: inHeader(" ") })],
    ["a name that isn't a string", withApi({ auth: inHeader(5), headers: { "X-Team": "a" } })],
    ["a name that is missing", withApi({ auth: inQuery(undefined), query_params: { undefined: "a" } })],
    [
      "a name for a type without one",
      withApi({ auth: { ...AUTHORIZING[0], name: "my key" }, headers: { "my key": "a" } }),
    ],
  ])("is left to the check of its own field: %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });

  it.each<Fine>([
    ["the authentication", withApi({ auth: UNKNOWN, headers: { Authorization: "x" } })],
    ["its kind", withApi({ auth: { ...inHeader("my key"), type: UNKNOWN }, headers: { Authorization: "x" } })],
    ["the name of its header", withApi({ auth: inHeader(`${UNKNOWN} key`), headers: { "X-Key": "a" } })],
    ["the name of its query parameter", withApi({ auth: inQuery(UNKNOWN), query_params: { [UNKNOWN]: "a" } })],
    [
      "its place",
      withApi({
        auth: inHeader("my key", { location: UNKNOWN }),
        headers: { "my key": "a" },
        query_params: { "my key": "a" },
      }),
    ],
    ["the headers", withApi({ auth: AUTHORIZING[0], headers: UNKNOWN })],
    ["the query parameters", withApi({ auth: inQuery("key"), query_params: UNKNOWN })],
    ["the endpoint", postCall({ delivery: { api: UNKNOWN } })],
  ])("isn't checked before this is known: %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });
});

describe("description and parameters together", () => {
  const tooLong = (size: number): Issue => issue("too-large", ["description"], { size });
  /** 25 characters as compact JSON. */
  const parameters = { type: "object", a: "😀" };

  it.each<[string, JsonObject, JsonObject]>([
    ["of a description alone", { description: "d".repeat(10_000) }, { description: "d".repeat(10_001) }],
    ["of emojis", { description: "😀".repeat(10_000) }, { description: "😀".repeat(10_001) }],
    [
      "of a description and parameters",
      { description: "d".repeat(9_975), parameters },
      { description: "d".repeat(9_976), parameters },
    ],
  ])("have at most 10,000 characters: %s", (_what, longest, longer) => {
    expect(check(longest)).toEqual([]);
    expect(check(longer)).toEqual([tooLong(10_001)]);
  });

  it("are reported with their length, even if the description is missing", () => {
    expect(check(postCall({ description: undefined, parameters: { $comment: "p".repeat(20_000) } }))).toEqual([
      tooLong(20_015),
    ]);
    expect(check(postCall({ description: "d", parameters: { $comment: "p".repeat(20_000) } }))).toEqual([
      tooLong(20_016),
    ]);
  });

  it.each<Fine>([
    ["the description", inCall({ description: UNKNOWN, parameters: { $comment: "p".repeat(10_000) } })],
    ["the parameters", inCall({ description: "d".repeat(10_001), parameters: UNKNOWN })],
    [
      "a part of the parameters",
      inCall({
        description: "d".repeat(10_001),
        parameters: { type: "object", properties: { p: { enum: ["low", UNKNOWN] } } },
      }),
    ],
  ])("aren't counted before this is known: %s", (_what, tool) => {
    expect(check(tool)).toEqual([]);
  });
});
