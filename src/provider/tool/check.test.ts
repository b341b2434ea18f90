import { describe, expect, it } from "vitest";
import { brief } from "../../../test/support/messages.ts";
import { fc } from "../../../test/support/random.ts";
import { fullInCallTool, fullPostCallTool, validTool } from "../../../test/support/tools.ts";
import type { JsonObject } from "../../contract/index.ts";
import { isUnknown, UNKNOWN } from "../../state-format/unknown.ts";
import { checkTool, warnTool } from "./check.ts";

const check = (news: JsonObject, olds: JsonObject = {}): string[] =>
  checkTool(olds, news, { allowLocalEndpoints: false, isUnknown }).map(brief);
const warn = (inputs: JsonObject): string[] => warnTool(inputs).map(brief);
const withApi = (fields: JsonObject): JsonObject =>
  fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/n?c={tavus_conversation_id}", ...fields } } });

describe("checkTool", () => {
  it("accepts complete definitions", () => {
    expect(check(fullPostCallTool())).toEqual([]);
    expect(check(fullInCallTool())).toEqual([]);
    fc.assert(
      fc.property(validTool, (tool) => {
        expect(check(tool)).toEqual([]);
      }),
    );
  });

  it("names the property as the program spells it, and what to write instead", () => {
    expect(check(withApi({ bodyTemplate: { note: "{nothing}" } }))).toEqual(["delivery.api.bodyTemplate.note T-25"]);
    expect(check(fullInCallTool({ staticFiller: undefined }))).toEqual(["staticFiller T-12"]);
  });

  it("recognizes a field in its wire spelling and shows the spelling to use", () => {
    expect(check(withApi({ body_template: {} }))).toEqual(["delivery.api.body_template"]);
    expect(check(fullPostCallTool({ trigger_type: "post_call" }))).toEqual(["trigger_type"]);
  });

  it("accepts values that aren't known yet, at any depth", () => {
    const replaceEach = (value: unknown): unknown[] => {
      if (Array.isArray(value))
        return [UNKNOWN, ...value.flatMap((item, i) => replaceEach(item).map((inner) => value.with(i, inner)))];
      if (typeof value !== "object" || value === null) return [UNKNOWN];
      return [
        UNKNOWN,
        ...Object.entries(value).flatMap(([key, item]) =>
          replaceEach(item).map((inner) => ({ ...value, [key]: inner })),
        ),
      ];
    };
    for (const tool of [fullPostCallTool(), fullInCallTool()])
      for (const partlyKnown of replaceEach(tool).slice(1))
        expect(check(partlyKnown as JsonObject), JSON.stringify(partlyKnown)).toEqual([]);
  });

  it("reports a field that no authentication has, but not next to a type that doesn't exist", () => {
    const more = (type: unknown): string[] => check(withApi({ auth: { type, more: 1 } }));
    expect(more(UNKNOWN)).toEqual(["delivery.api.auth.more"]);
    expect(more("none")).toEqual(["delivery.api.auth.more"]);
    expect(more("odd")).toEqual(["delivery.api.auth.type D-15"]);
  });

  it("accepts a value that isn't known yet inside a URL or a template", () => {
    expect(check(withApi({ url: `https://${UNKNOWN}/hook`, bodyTemplate: { a: `x ${UNKNOWN} {message}` } }))).toEqual(
      [],
    );
  });

  it("still finds an error next to an unknown value", () => {
    expect(check(withApi({ url: UNKNOWN, timeout: 99 }))).toEqual(["delivery.api.timeout D-13"]);
  });

  it("refuses the mask, unless the state has nothing else", () => {
    const masked = withApi({ auth: { type: "bearer", token: "********" } });
    expect(check(masked)).toHaveLength(1);
    expect(check(masked, masked)).toEqual([]);
  });

  it("requires a secret if secretVersion asks to send it", () => {
    const api = { url: "https://crm.acme.dev/n", auth: { type: "bearer", token: "********" } };
    const masked = (secretVersion?: unknown): JsonObject => fullPostCallTool({ delivery: { api }, secretVersion });
    expect(check(masked(2), masked(1))).toEqual(["secretVersion K-12"]);
    expect(check(masked(1), masked(1))).toEqual([]);
    expect(check(fullPostCallTool({ secretVersion: UNKNOWN }))).toEqual([]);
    expect(check(fullPostCallTool({ secretVersion: true }))).toEqual(["secretVersion"]);
  });

  it("accepts any string or number as secretVersion if the secrets can be sent", () => {
    const at = (secretVersion: unknown): JsonObject => fullPostCallTool({ secretVersion });
    for (const version of [2, "2", "2026-11", null, undefined]) expect(check(at(version), at(1))).toEqual([]);
  });

  it("reports an unknown authentication type only once", () => {
    const auth = { type: "digest", realm: "r", user: "u", token: "t" };
    expect(check(withApi({ auth }))).toEqual(["delivery.api.auth.type D-15"]);
    expect(check(withApi({ auth: { type: "bearer", token: "t-canary-1", realm: "r" } }))).toEqual([
      "delivery.api.auth.realm",
    ]);
  });

  it("requires adopt to be true or false", () => {
    for (const adopt of [true, false, undefined, null, UNKNOWN]) expect(check(fullPostCallTool({ adopt }))).toEqual([]);
    for (const adopt of ["true", "", 1, {}]) expect(check(fullPostCallTool({ adopt }))).toEqual(["adopt"]);
  });

  it("requires the necessary fields of a new tool", () => {
    expect(check(fullPostCallTool({ name: undefined, description: undefined }))).toEqual([
      "name T-3",
      "description T-4",
    ]);
  });

  it("never throws for any value", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (news, anything) => {
        expect(Array.isArray(check(news as JsonObject))).toBe(true);
        expect(Array.isArray(warn(news as JsonObject))).toBe(true);
        for (const key of ["name", "parameters", "delivery", "triggerType", "adopt", "secretVersion", "description"])
          for (const look of [check, warn])
            expect(Array.isArray(look(fullPostCallTool({ [key]: anything })))).toBe(true);
        expect(
          Array.isArray(
            check(withApi({ auth: anything, headers: anything, queryParams: anything, bodyTemplate: anything })),
          ),
        ).toBe(true);
        expect(
          Array.isArray(warn(withApi({ auth: anything, headers: anything, url: anything, bodyTemplate: anything }))),
        ).toBe(true);
      }),
    );
  });
});

