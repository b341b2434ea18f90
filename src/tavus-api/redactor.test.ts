import { describe, expect, it } from "vitest";
import { fc } from "../../test/support/random.ts";
import { serverText } from "./errors/server-text.ts";
import { Redactor, secretsIn } from "./redactor.ts";

const definition = {
  name: "n",
  description: "d",
  parameters: { type: "object", properties: { token: { type: "string", const: "harmless-constant" } } },
  delivery: {
    api: {
      url: "https://user:url-pass-1@h.acme.com/{id}?key=query-canary-1&id={id}&t=a%20b%2Bc",
      headers: { "X-Token": "Bearer header-canary-1" },
      query_params: { k: "param-canary-1" },
      auth: {
        type: "oauth2_client_credentials",
        token_url: "https://idp.acme.com/t?x=token-url-canary",
        client_id: "public-id",
        client_secret: "client-canary-1",
      },
    },
  },
};

it("leaves the emulator's documented key in texts, which name the emulator", () => {
  const text = "Plain http works only with the emulator.";
  expect(new Redactor(["emulator"]).redact(text)).toBe(text);
});

describe("secretsIn", () => {
  it("finds credentials, header values, and values in queries", () => {
    const found = secretsIn(definition);
    for (const secret of [
      "url-pass-1",
      "query-canary-1",
      "a b+c",
      "a%20b%2Bc",
      "Bearer header-canary-1",
      "header-canary-1",
      "param-canary-1",
      "token-url-canary",
      "client-canary-1",
    ])
      expect(found).toContain(secret);
  });

  it("ignores names, constants, placeholders, and public fields", () => {
    const found = secretsIn(definition);
    for (const harmless of ["harmless-constant", "{id}", "public-id", "n", "d"]) expect(found).not.toContain(harmless);
  });

  it.each([
    [{ type: "bearer", token: "canary-1" }],
    [{ type: "api_key", name: "X", value: "canary-1" }],
    [{ type: "basic", username: "u", password: "canary-1" }],
    [{ type: "hmac", secret: "canary-1" }],
  ])("finds the secret of %j (K-2 to K-6)", (auth) => {
    expect(secretsIn({ delivery: { api: { url: "https://a.co", auth } } })).toContain("canary-1");
  });

  it("treats a short header or query value as a secret only if its name says so", () => {
    const api = { url: "https://a.co?v=2&key=k9", headers: { "X-Version": "2", "X-Token": "t9" } };
    expect(secretsIn({ delivery: { api } })).toEqual(["k9", "k9", "t9"]);
  });

  it.each([undefined, null, 3, "x", [], {}, { delivery: 1 }, { delivery: { api: [] } }])("survives %j", (value) => {
    expect(secretsIn(value)).toEqual([]);
  });
});

