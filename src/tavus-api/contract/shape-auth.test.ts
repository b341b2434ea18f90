import { describe, expect, it } from "vitest";
import { API, type Broken, issue, URL, withApi, withAuth, withHeader } from "./testing/definitions.ts";
import { validateTool } from "./validate.ts";

describe("headers", () => {
  const header = (name: string, message: string, remedy: string) =>
    issue("D-14", [...API, "headers", name], message, remedy);

  it.each<Broken>([
    ["no text", withHeader("X-A", 1), header("X-A", "is not a string", "Write the header as a string.")],
    ...["X A", "X-A:", "Ä", "", "X-A\n"].map(
      (name): Broken => [
        `called ${JSON.stringify(name)}`,
        withHeader(name),
        header(name, "is not a header name", "Use letters, digits and hyphens."),
      ],
    ),
    ...["a\r\nX-B: 2", "\u0000", "\u001f", "a\u007f"].map(
      (value): Broken => [
        `with ${JSON.stringify(value)}`,
        withHeader("X-A", value),
        header("X-A", "contains a line break or control character", "Trim it."),
      ],
    ),
    [
      "twice, spelled in two ways",
      withApi({ headers: { "X-A": "1", "X-B": "2", "x-a": "3" } }),
      header("x-a", "is given twice: header names do not differ by case", "Keep one of the two."),
    ],
    ...["Host", "content-length", "Transfer-Encoding", "CONNECTION"].map(
      (name): Broken => [
        `of the connection: ${name}`,
        withHeader(name),
        header(name, "belongs to the HTTP connection and cannot be set", "Remove it."),
      ],
    ),
    ...["X-Tavus-Signature", "x-tavus-"].map(
      (name): Broken => [
        `of Tavus: ${name}`,
        withHeader(name),
        header(name, "is reserved for Tavus", "Choose a name that does not begin with X-Tavus-."),
      ],
    ),
    [
      "of the connection, and twice",
      withApi({ headers: { host: "a", Host: "b" } }),
      header("host", "belongs to the HTTP connection and cannot be set", "Remove it."),
      header("Host", "belongs to the HTTP connection and cannot be set", "Remove it."),
      header("Host", "is given twice: header names do not differ by case", "Keep one of the two."),
    ],
    [
      "of Tavus, with a blank",
      withHeader("X-Tavus-My Key"),
      header("X-Tavus-My Key", "is not a header name", "Use letters, digits and hyphens."),
      header("X-Tavus-My Key", "is reserved for Tavus", "Choose a name that does not begin with X-Tavus-."),
    ],
    [
      "of which several are wrong",
      withApi({ headers: { "X A": "1\n", Host: "a" } }),
      header("X A", "is not a header name", "Use letters, digits and hyphens."),
      header("X A", "contains a line break or control character", "Trim it."),
      header("Host", "belongs to the HTTP connection and cannot be set", "Remove it."),
    ],
  ])("are refused %s", (_what, tool, ...issues) => {
    expect(validateTool(tool)).toEqual(issues);
  });

  it("may be empty, all of them and the text of one", () => {
    expect([validateTool(withApi({ headers: {} })), validateTool(withHeader("X-A", ""))]).toEqual([[], []]);
  });

  it.each(["X-A", "!#$%&'*+.^_`|~0Az-", "X-Tavus", "My-X-Tavus-Key", "Hostname", "X-Connection"])(
    "may be called %s",
    (name) => {
      expect(validateTool(withHeader(name, " a~\u0080"))).toEqual([]);
    },
  );
});

