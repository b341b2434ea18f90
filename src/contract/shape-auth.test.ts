import { describe, expect, it } from "vitest";
import type { HeaderNameProblem } from "./header-name.ts";
import { type Issue, issue } from "./issue.ts";
import { API, type Broken, URL, withApi, withAuth, withHeader } from "./testing/definitions.ts";
import { validateTool } from "./validate.ts";

describe("headers", () => {
  type HeaderCode = HeaderNameProblem | "not-string" | "control-character" | "header-twice" | "header-of-tavus";
  const header = (name: string, code: HeaderCode): Issue => issue(code, [...API, "headers", name]);

  it.each<Broken>([
    ["no text", withHeader("X-A", 1), header("X-A", "not-string")],
    ...["X A", "X-A:", "Ä", "", "X-A\n"].map(
      (name): Broken => [`called ${JSON.stringify(name)}`, withHeader(name), header(name, "header-name")],
    ),
    ...["a\r\nX-B: 2", "\u0000", "\u001f", "a\u007f"].map(
      (value): Broken => [
        `with ${JSON.stringify(value)}`,
        withHeader("X-A", value),
        header("X-A", "control-character"),
      ],
    ),
    [
      "twice, in two spellings",
      withApi({ headers: { "X-A": "1", "X-B": "2", "x-a": "3" } }),
      header("x-a", "header-twice"),
    ],
    ...["Host", "content-length", "Transfer-Encoding", "CONNECTION"].map(
      (name): Broken => [`of the connection: ${name}`, withHeader(name), header(name, "header-of-connection")],
    ),
    ...["X-Tavus-Signature", "x-tavus-"].map(
      (name): Broken => [`of Tavus: ${name}`, withHeader(name), header(name, "header-of-tavus")],
    ),
    [
      "of the connection, and twice",
      withApi({ headers: { host: "a", Host: "b" } }),
      header("host", "header-of-connection"),
      header("Host", "header-of-connection"),
      header("Host", "header-twice"),
    ],
    [
      "of Tavus, with a space",
      withHeader("X-Tavus-My Key"),
      header("X-Tavus-My Key", "header-name"),
      header("X-Tavus-My Key", "header-of-tavus"),
    ],
    [
      "several of which are wrong",
      withApi({ headers: { "X A": "1\n", Host: "a" } }),
      header("X A", "header-name"),
      header("X A", "control-character"),
      header("Host", "header-of-connection"),
    ],
  ])("are refused %s", (_what, tool, ...issues) => {
    expect(validateTool(tool)).toEqual(issues);
  });

  it("can be empty, all of them or one value", () => {
    expect([validateTool(withApi({ headers: {} })), validateTool(withHeader("X-A", ""))]).toEqual([[], []]);
  });

  it.each(["X-A", "!#$%&'*+.^_`|~0Az-", "X-Tavus", "My-X-Tavus-Key", "Hostname", "X-Connection"])(
    "can be named %s",
    (name) => {
      expect(validateTool(withHeader(name, " a~\u0080"))).toEqual([]);
    },
  );
});

