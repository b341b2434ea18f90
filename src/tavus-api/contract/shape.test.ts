import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { Path } from "./issue.ts";
import { keysAt, localToolShape, publicToolShape } from "./shape.ts";
import { API, type Broken, inCall, issue, postCall, URL, withApi, withAuth } from "./testing/definitions.ts";
import { validateTool } from "./validate.ts";
import { type JsonObject, valueAt } from "./value.ts";

/** Each rule of a single field with the whole of what its owner reads. */
const SECONDS = "Write a number of seconds above 0, at most 60.";

describe("what is wrong is told whole", () => {
  const REQUIRED = "is required and must be a string";
  const NAME = "Use letters, digits and underscores, and begin with a letter or an underscore.";
  const name = (message: string, remedy: string) => issue("T-3", ["name"], message, remedy);
  const characters = (text: string) =>
    name(`is ${JSON.stringify(text)}, which has characters that a tool name can't have`, NAME);
  const tooLong = (text: string) => name(`is "${text}", which is longer than 64 characters`, "Shorten it.");
  const description = (message: string) => issue("T-4", ["description"], message, "Write what the tool is for.");
  const inApi = (rule: string, field: string, message: string, remedy: string) =>
    issue(rule, [...API, field], message, remedy);
  const url = (message: string, remedy: string) => inApi("D-10", "url", message, remedy);
  const ENDPOINT = "Write the endpoint's address, https://….";
  const LOCAL = url(
    "has a host that Tavus cannot reach: local, private or without a domain",
    "Write a public host name; for a local try use the emulator (npx pulumi-tavus dev).",
  );
  const PLACEHOLDER_IN_HOST = url(
    "has a placeholder in its host",
    "Keep scheme, host and port fixed; placeholders belong in the path or the query.",
  );
  const NOT_HTTPS = url(
    "is not https",
    "Write an https:// address. http works only with the emulator, and there only for a loopback or private host.",
  );
  const NOT_ABSOLUTE = url("is not an absolute URL", "Write the whole address, https://host/path.");
  const BLANKS = url("contains whitespace or a line break", "Trim the setting that it comes from.");

  it.each<Broken>([
    ["no object", "a tool", issue("T-1", [], "is not an object", "Write a tool definition.")],
    ["no name", postCall({ name: undefined }), name(REQUIRED, "Write a name.")],
    ["a number for a name", postCall({ name: 5 }), name(REQUIRED, "Write a name.")],
    ...["9notes", "größe", "note\n", "a note"].map(
      (text): Broken => [`the name ${JSON.stringify(text)}`, postCall({ name: text }), characters(text)],
    ),
    [
      "a name that is too long and has a hyphen",
      postCall({ name: `log-${"n".repeat(61)}` }),
      characters(`log-${"n".repeat(61)}`),
      tooLong(`log-${"n".repeat(61)}`),
    ],
    ["a name of blanks", postCall({ name: " " }), name("is empty", "Write a name."), characters(" ")],
    ["a hyphen in the name", postCall({ name: "log-note" }), characters("log-note")],
    ["a name of 65 characters", postCall({ name: "n".repeat(65) }), tooLong("n".repeat(65))],
    ["no description", postCall({ description: undefined }), description(REQUIRED)],
    ["a description of blanks", postCall({ description: " \n" }), description("is empty")],
    [
      "parameters that are a list",
      inCall({ parameters: [] }),
      issue("T-6", ["parameters"], "is not an object", 'Write a JSON Schema, { type: "object", properties: … }.'),
    ],
    [
      "an unknown trigger",
      inCall({ trigger_type: "after" }),
      issue("T-8", ["trigger_type"], 'is "after"', "Use one of: in_call, post_call."),
    ],
    [
      "an unknown origin",
      inCall({ origin: "LLM" }),
      issue("T-9", ["origin"], 'is "LLM"', "Use one of: llm, vision, audio."),
    ],
    [
      "an unknown on_call",
      inCall({ on_call: "loud" }),
      issue("T-10", ["on_call"], 'is "loud"', "Use one of: generate_filler, static_filler, silent, passthrough."),
    ],
    [
      "an unknown on_resolve",
      inCall({ on_resolve: "say" }),
      issue(
        "T-11",
        ["on_resolve"],
        'is "say"',
        "Use one of: generate_response, response_in_result, add_to_context, fire_and_forget.",
      ),
    ],
    [
      "empty words",
      inCall({ on_call: "static_filler", static_filler: " " }),
      issue("T-12", ["static_filler"], "is empty", "Write what is said while the tool runs."),
    ],
    [
      "words that are no text",
      inCall({ on_call: "static_filler", static_filler: 5 }),
      issue("T-12", ["static_filler"], REQUIRED, "Write what is said while the tool runs."),
    ],
    [
      "a delivery that is a text",
      inCall({ delivery: "app_message" }),
      issue("T-13", ["delivery"], "is not an object", "Write { api: { url: … } } or { app_message: true }."),
    ],
    [
      "app_message as a text",
      inCall({ delivery: { app_message: "true" } }),
      issue("D-1", ["delivery", "app_message"], "is not true or false", "Write true, or leave it out."),
    ],
    [
      "an endpoint that is a text",
      postCall({ delivery: { api: URL } }),
      issue("D-10", API, "is not an object", "Write { url: … }."),
    ],
    ["no address", withApi({ url: undefined }), url(REQUIRED, ENDPOINT)],
    ["an address of blanks", withApi({ url: " " }), url("is empty", ENDPOINT), BLANKS],
    ["a line break at the end of the address", withApi({ url: `${URL}\n` }), BLANKS],
    ["a control character in the address", withApi({ url: `${URL}\u0007` }), BLANKS],
    ["a path without a host", withApi({ url: "/notes" }), NOT_ABSOLUTE],
    ["a host without a scheme", withApi({ url: "crm.acme.dev/notes" }), NOT_ABSOLUTE],
    ["a scheme without a host", withApi({ url: "https://" }), NOT_ABSOLUTE],
    ["a port that is none", withApi({ url: "https://crm.acme.dev:99999/" }), NOT_ABSOLUTE],
    ["an address only in the query of a path", withApi({ url: "/go?to=https://{message}" }), NOT_ABSOLUTE],
    ["http", withApi({ url: "http://crm.acme.dev/notes" }), NOT_HTTPS],
    ["another scheme", withApi({ url: "ftp://crm.acme.dev/notes" }), NOT_HTTPS],
    ["a placeholder in the host", withApi({ url: "https://{message}.acme.dev/" }), PLACEHOLDER_IN_HOST],
    [
      "a host in the eyes of URL only",
      withApi({ url: "https:/{message}.acme.dev/x" }),
      NOT_ABSOLUTE,
      PLACEHOLDER_IN_HOST,
    ],
    ["the same without any slash", withApi({ url: "https:{message}.acme.dev" }), NOT_ABSOLUTE, PLACEHOLDER_IN_HOST],
    ["the same with one too many", withApi({ url: "https:///{message}.acme.dev" }), NOT_ABSOLUTE, PLACEHOLDER_IN_HOST],
    ["the same with backslashes", withApi({ url: "https:\\\\{message}.acme.dev" }), NOT_ABSOLUTE, PLACEHOLDER_IN_HOST],
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
      inApi("D-12", "method", 'is "post"', "Use one of: GET, POST, PUT, PATCH, DELETE, HEAD."),
    ],
    ["a timeout as a text", withApi({ timeout: "20" }), inApi("D-13", "timeout", "is not a number", SECONDS)],
    ["no time at all", withApi({ timeout: 0 }), inApi("D-13", "timeout", "is out of range", SECONDS)],
    ["less than no time", withApi({ timeout: -0.5 }), inApi("D-13", "timeout", "is out of range", SECONDS)],
    [
      "half a second more than a minute",
      withApi({ timeout: 60.5 }),
      inApi("D-13", "timeout", "is out of range", SECONDS),
    ],
    [
      "tags in one text",
      postCall({ tags: "crm,support" }),
      issue("T-17", ["tags"], "is not a list of strings", 'Write a list, ["crm", "support"].'),
    ],
    [
      "a tag that is null",
      postCall({ tags: ["crm", null] }),
      issue("T-17", ["tags", 1], "is not a string", "Write the tag as a string."),
    ],
    [
      "headers in a list",
      withApi({ headers: ["X-A: 1"] }),
      inApi("D-14", "headers", "is not an object of strings", "Write an object from header name to string."),
    ],
    [
      "headers that are a text",
      withApi({ headers: "X-A: 1" }),
      inApi("D-14", "headers", "is not an object of strings", "Write an object from header name to string."),
    ],
    [
      "query parameters that are a text",
      withApi({ query_params: "a=1" }),
      inApi(
        "D-17",
        "query_params",
        "is not an object of strings",
        "Write an object from query parameter name to string.",
      ),
    ],
    [
      "a query parameter that is a number",
      withApi({ query_params: { page: 1 } }),
      issue("D-17", [...API, "query_params", "page"], "is not a string", "Write the query parameter as a string."),
    ],
    [
      "a query parameter without a name",
      withApi({ query_params: { "": "1", page: "1" } }),
      issue("D-17", [...API, "query_params", ""], "has an empty name", "Name it or remove it."),
    ],
    [
      "a body that is a text",
      withApi({ body_template: "{message}" }),
      inApi("D-16", "body_template", "is not an object", "Write a JSON object; its strings may hold {placeholders}."),
    ],
    [
      "a content type that is a number",
      withApi({ content_type: 5 }),
      inApi("D-18", "content_type", "is not a string", "Write a media type, application/json."),
    ],
    ...["application/json\n", "text/plain; a=\u0000"].map(
      (content_type): Broken => [
        `${JSON.stringify(content_type)} for a content type`,
        withApi({ content_type }),
        inApi("D-18", "content_type", "contains a line break or control character", "Trim it."),
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
        inApi("D-18", "content_type", "is not a media type", "Write type/subtype, application/json."),
      ],
    ),
  ])("%s", (_what, tool, ...issues) => {
    expect(validateTool(tool)).toEqual(issues);
  });
});

