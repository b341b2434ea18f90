import { describe, expect, it } from "vitest";
import * as z from "zod";
import { TOOL } from "./fields.ts";
import { type Code, type Issue, issue, type Params, type Path } from "./issue.ts";
import { keysAt, localToolShape, publicToolShape } from "./shape.ts";
import { API, type Broken, inCall, postCall, URL, withApi, withAuth } from "./testing/definitions.ts";
import { validateTool } from "./validate.ts";
import { type JsonObject, valueAt } from "./value.ts";

describe("errors in one field", () => {
  const name = (code: "required" | "empty"): Issue => issue(code, ["name"]);
  const inApi = <C extends Code>(code: C, field: string, ...params: Params<C>): Issue =>
    issue(code, [...API, field], ...params);
  const url = <C extends Code>(code: C, ...params: Params<C>): Issue => inApi(code, "url", ...params);
  const LOCAL = url("url-host-private");
  const PLACEHOLDER_IN_HOST = url("url-host-placeholder");
  const NOT_HTTPS = url("url-not-https");
  const NOT_ABSOLUTE = url("url-not-absolute");
  const BLANKS = url("url-whitespace");
  const characters = (value: string): Issue => issue("name-characters", ["name"], { value });

  it.each<Broken>([
    ["no object", "a tool", issue("not-object", [])],
    ["no name", postCall({ name: undefined }), name("required")],
    ["a number as the name", postCall({ name: 5 }), name("required")],
    ...["9notes", "größe", "note\n", "a note"].map(
      (text): Broken => [`the name ${JSON.stringify(text)}`, postCall({ name: text }), characters(text)],
    ),
    [
      "a name that is too long and has a hyphen",
      postCall({ name: `log-${"n".repeat(61)}` }),
      characters(`log-${"n".repeat(61)}`),
      issue("name-length", ["name"], { length: 65 }),
    ],
    ["a name of spaces", postCall({ name: " " }), name("empty"), characters(" ")],
    ["a hyphen in the name", postCall({ name: "log-note" }), characters("log-note")],
    ["a name of 65 characters", postCall({ name: "n".repeat(65) }), issue("name-length", ["name"], { length: 65 })],
    ["no description", postCall({ description: undefined }), issue("required", ["description"])],
    ["a description of spaces", postCall({ description: " \n" }), issue("empty", ["description"])],
    ["parameters that are a list", inCall({ parameters: [] }), issue("not-object", ["parameters"])],
    [
      "an unknown trigger",
      inCall({ trigger_type: "after" }),
      issue("not-one-of", ["trigger_type"], { value: "after", values: ["in_call", "post_call"] }),
    ],
    [
      "an unknown origin",
      inCall({ origin: "LLM" }),
      issue("not-one-of", ["origin"], { value: "LLM", values: ["llm", "vision", "audio"] }),
    ],
    [
      "an unknown on_call",
      inCall({ on_call: "loud" }),
      issue("not-one-of", ["on_call"], {
        value: "loud",
        values: ["generate_filler", "static_filler", "silent", "passthrough"],
      }),
    ],
    [
      "an unknown on_resolve",
      inCall({ on_resolve: "say" }),
      issue("not-one-of", ["on_resolve"], {
        value: "say",
        values: ["generate_response", "response_in_result", "add_to_context", "fire_and_forget"],
      }),
    ],
    ["empty words", inCall({ on_call: "static_filler", static_filler: " " }), issue("empty", ["static_filler"])],
    [
      "a filler that isn't a string",
      inCall({ on_call: "static_filler", static_filler: 5 }),
      issue("required", ["static_filler"]),
    ],
    ["a delivery that is a string", inCall({ delivery: "app_message" }), issue("not-object", ["delivery"])],
    [
      "app_message as a string",
      inCall({ delivery: { app_message: "true" } }),
      issue("not-boolean", ["delivery", "app_message"]),
    ],
    ["an endpoint that is a string", postCall({ delivery: { api: URL } }), issue("not-object", API)],
    ["no address", withApi({ url: undefined }), url("required")],
    ["an address of spaces", withApi({ url: " " }), url("empty"), BLANKS],
    ["a line break at the end of the address", withApi({ url: `${URL}\n` }), BLANKS],
    ["a control character in the address", withApi({ url: `${URL}\u0007` }), BLANKS],
    ["a path without a host", withApi({ url: "/notes" }), NOT_ABSOLUTE],
    ["a host without a scheme", withApi({ url: "crm.acme.dev/notes" }), NOT_ABSOLUTE],
    ["a scheme without a host", withApi({ url: "https://" }), NOT_ABSOLUTE],
    ["an invalid port", withApi({ url: "https://crm.acme.dev:99999/" }), NOT_ABSOLUTE],
    ["an address only in the query of a path", withApi({ url: "/go?to=https://{message}" }), NOT_ABSOLUTE],
    ["http", withApi({ url: "http://crm.acme.dev/notes" }), NOT_HTTPS],
    ["another scheme", withApi({ url: "ftp://crm.acme.dev/notes" }), NOT_HTTPS],
    ["a placeholder in the host", withApi({ url: "https://{message}.acme.dev/" }), PLACEHOLDER_IN_HOST],
    [
      "a host that only URL recognizes",
      withApi({ url: "https:/{message}.acme.dev/x" }),
      NOT_ABSOLUTE,
      PLACEHOLDER_IN_HOST,
    ],
    ["the same without any slash", withApi({ url: "https:{message}.acme.dev" }), NOT_ABSOLUTE, PLACEHOLDER_IN_HOST],
    ["the same with one too many", withApi({ url: "https:///{message}.acme.dev" }), NOT_ABSOLUTE, PLACEHOLDER_IN_HOST],
    ["the same with backslashes", withApi({ url: "https:\\\\{message}.acme.dev" }), NOT_ABSOLUTE, PLACEHOLDER_IN_HOST],
    ["a whole address only in the query of another", withApi({ url: "https:/a.dev/?to=https://b.dev/" }), NOT_ABSOLUTE],
    ["another host behind a backslash", withApi({ url: "https://a.com\\@10.0.0.1/x" }), NOT_ABSOLUTE],
    ["a placeholder in the host, encoded", withApi({ url: "https://%7Bmessage%7D.acme.dev/" }), PLACEHOLDER_IN_HOST],
    ["a placeholder that is the host", withApi({ url: "HTTPS://{message}" }), PLACEHOLDER_IN_HOST],
    ["a placeholder for the port", withApi({ url: "https://crm.acme.dev:{message}/" }), PLACEHOLDER_IN_HOST],
    ["a closing brace in the host", withApi({ url: "https://a}.acme.dev?x=1" }), PLACEHOLDER_IN_HOST],
    ["this machine", withApi({ url: "https://localhost/notes" }), LOCAL],
    ["a host without a domain", withApi({ url: "https://crm:8443" }), LOCAL],
    ["a private address", withApi({ url: "https://10.0.0.1/" }), LOCAL],
    [
      "a method in lower case",
      withApi({ method: "post" }),
      inApi("not-one-of", "method", { value: "post", values: ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] }),
    ],
    ["a timeout as a string", withApi({ timeout: "20" }), inApi("not-number", "timeout")],
    ["a timeout of zero", withApi({ timeout: 0 }), inApi("timeout", "timeout", { value: 0 })],
    ["a negative timeout", withApi({ timeout: -0.5 }), inApi("timeout", "timeout", { value: -0.5 })],
    ["half a second more than a minute", withApi({ timeout: 60.5 }), inApi("timeout", "timeout", { value: 60.5 })],
    ["tags in one string", postCall({ tags: "crm,support" }), issue("not-string-list", ["tags"])],
    ["a tag that is null", postCall({ tags: ["crm", null] }), issue("not-string", ["tags", 1])],
    ["headers in a list", withApi({ headers: ["X-A: 1"] }), inApi("not-string-map", "headers")],
    ["headers that are a string", withApi({ headers: "X-A: 1" }), inApi("not-string-map", "headers")],
    ["query parameters that are a string", withApi({ query_params: "a=1" }), inApi("not-string-map", "query_params")],
    [
      "a query parameter that is a number",
      withApi({ query_params: { page: 1 } }),
      issue("not-string", [...API, "query_params", "page"]),
    ],
    [
      "a query parameter without a name",
      withApi({ query_params: { "": "1", page: "1" } }),
      issue("query-name-empty", [...API, "query_params", ""]),
    ],
    ["a body that is a string", withApi({ body_template: "{message}" }), inApi("not-object", "body_template")],
    ["a content type that is a number", withApi({ content_type: 5 }), inApi("not-string", "content_type")],
    ...["application/json\n", "text/plain; a=\u0000"].map(
      (content_type): Broken => [
        `${JSON.stringify(content_type)} for a content type`,
        withApi({ content_type }),
        inApi("control-character", "content_type"),
      ],
    ),
    ...[
      "json",
      "application/",
      "/json",
      "application/json charset=utf-8",
      " application/json",
      "a b/json",
      "",
      "text/plain,text/html",
    ].map(
      (content_type): Broken => [
        `${JSON.stringify(content_type)} for a content type`,
        withApi({ content_type }),
        inApi("media-type", "content_type", { value: content_type }),
      ],
    ),
  ])("%s", (_what, tool, ...issues) => {
    expect(validateTool(tool)).toEqual(issues);
  });
});