describe("auth", () => {
  const at = (field: string) => [...API, "auth", field];
  const KINDS = ["none", "bearer", "api_key", "basic", "oauth2_client_credentials", "hmac"];
  const kind = (value: unknown): Issue => issue("not-one-of", at("type"), { value, values: KINDS });
  const OAUTH = { type: "oauth2_client_credentials", token_url: URL, client_id: "c", client_secret: "a-secret" };

  it.each<Broken>([
    ["an unknown type", withAuth({ type: "digest" }), kind("digest")],
    ...[{ type: undefined }, { type: null }, { type: "BEARER", token: "a-token" }].map(
      (auth): Broken => [
        `a kind that is missing or in capitals: ${JSON.stringify(auth)}`,
        withAuth(auth),
        kind(auth.type),
      ],
    ),
    ["no object", withAuth("bearer"), issue("not-object", [...API, "auth"])],
    ["a bearer without a token", withAuth({ type: "bearer" }), issue("required", at("token"))],
    ["an empty token", withAuth({ type: "bearer", token: "" }), issue("empty", at("token"))],
    ["a key without a name", withAuth({ type: "api_key", value: "a-key" }), issue("required", at("name"))],
    ["a key without a value", withAuth({ type: "api_key", name: "X-Key" }), issue("required", at("value"))],
    [
      "a key at an unknown location",
      withAuth({ type: "api_key", name: "X-Key", value: "a-key", location: "body" }),
      issue("not-one-of", at("location"), { value: "body", values: ["header", "query"] }),
    ],
    [
      "a user without a name",
      withAuth({ type: "basic", username: "", password: "a-password" }),
      issue("empty", at("username")),
    ],
    [
      "a user who is a number",
      withAuth({ type: "basic", username: 5, password: "" }),
      issue("required", at("username")),
    ],
    ...(
      [
        ["username", { type: "basic", username: "a\r\n", password: "p" }],
        ["client_id", { ...OAUTH, client_id: "a\u0000" }],
        ["scope", { ...OAUTH, scope: "a\nb" }],
      ] as const
    ).map(
      ([field, auth]): Broken => [
        `a line break or another control character in ${field}`,
        withAuth(auth),
        issue("control-character", at(field)),
      ],
    ),
    [
      "a user with a colon",
      withAuth({ type: "basic", username: "a:b", password: "a-password" }),
      issue("username-colon", at("username")),
    ],
    ["a user without a password", withAuth({ type: "basic", username: "a" }), issue("required", at("password"))],
    [
      "a token address that isn't https",
      withAuth({ ...OAUTH, token_url: "http://id.acme.dev" }),
      issue("url-not-https", at("token_url")),
    ],
    [
      "a token address on this machine",
      withAuth({ ...OAUTH, token_url: "https://localhost/token" }),
      issue("url-host-private", at("token_url")),
    ],
    [
      "a client without any field",
      withAuth({ type: "oauth2_client_credentials" }),
      issue("required", at("token_url")),
      issue("required", at("client_id")),
      issue("required", at("client_secret")),
    ],
    ["a client without an id", withAuth({ ...OAUTH, client_id: undefined }), issue("required", at("client_id"))],
    ["a client without a secret", withAuth({ ...OAUTH, client_secret: " " }), issue("empty", at("client_secret"))],
    ["scopes as a list", withAuth({ ...OAUTH, scope: ["a", "b"] }), issue("not-string", at("scope"))],
    ["a signature without a secret", withAuth({ type: "hmac" }), issue("required", at("secret"))],
  ])("is refused with %s", (_what, tool, ...issues) => {
    expect(validateTool(tool)).toEqual(issues);
  });

  it.each<[string, string, "mask" | "control-character" | "missing-value"]>([
    ["the mask", "********", "mask"],
    ["a line break", "a-secret\n", "control-character"],
    ...["undefined", "null", " [object Object] "].map((text): [string, string, "missing-value"] => [
      text,
      text,
      "missing-value",
    ]),
  ])("has no secret that is %s, in any field", (_what, text, code) => {
    for (const [field, auth] of [
      ["token", { type: "bearer" }],
      ["value", { type: "api_key", name: "X-Key" }],
      ["password", { type: "basic", username: "a" }],
      ["client_secret", OAUTH],
      ["secret", { type: "hmac" }],
    ] as const)
      expect(validateTool(withAuth({ ...auth, [field]: text }))).toEqual([issue(code, at(field))]);
  });

  it.each([
    { type: "none" },
    { type: "bearer", token: "an undefined token" },
    { type: "api_key", name: "X-Key", value: "a-key" },
    { type: "api_key", name: "X-Key", value: "a-key", location: "header" },
    { type: "api_key", name: "my key", value: "a-key", location: "query" },
    { type: "api_key", name: "X-Key", value: "a-key", location: null },
    { type: "basic", username: "a", password: "" },
    { ...OAUTH, scope: "a b" },
    { ...OAUTH, scope: null },
    { type: "hmac", secret: "a secret with blanks" },
  ])("is accepted: %j", (auth) => {
    expect(validateTool(withAuth(auth))).toEqual([]);
  });
});
