import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullInCallTool, fullPostCallTool, validTool } from "../../test/support/tools.ts";
import { isUnknown, UNKNOWN } from "../dynamic/unknown.ts";
import type { JsonObject } from "../tavus-api/contract/index.ts";
import { checkTool, warnTool } from "./check.ts";

const check = (news: JsonObject, olds: JsonObject = {}): string[] =>
  checkTool(olds, news, { allowLocalEndpoints: false, isUnknown });
const withApi = (fields: JsonObject): JsonObject =>
  fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/n?c={tavus_conversation_id}", ...fields } } });

describe("checkTool", () => {
  it("finds nothing wrong with complete definitions", () => {
    expect(check(fullPostCallTool())).toEqual([]);
    expect(check(fullInCallTool())).toEqual([]);
    fc.assert(
      fc.property(validTool, (tool) => {
        expect(check(tool)).toEqual([]);
      }),
    );
  });

  it("names the property as the program spells it, and what to write instead", () => {
    expect(check(withApi({ bodyTemplate: { note: "{nothing}" } }))).toEqual([
      "delivery.api.bodyTemplate.note has the placeholder {nothing}, which no parameter declares. " +
        "Declare nothing in parameters.properties, or use {tavus_conversation_id} for the conversation. (T-25)",
    ]);
    expect(check(fullInCallTool({ staticFiller: undefined }))).toEqual([
      'staticFiller is required with onCall "static_filler". Write what is said while the tool runs. (T-12)',
    ]);
  });

  it("knows a field in the spelling of the wire and says how it is written here", () => {
    expect(check(withApi({ body_template: {} }))).toEqual([
      "delivery.api.body_template is not an input. Write bodyTemplate. (T-16)",
    ]);
    expect(check(fullPostCallTool({ trigger_type: "post_call" }))).toEqual([
      "trigger_type is not an input. Write triggerType. (T-16)",
    ]);
  });

  it("accepts values that are not known yet, at any depth", () => {
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

  it("accepts a value that is not known yet inside a URL or a template", () => {
    expect(check(withApi({ url: `https://${UNKNOWN}/hook`, bodyTemplate: { a: `x ${UNKNOWN} {message}` } }))).toEqual(
      [],
    );
  });

  it("still finds what is wrong beside an unknown value", () => {
    expect(check(withApi({ url: UNKNOWN, timeout: 99 }))).toEqual([
      "delivery.api.timeout is out of range. Write 1 to 60 seconds. (D-13)",
    ]);
  });

  it("refuses the mask, except where the state knows no more", () => {
    const masked = withApi({ auth: { type: "bearer", token: "********" } });
    expect(check(masked)).toHaveLength(1);
    expect(check(masked, masked)).toEqual([]);
  });

  it("wants a secret where secretVersion asks to send it", () => {
    const api = { url: "https://crm.acme.dev/n", auth: { type: "bearer", token: "********" } };
    const masked = (secretVersion?: unknown): JsonObject => fullPostCallTool({ delivery: { api }, secretVersion });
    expect(check(masked(2), masked(1))).toEqual([
      "secretVersion has changed, but delivery.api.auth.token is the mask ********, so there is no secret to send. " +
        "Write the secret itself, or leave secretVersion as it was. (K-12)",
    ]);
    expect(check(masked(1), masked(1))).toEqual([]);
    expect(check(fullPostCallTool({ secretVersion: UNKNOWN }))).toEqual([]);
    expect(check(fullPostCallTool({ secretVersion: true }))).toEqual([
      "secretVersion is neither a text nor a number. Write another one than before where the secrets are to be sent.",
    ]);
  });

  it("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (news, anything) => {
        expect(Array.isArray(check(news as JsonObject))).toBe(true);
        for (const key of ["name", "parameters", "delivery", "triggerType", "adopt", "secretVersion"])
          expect(Array.isArray(check(fullPostCallTool({ [key]: anything })))).toBe(true);
        expect(
          Array.isArray(
            check(withApi({ auth: anything, headers: anything, queryParams: anything, bodyTemplate: anything })),
          ),
        ).toBe(true);
        expect(Array.isArray(warnTool(withApi({ auth: anything, headers: anything, url: anything })))).toBe(true);
      }),
    );
  });
});

describe("warnTool", () => {
  it("is silent about a definition without a smell", () => {
    expect(warnTool(fullPostCallTool())).toEqual([]);
  });

  it.each<[string, JsonObject, RegExp]>([
    [
      "a key in the URL's query",
      { url: "https://crm.acme.dev/n?key=abc&c={tavus_conversation_id}" },
      /^delivery\.api\.url carries a credential in its query \(key\)/,
    ],
    [
      "a credential in a header",
      { headers: { "X-Api-Key": "abc" } },
      /^delivery\.api\.headers\.X-Api-Key looks like a credential/,
    ],
    [
      "a credential in a query parameter",
      { queryParams: { token: "abc" } },
      /^delivery\.api\.queryParams\.token looks like a credential/,
    ],
    [
      "a key that goes into the URL",
      { auth: { type: "api_key", name: "k", value: "v", location: "query" } },
      /^delivery\.api\.auth\.location puts the key into the URL/,
    ],
    [
      "a placeholder host",
      { url: "https://your-app.dev/{tavus_conversation_id}" },
      /^delivery\.api\.url has a host that looks like a placeholder/,
    ],
    [
      "Bearer written twice",
      { auth: { type: "bearer", token: "Bearer abc" } },
      /^delivery\.api\.auth\.token begins with Bearer/,
    ],
    ["a body with GET", { method: "GET", bodyTemplate: {} }, /^delivery\.api\.bodyTemplate is given with GET/],
    ["double braces", { bodyTemplate: { a: "{{message}}" } }, /^delivery\.api\.bodyTemplate\.a has double braces/],
  ])("warns about %s", (_what, fields, message) => {
    expect(warnTool(withApi(fields))).toEqual([expect.stringMatching(message)]);
  });

  it("warns about a delivery that nothing ties to its conversation", () => {
    const bare = (auth: JsonObject): JsonObject =>
      fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/n", auth } } });
    expect(warnTool(bare({ type: "none" }))).toEqual([
      expect.stringMatching(/^delivery\.api has nothing that ties a delivery to its conversation/),
    ]);
    expect(warnTool(bare({ type: "hmac", secret: "s" }))).toEqual([]);
  });

  it("warns about an AI-filled parameter without description", () => {
    expect(
      warnTool(fullPostCallTool({ parameters: { type: "object", properties: { message: { type: "string" } } } })),
    ).toContainEqual(
      expect.stringMatching(/^parameters\.properties\.message is filled by the AI but has no description/),
    );
  });
});