describe("Redactor", () => {
  it("finds a secret in JSON, in a URL, in a form, and in HTML", () => {
    const secret = 'a"b\\c&d<é> f/g';
    const redactor = new Redactor([secret]);
    const spellings = [
      secret,
      JSON.stringify(secret),
      JSON.stringify(JSON.stringify(secret)),
      encodeURIComponent(secret),
      new URLSearchParams({ q: secret }).toString(),
      "a&quot;b\\c&amp;d&lt;é&gt; f/g",
    ];
    for (const text of spellings) expect(redactor.redact(`<< ${text} >>`)).toContain("[redacted]");
    for (const text of spellings) expect(redactor.redact(text)).not.toMatch(/b\\|%3C|lt;/);
  });

  it("finds the beginning and the end of a secret that the server shortened", () => {
    const redactor = new Redactor(["sk_live_0123456789abcdef"]);
    expect(redactor.redact("token 'sk_live_0123...89abcdef' is bad")).toBe("token '[redacted]...[redacted]' is bad");
  });

  it("finds the header of basic authentication", () => {
    const auth = { type: "basic", username: "u", password: "pass-canary" };
    const redactor = new Redactor(secretsIn({ delivery: { api: { url: "https://a.co", auth } } }));
    expect(redactor.redact(`Basic ${Buffer.from("u:pass-canary").toString("base64")}`)).toBe("Basic [redacted]");
  });

  it("replaces a very short secret only if it stands alone", () => {
    expect(new Redactor(["ab"]).redact("about ab: 'ab'")).toBe("about [redacted]: '[redacted]'");
  });

  it.each([
    ["s", "the stack's name, 's', token=s", "the stack's name, '[redacted]', token=[redacted]"],
    ["key", "monkey keys key: key-ring the_key", "monkey keys [redacted]: key-ring the_key"],
    ["test", "the latest test: contest, my-test-tool", "the latest [redacted]: contest, my-test-tool"],
    ["name", "rename names name/name?name=name&", "rename names [redacted]/[redacted]?[redacted]=[redacted]&"],
    ["password", "passwords and 'password'", "passwords and '[redacted]'"],
    ["hôte", "l'hôtel, l'hôte, \"hôte\"", "l'hôtel, l'hôte, \"[redacted]\""],
    ["don", "don't say don", "don't say [redacted]"],
    ["abc123", "xabc123 abc123x hook-abc123, b'abc123'", "xabc123 abc123x hook-[redacted], b'[redacted]'"],
    ["p4s!", "xp4s! p4s!x", "xp4s! [redacted]x"],
    ["!p4s", "x!p4s !p4sx", "x[redacted] !p4sx"],
    ["-s", "--since -s the-s", "--since [redacted] the-s"],
    ["2026", "2026-05-15T10:30, 1.2026, pin 2026.", "2026-05-15T10:30, 1.2026, pin [redacted]."],
    ["1", "127.0.0.1:7077, v1.1.1, 10:1, 1/2: 1, x=1&", "127.0.0.1:7077, v1.1.1, 10:1, 1/2: [redacted], x=[redacted]&"],
    ["e", "e\u0301 e", "e\u0301 [redacted]"],
    [".", "A tool. The '.' is", "A tool. The '[redacted]' is"],
    ["key", "a=%3Dkey&b=key%26", "a=%3D[redacted]&b=[redacted]%26"],
    ["key", JSON.stringify("a\nkey\u0001key\tend"), '"a\\n[redacted]\\u0001[redacted]\\tend"'],
    ["a b", "q=a+b&r=a%20b&aa+b", "q=[redacted]&r=[redacted]&aa+b"],
    ["k<y", "k&lt;y mon k&lt;ys", "[redacted] mon k&lt;ys"],
    ["test", `Basic ${btoa("test")}`, "Basic [redacted]"],
  ])("replaces the short secret %j only as a whole", (secret, text, clean) => {
    expect(new Redactor([secret]).redact(text)).toBe(clean);
  });

  it("finds a long secret inside a longer text, in base64 and in hex", () => {
    const secret = "c4n/ry+0123456789?";
    const redactor = new Redactor([secret]);
    for (const text of [`x${secret}y`, btoa(`user:${secret}`), btoa(`ab${secret}z`), btoa(`abc${secret}`)])
      expect(redactor.redact(text)).toContain("[redacted]");
    expect(redactor.redact(Buffer.from(secret).toString("hex"))).toBe("[redacted]");
    expect(redactor.redact(Buffer.from(`ab${secret}`).toString("base64url"))).toContain("[redacted]");
  });

  it("treats an ordinary word as the beginning of a secret only next to an ellipsis", () => {
    const redactor = new Redactor(["customer-support-2026-05"]);
    expect(redactor.redact("customers of customer")).toBe("customers of customer");
    expect(redactor.redact("customer... and customer-su***")).toBe("[redacted]... and [redacted]***");
  });

  it("never treats the mask or spaces as a secret", () => {
    expect(new Redactor(["********", "", "  "]).redact("a ******** b")).toBe("a ******** b");
  });

  it("leaves no secret in any text (property)", () => {
    const secret = fc
      .string({ minLength: 4, maxLength: 40 })
      .filter((text) => text.trim().length >= 4 && !"[redacted]".includes(text) && text !== "********");
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const clean = new Redactor([value]).redact(`${before}|${value}|${after}`);
        expect(clean.replaceAll("[redacted]", "\u0000")).not.toContain(value);
      }),
    );
  });
});

describe("serverText", () => {
  const plain = new Redactor([]);

  it.each([
    ['{"error":"Bad Request. x"}', "Bad Request. x"],
    ['{"message":"Invalid access token"}', "Invalid access token"],
    ['{"detail":"nope"}', "nope"],
    ['{"error":{"message":"deep"}}', "deep"],
    ['{"error":"","message":"second"}', "second"],
    [
      '{"detail":[{"loc":["body","name"],"msg":"too long"},{"loc":["body"],"msg":"bad"}]}',
      "body.name: too long; body: bad",
    ],
    ['{"errors":["a","b"]}', "a; b"],
    ['"just text"', "just text"],
    ['{"code":7}', '{"code":7}'],
    ["plain\n  text", "plain text"],
    ["", ""],
    ["\u001b[31mred", "[31mred"],
    [
      "<!doctype html><html><head><title>502 Bad Gateway</title><style>p{}</style></head><body><h1>Sorry &amp; bye</h1><script>x()</script></body></html>",
      "an HTML page: 502 Bad Gateway Sorry & bye",
    ],
  ])("%s reads %s", (body, text) => {
    expect(serverText(body, plain)).toBe(text);
  });

  it("cuts long text, after redaction", () => {
    const secret = "canary-0123456789";
    const text = serverText(`${"x".repeat(290)} ${secret} ${"y".repeat(900)}`, new Redactor([secret]));
    expect([...text]).toHaveLength(300);
    expect(text).not.toContain("canary");
    expect(text.endsWith("…")).toBe(true);
  });

  it("never throws (property)", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (body) => typeof serverText(body, plain) === "string"));
  });
});