describe("a secret of which the state only knows the mask", () => {
  const MASK = "********";
  const masked = (field: string): string => `delivery.api.auth.${field} K-12`;

  it.each<[string, JsonObject]>([
    ["token", { type: "bearer" }],
    ["value", { type: "api_key", name: "X-Key" }],
    ["password", { type: "basic", username: "support" }],
    ["clientSecret", { type: "oauth2_client_credentials", tokenUrl: "https://id.acme.dev/token", clientId: "c" }],
    ["secret", { type: "hmac" }],
  ])("stays unchanged: %s", (field, auth) => {
    const withSecret = (secret: string, fields: JsonObject = {}): JsonObject => ({
      ...withApi({ url: "https://crm.acme.dev/n", auth: { ...auth, [field]: secret } }),
      ...fields,
    });
    expect(check(withSecret(MASK), withSecret(MASK))).toEqual([]);
    expect(check(withSecret(MASK, { description: "Another." }), withSecret(MASK))).toEqual([]);
    expect(check(withSecret("s3cret"), withSecret(MASK))).toEqual([]);
    // A mask instead of a secret is a mistake.
    expect(check(withSecret(MASK), withSecret("s3cret"))).toEqual([masked(field)]);
    expect(check(withSecret(MASK))).toEqual([masked(field)]);
  });

  it("isn't kept for another authentication type", () => {
    const of = (auth: JsonObject): JsonObject => withApi({ url: "https://crm.acme.dev/n", auth });
    expect(check(of({ type: "hmac", secret: MASK }), of({ type: "bearer", token: MASK }))).toEqual([masked("secret")]);
  });
});

describe("a tool that breaks a newer rule", () => {
  const ADDRESS = "http://crm.acme.dev/n?c={tavus_conversation_id}";
  const NOT_HTTPS = "delivery.api.url D-10";
  const old = withApi({ url: ADDRESS });

  it("would be refused if it were new", () => {
    expect(check(old)).toEqual([NOT_HTTPS]);
  });

  it("is accepted as long as the program doesn't change that part", () => {
    expect(check(old, old)).toEqual([]);
    expect(check({ ...old, description: "Another." }, old)).toEqual([]);
    expect(check(withApi({ url: ADDRESS, timeout: 30 }), old)).toEqual([]);
  });

  it("is refused if the program breaks the rule in another way", () => {
    expect(check(withApi({ url: `${ADDRESS}&v=2` }), old)).toEqual([NOT_HTTPS]);
  });

  it("is refused if the program breaks another rule as well", () => {
    expect(check(withApi({ url: ADDRESS, timeout: 99 }), old)).toEqual(["delivery.api.timeout D-13"]);
  });

  it("is refused for an unchanged value that only now breaks a rule", () => {
    const spoken = fullInCallTool({ name: "look-up", onCall: "silent", onResolve: undefined, staticFiller: undefined });
    expect(check(spoken, spoken)).toEqual([]);
    expect(check({ ...spoken, origin: "vision" }, spoken)).toEqual(["onCall T-10"]);
  });

  it("is refused if a valid one starts to break a rule", () => {
    expect(check(old, withApi({}))).toEqual([NOT_HTTPS]);
  });

  it("is accepted when it is imported, no matter which rule it breaks", () => {
    expect(check({ ...old, name: "log-note", __imported: true })).toEqual([]);
    expect(check({ ...old, __imported: true }, withApi({}))).toEqual([]);
    expect(check({ ...old, __imported: false })).toEqual([NOT_HTTPS]);
  });

  it("reports unknown inputs, even when it is imported", () => {
    expect(check({ ...old, trigger_type: "post_call", __imported: true })).toEqual(["trigger_type"]);
  });
});