describe("what is accepted", () => {
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
    ["no tags, as Tavus's own client says it", postCall({ tags: [] })],
    ["null for tags, as a server may have it", postCall({ tags: null })],
    ["a minute", withApi({ timeout: 60 })],
    ...["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"].map((method): [string, JsonObject] => [
      method,
      withApi({ method }),
    ]),
    ...["application/json", "application/vnd.acme.v1+json", "text/plain; charset=utf-8", "text/plain ;a"].map(
      (content_type): [string, JsonObject] => [content_type, withApi({ content_type })],
    ),
    ["placeholders in path and query", withApi({ url: "https://crm.acme.dev:8443/{message}?m={message}#{message}" })],
    ["a scheme in capitals", withApi({ url: "HTTPS://crm.acme.dev" })],
    ["a public address of version 6", withApi({ url: "https://[2606:4700::1111]:8443/" })],
    ["an empty body and an empty value in the query", withApi({ body_template: {}, query_params: { page: "" } })],
  ])("%s", (_what, tool) => {
    expect(validateTool(tool)).toEqual([]);
  });

  it("by the emulator: local and private endpoints with http, public ones with https only, and no other scheme", () => {
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
      expect(validateTool(withApi({ url }), local), url).toMatchObject([{ rule: "D-10", message: "is not https" }]);
      expect(validateTool(withAuth({ ...tokens, token_url: url }), local), url).toMatchObject([
        { rule: "K-5", message: "is not https" },
      ]);
    }
    const other = validateTool(withApi({ url: "ftp://localhost/notes" }), local);
    expect(other.map(({ message }) => message)).toEqual(["is not https"]);
  });
});