describe("accepted values", () => {
  it.each<[string, JsonObject]>([
    [
      "null for every field that may be absent",
      inCall({
        parameters: null,
        trigger_type: null,
        origin: null,
        on_call: null,
        on_resolve: null,
        static_filler: null,
        delivery: null,
      }),
    ],
    [
      "null for every field of the endpoint",
      withApi({
        method: null,
        timeout: null,
        headers: null,
        query_params: null,
        body_template: null,
        content_type: null,
        auth: null,
      }),
    ],
    ...["_", "Z", "note_9"].map((name): [string, JsonObject] => [`the name ${name}`, postCall({ name })]),
    ["a name of 64 characters", postCall({ name: `_${"9".repeat(63)}` })],
    ["half a second", withApi({ timeout: 0.5 })],
    ["two seconds and a half", withApi({ timeout: 2.5 })],
    ["tags", postCall({ tags: ["crm", "crm", ""] })],
    ["no tags, as Tavus's own client writes it", postCall({ tags: [] })],
    ["null for tags, as a server may write it", postCall({ tags: null })],
    ["a minute", withApi({ timeout: 60 })],
    ...["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"].map((method): [string, JsonObject] => [
      method,
      withApi({ method }),
    ]),
    ...["application/json", "application/vnd.acme.v1+json", "text/plain; charset=utf-8", "text/plain ;a"].map(
      (content_type): [string, JsonObject] => [content_type, withApi({ content_type })],
    ),
    ["placeholders in path and query", withApi({ url: "https://crm.acme.dev:8443/{message}?m={message}#{message}" })],
    ["a backslash in the query", withApi({ url: "https://crm.acme.dev/n?path=a\\b" })],
    ["a scheme in capitals", withApi({ url: "HTTPS://crm.acme.dev" })],
    ["a public address of version 6", withApi({ url: "https://[2606:4700::1111]:8443/" })],
    ["an empty body and an empty value in the query", withApi({ body_template: {}, query_params: { page: "" } })],
  ])("%s", (_what, tool) => {
    expect(validateTool(tool)).toEqual([]);
  });

  it("by the emulator: local and private endpoints with http, public ones only with https, and no other scheme", () => {
    const local = { allowLocalEndpoints: true };
    for (const url of [
      "http://localhost:3000/notes",
      "http://[::1]:3000/",
      "https://10.0.0.1",
      "http://192.168.1.7:8080/hook",
      "http://crm",
      "http://host.docker.internal:3000",
      "https://crm.acme.dev",
    ])
      expect(validateTool(withApi({ url }), local), url).toEqual([]);
    const tokens = {
      type: "oauth2_client_credentials",
      token_url: "http://localhost:3000/token",
      client_id: "c",
      client_secret: "a-secret",
    };
    expect(validateTool(withAuth(tokens), local)).toEqual([]);
    for (const url of [
      "http://crm.acme.dev/notes",
      "HTTP://1.1.1.1",
      "http://[2606:4700::1111]:8080/",
      "http://localhost.acme.dev",
    ]) {
      expect(validateTool(withApi({ url }), local), url).toMatchObject([{ code: "url-not-https" }]);
      expect(validateTool(withAuth({ ...tokens, token_url: url }), local), url).toMatchObject([
        { code: "url-not-https" },
      ]);
    }
    const other = validateTool(withApi({ url: "ftp://localhost/notes" }), local);
    expect(other.map(({ code }) => code)).toEqual(["url-not-https"]);
  });
});