describe("a signed tool with a template that has no effect (R-34)", () => {
  const auth = { type: "hmac", secret: "s3cret-of-the-test" };
  const url = "https://crm.acme.dev/n";
  const FORMS: readonly [string, JsonObject][] = [
    ["bodyTemplate", { bodyTemplate: { text: "{message}" } }],
    ["queryParams", { queryParams: { text: "{message}" } }],
    ["url", { url: `${url}?c={tavus_conversation_id}` }],
  ];
  const signed = (fields: JsonObject): JsonObject => withApi({ url, auth, ...fields });
  const refusal = (field: string): string[] => [`delivery.api.${field} R-34`];

  it.each(FORMS)("is refused if it is new: %s", (field, fields) => {
    expect(check(signed(fields))).toEqual(refusal(field));
    expect(check({ ...signed(fields), adopt: true })).toEqual(refusal(field));
    expect(check(signed(fields), signed({}))).toEqual(refusal(field));
    expect(check(signed(fields), withApi({ url, ...fields, auth: { type: "none" } }))).toEqual(refusal(field));
  });

  it.each(FORMS)("is imported, and accepted as long as nothing changes: %s", (field, fields) => {
    const there = signed(fields);
    const imported = { ...signed({ ...fields, auth: { ...auth, secret: "********" } }), __imported: true };
    expect(check(imported)).toEqual([]);
    // An import without secrets only knows the mask. The first up adds the secret and nothing else.
    expect(check(there, imported)).toEqual([]);
    expect(check(there, there)).toEqual([]);
    // A value that isn't known yet can turn out to be the current one.
    expect(check({ ...there, description: UNKNOWN }, there)).toEqual([]);
    expect(warn(there)).toEqual(refusal(field));
  });

  it.each(FORMS)("must be fixed with the first change: %s", (field, fields) => {
    const there = signed(fields);
    expect(check({ ...there, description: "Another." }, there)).toEqual(refusal(field));
    expect(check(signed({ ...fields, timeout: 30 }), there)).toEqual(refusal(field));
    expect(check(signed({ ...fields, auth: { ...auth, secret: "n3w" } }), there)).toEqual(refusal(field));
    expect(check({ ...there, secretVersion: 2 }, there)).toEqual(refusal(field));
    expect(check(signed({ timeout: 30 }), there)).toEqual([]);
    expect(check(signed({ ...fields, auth: { type: "bearer", token: "t" } }), there)).toEqual([]);
  });
});

describe("warnTool", () => {
  it("says nothing about a definition without problems", () => {
    expect(warn(fullPostCallTool())).toEqual([]);
  });

  it.each<[string, JsonObject, string]>([
    [
      "a credential in the token endpoint's URL",
      {
        auth: {
          type: "oauth2_client_credentials",
          tokenUrl: "https://auth.acme.dev/token?access_token=abc",
          clientId: "c",
          clientSecret: "long-enough",
        },
      },
      "delivery.api.auth.tokenUrl K-11",
    ],
    [
      "a password before the host",
      { url: "https://user:abc@crm.acme.dev/n?c={tavus_conversation_id}" },
      "delivery.api.url K-11",
    ],
    [
      "a credential next to a placeholder",
      { queryParams: { token: "abc-{message}" } },
      "delivery.api.queryParams.token K-11",
    ],
    [
      "a credential in the body",
      { bodyTemplate: { issue: { key: "CRM", secrets: ["{message}", "abc"] } } },
      "delivery.api.bodyTemplate.issue.secrets[1] K-11",
    ],
  ])("warns about %s", (_what, fields, place) => {
    expect(warn(withApi(fields))).toEqual([place]);
  });

  it("warns about a delivery that nothing links to its conversation", () => {
    const bare = (auth: JsonObject): JsonObject =>
      fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/n", auth } } });
    expect(warn(bare({ type: "none" }))).toEqual(["delivery.api R-9"]);
    expect(warn(bare({ type: "hmac", secret: "long-enough" }))).toEqual([]);
  });

  it("warns about a placeholder of an optional parameter, but not of a constant", () => {
    const withProperty = (c: JsonObject): string[] =>
      warn(
        fullPostCallTool({
          parameters: { type: "object", properties: { message: { type: "string", description: "m" }, c } },
          delivery: { api: { url: "https://crm.acme.dev/{c}?c={tavus_conversation_id}" } },
        }),
      );
    expect(withProperty({ type: "string", description: "x" })).toEqual(["delivery.api.url R-6"]);
    expect(withProperty({ type: "string", const: "x" })).toEqual([]);
  });
});