describe("a field that does not exist", () => {
  const unknown = (rule: string, path: Path, remedy: string) =>
    issue(rule, path, "is not a field of the contract", remedy);
  const ROOT =
    "Remove it; the fields here are name, description, trigger_type, origin, on_call, static_filler, on_resolve, tags, parameters, delivery.";

  it.each<Broken>([
    ["of a tool", postCall({ labels: {} }), unknown("T-16", ["labels"], ROOT)],
    [
      "of a tool, in another spelling",
      postCall({ staticFiller: "Hm." }),
      unknown("T-16", ["staticFiller"], "Write static_filler."),
    ],
    [
      "of a delivery",
      inCall({ delivery: { app_message: true, type: "x" } }),
      unknown("D-5", ["delivery", "type"], "Remove it; the fields here are app_message, api."),
    ],
    [
      "of an endpoint",
      withApi({ retries: 3, "body-Template": {} }),
      unknown(
        "D-10",
        [...API, "retries"],
        "Remove it; the fields here are url, method, timeout, headers, query_params, body_template, content_type, auth.",
      ),
      unknown("D-10", [...API, "body-Template"], "Write body_template."),
    ],
    [
      "of no authentication",
      withAuth({ type: "none", x: 1 }),
      unknown("D-10", [...API, "auth", "x"], "Remove it; the fields here are type."),
    ],
    [
      "of a bearer",
      withAuth({ type: "bearer", token: "a-token", x: 1 }),
      unknown("D-10", [...API, "auth", "x"], "Remove it; the fields here are type, token."),
    ],
    [
      "of a key",
      withAuth({ type: "api_key", name: "X-Key", value: "a-key", x: 1 }),
      unknown("D-10", [...API, "auth", "x"], "Remove it; the fields here are type, name, value, location."),
    ],
    [
      "of a user",
      withAuth({ type: "basic", username: "a", password: "", x: 1 }),
      unknown("D-10", [...API, "auth", "x"], "Remove it; the fields here are type, username, password."),
    ],
    [
      "of a client",
      withAuth({ type: "oauth2_client_credentials", token_url: URL, client_id: "c", client_secret: "a-secret", x: 1 }),
      unknown(
        "D-10",
        [...API, "auth", "x"],
        "Remove it; the fields here are type, token_url, client_id, client_secret, scope.",
      ),
    ],
    [
      "of a signature",
      withAuth({ type: "hmac", secret: "a-secret", x: 1 }),
      unknown("D-10", [...API, "auth", "x"], "Remove it; the fields here are type, secret."),
    ],
  ])("%s is told with what was meant", (_what, tool, ...issues) => {
    expect(validateTool(tool)).toEqual(issues);
  });

  it("where nothing is known can only be removed", () => {
    expect(keysAt([...API, "auth"], { type: "toString" })).toEqual([]);
    expect(keysAt([...API, "auth"], undefined)).toEqual([]);
    expect(keysAt([...API, "auth"], { type: "hmac" })).toEqual(["type", "secret"]);
  });
});