describe("an unknown field", () => {
  const unknown = (path: Path, ...known: string[]): Issue => issue("unknown-field", path, { known });
  const ROOT = Object.values(TOOL).map(({ wire }) => wire);
  const ENDPOINT = ["url", "method", "timeout", "headers", "query_params", "body_template", "content_type", "auth"];

  it.each<Broken>([
    ["of a tool", postCall({ labels: {} }), unknown(["labels"], ...ROOT)],
    ["of a tool, in another spelling", postCall({ staticFiller: "Hm." }), unknown(["staticFiller"], ...ROOT)],
    [
      "of a delivery",
      inCall({ delivery: { app_message: true, type: "x" } }),
      unknown(["delivery", "type"], "app_message", "api"),
    ],
    [
      "of an endpoint",
      withApi({ retries: 3, "body-Template": {} }),
      unknown([...API, "retries"], ...ENDPOINT),
      unknown([...API, "body-Template"], ...ENDPOINT),
    ],
    ["of type none", withAuth({ type: "none", x: 1 }), unknown([...API, "auth", "x"], "type")],
    [
      "of a bearer",
      withAuth({ type: "bearer", token: "a-token", x: 1 }),
      unknown([...API, "auth", "x"], "type", "token"),
    ],
    [
      "of a key",
      withAuth({ type: "api_key", name: "X-Key", value: "a-key", x: 1 }),
      unknown([...API, "auth", "x"], "type", "name", "value", "location"),
    ],
    [
      "of a user",
      withAuth({ type: "basic", username: "a", password: "", x: 1 }),
      unknown([...API, "auth", "x"], "type", "username", "password"),
    ],
    [
      "of a client",
      withAuth({ type: "oauth2_client_credentials", token_url: URL, client_id: "c", client_secret: "a-secret", x: 1 }),
      unknown([...API, "auth", "x"], "type", "token_url", "client_id", "client_secret", "scope"),
    ],
    [
      "of a signature",
      withAuth({ type: "hmac", secret: "a-secret", x: 1 }),
      unknown([...API, "auth", "x"], "type", "secret"),
    ],
  ])("%s is reported with the fields that exist there", (_what, tool, ...issues) => {
    expect(validateTool(tool)).toEqual(issues);
  });

  it("without alternatives can only be removed", () => {
    expect(keysAt([...API, "auth"], { type: "toString" })).toEqual([]);
    expect(keysAt([...API, "auth"], undefined)).toEqual([]);
    expect(keysAt([...API, "auth"], { type: "hmac" })).toEqual(["type", "secret"]);
    expect(keysAt(["nothing", "here"], {})).toEqual([]);
  });
});