describe("auth", () => {
  const at = (field: string) => [...API, "auth", field];
  const KINDS = "none, bearer, api_key, basic, oauth2_client_credentials, hmac";
  const OAUTH = { type: "oauth2_client_credentials", token_url: URL, client_id: "c", client_secret: "a-secret" };

  it.each<Broken>([
    [
      "an unknown kind",
      withAuth({ type: "digest" }),
      issue("D-15", at("type"), 'is "digest"', `Use one of: ${KINDS}.`),
    ],
    ...[{}, { type: null }, { type: "BEARER", token: "a-token" }].map(
      (auth): Broken => [
        `a kind that is missing or in capitals: ${JSON.stringify(auth)}`,
        withAuth(auth),
        issue("D-15", at("type"), "token" in auth ? 'is "BEARER"' : "is missing", `Use one of: ${KINDS}.`),
      ],
    ),
    [
      "no object",
      withAuth("bearer"),
      issue("D-15", [...API, "auth"], "is not an object", `Write { type: … } with one of: ${KINDS}.`),
    ],
    [
      "a bearer without a token",
      withAuth({ type: "bearer" }),
      issue("K-10", at("token"), "is required and must be a string", "Write the token."),
    ],
    [
      "an empty token",
      withAuth({ type: "bearer", token: "" }),
      issue("K-10", at("token"), "is empty", "Write the token."),
    ],
    [
      "a key without a name",
      withAuth({ type: "api_key", value: "a-key" }),
      issue("K-3", at("name"), "is required and must be a string", "Write the header's or query parameter's name."),
    ],
    [
      "a key without a value",
      withAuth({ type: "api_key", name: "X-Key" }),
      issue("K-10", at("value"), "is required and must be a string", "Write the key."),
    ],
    [
      "a key in an unknown place",
      withAuth({ type: "api_key", name: "X-Key", value: "a-key", location: "body" }),
      issue("K-3", at("location"), 'is "body"', "Use one of: header, query."),
    ],
    [
      "a user without a name",
      withAuth({ type: "basic", username: "", password: "a-password" }),
      issue("K-4", at("username"), "is empty", "Write the user name."),
    ],
    [
      "a user who is a number",
      withAuth({ type: "basic", username: 5, password: "" }),
      issue("K-4", at("username"), "is required and must be a string", "Write the user name."),
    ],
    ...(
      [
        ["K-4", "username", { type: "basic", username: "a\r\n", password: "p" }],
        ["K-5", "client_id", { ...OAUTH, client_id: "a\u0000" }],
        ["K-5", "scope", { ...OAUTH, scope: "a\nb" }],
      ] as const
    ).map(
      ([rule, field, auth]): Broken => [
        `a line break or another control character in ${field}`,
        withAuth(auth),
        issue(rule, at(field), "contains a line break or control character", "Trim it."),
      ],
    ),
    [
      "a user with a colon",
      withAuth({ type: "basic", username: "a:b", password: "a-password" }),
      issue(
        "K-4",
        at("username"),
        "contains a colon, which ends the user name in basic authentication",
        "Choose a name without one.",
      ),
    ],
    [
      "a user without a password",
      withAuth({ type: "basic", username: "a" }),
      issue("K-10", at("password"), "is required and must be a string", "Write the password."),
    ],
    [
      "an address for tokens that is not https",
      withAuth({ ...OAUTH, token_url: "http://id.acme.dev" }),
      issue(
        "K-5",
        at("token_url"),
        "is not https",
        "Write an https:// address. http works only with the emulator, and there only for a loopback or private host.",
      ),
    ],
    [
      "an address for tokens on this machine",
      withAuth({ ...OAUTH, token_url: "https://localhost/token" }),
      issue(
        "K-5",
        at("token_url"),
        "has a host that Tavus cannot reach: local, private or without a domain",
        "Write a public host name; for a local try use the emulator (npx pulumi-tavus dev).",
      ),
    ],
    [
      "a client of whom nothing is said",
      withAuth({ type: "oauth2_client_credentials" }),
      issue("K-5", at("token_url"), "is required and must be a string", "Write the endpoint's address, https://…."),
      issue("K-5", at("client_id"), "is required and must be a string", "Write the client's id."),
      issue("K-10", at("client_secret"), "is required and must be a string", "Write the client's secret."),
    ],
    [
      "a client without an id",
      withAuth({ ...OAUTH, client_id: undefined }),
      issue("K-5", at("client_id"), "is required and must be a string", "Write the client's id."),
    ],
    [
      "a client without a secret",
      withAuth({ ...OAUTH, client_secret: " " }),
      issue("K-10", at("client_secret"), "is empty", "Write the client's secret."),
    ],
    [
      "scopes in a list",
      withAuth({ ...OAUTH, scope: ["a", "b"] }),
      issue("K-5", at("scope"), "is not a string", "Write the scopes in one string, separated by spaces."),
    ],
    [
      "a signature without a secret",
      withAuth({ type: "hmac" }),
      issue("K-10", at("secret"), "is required and must be a string", "Write the signing secret."),
    ],
  ])("is refused with %s", (_what, tool, ...issues) => {
    expect(validateTool(tool)).toEqual(issues);
  });

  it.each<[string, string, string, string, string]>([
    [
      "the mask",
      "********",
      "K-12",
      "is the mask that the API shows instead of a secret",
      "Write the real secret, from config.requireSecret, say.",
    ],
    ["a line break", "a-secret\n", "K-10", "contains a line break or control character", "Trim it."],
    ...["undefined", "null", " [object Object] "].map((text): [string, string, string, string, string] => [
      text,
      text,
      "K-10",
      "is the text of a missing value",
      "Check the setting or environment variable that it comes from.",
    ]),
  ])("has no secret that is %s, in no field", (_what, text, rule, message, remedy) => {
    for (const [field, auth] of [
      ["token", { type: "bearer" }],
      ["value", { type: "api_key", name: "X-Key" }],
      ["password", { type: "basic", username: "a" }],
      ["client_secret", OAUTH],
      ["secret", { type: "hmac" }],
    ] as const)
      expect(validateTool(withAuth({ ...auth, [field]: text }))).toEqual([issue(rule, at(field), message, remedy)]);
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