describe("is described for others with its limits (the emulator's OpenAPI)", () => {
  const TEXT = { type: "string", minLength: 1 };
  const ENDPOINT = ["delivery", "anyOf", 0, "properties", "api", "anyOf", 0, "properties"];
  const kind = (place: number, field: string) => [...ENDPOINT, "auth", "anyOf", 0, "oneOf", place, "properties", field];

  it.each<[what: string, path: Path, described: object]>([
    ["a name", ["name"], { ...TEXT, maxLength: 64, pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$" }],
    ["a description", ["description"], TEXT],
    ["the words while it runs", ["static_filler", "anyOf", 0], TEXT],
    ["an address", [...ENDPOINT, "url"], TEXT],
    ["a method", [...ENDPOINT, "method", "anyOf", 0, "enum"], ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]],
    [
      "a timeout",
      [...ENDPOINT, "timeout"],
      { anyOf: [{ type: "number", exclusiveMinimum: 0, maximum: 60 }, { type: "null" }] },
    ],
    ["a token", kind(1, "token"), TEXT],
    ["a password, which may be empty", kind(3, "password"), { type: "string" }],
    ["a signing secret", kind(5, "secret"), TEXT],
  ])("%s", (_what, path, described) => {
    for (const shape of [publicToolShape(), localToolShape()])
      expect(valueAt(z.toJSONSchema(shape, { io: "input" }), ["properties", ...path])).toEqual(described);
  });
});