describe("is described with its limits (the emulator's OpenAPI)", () => {
  const TEXT = { type: "string", minLength: 1 };
  const ENDPOINT = ["delivery", "anyOf", 0, "properties", "api", "anyOf", 0, "properties"];
  const kind = (place: number, field: string) => [...ENDPOINT, "auth", "anyOf", 0, "oneOf", place, "properties", field];

  it.each<[what: string, path: Path, described: object]>([
    ["a name", ["name"], { ...TEXT, maxLength: 64, pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$" }],
    ["a description", ["description"], TEXT],
    ["the filler text", ["static_filler", "anyOf", 0], TEXT],
    ["an address", [...ENDPOINT, "url"], TEXT],
    ["a method", [...ENDPOINT, "method", "anyOf", 0, "enum"], ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]],
    [
      "a timeout",
      [...ENDPOINT, "timeout"],
      { anyOf: [{ type: "number", exclusiveMinimum: 0, maximum: 60 }, { type: "null" }] },
    ],
    ["a token", kind(1, "token"), TEXT],
    ["a password, which can be empty", kind(3, "password"), { type: "string" }],
    ["a signing secret", kind(5, "secret"), TEXT],
  ])("%s", (_what, path, described) => {
    for (const shape of [publicToolShape(), localToolShape()])
      expect(valueAt(z.toJSONSchema(shape, { io: "input" }), ["properties", ...path])).toEqual(described);
  });
});
