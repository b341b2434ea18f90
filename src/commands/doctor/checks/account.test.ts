import { describe, expect, it } from "vitest";
import { readState } from "../../stack/state.ts";
import { findAccounts } from "../facts/accounts.ts";
import type { Answer } from "../facts/answer.ts";
import { known, unknown } from "../known.ts";
import { checkAccount, checkApiKey, checkBaseUrl, checkRecordedSettings } from "./account.ts";

const KEY = "c4nary-key";
const LOCAL = "http://127.0.0.1:7077";
const PROVIDER = "pulumi:providers:pulumi-nodejs";
const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;

/** A state with one tool for each provider. */
function stateOf(providers: Record<string, object>, config = {}, env = {}) {
  const resources = Object.entries(providers).flatMap(([name, inputs]) => [
    { urn: urn(PROVIDER, name), id: name, type: PROVIDER, inputs },
    {
      urn: urn("pulumi-nodejs:dynamic/tavus:Tool", `of-${name}`),
      id: "t1",
      type: "pulumi-nodejs:dynamic/tavus:Tool",
      provider: `${urn(PROVIDER, name)}::${name}`,
    },
  ]);
  return readState({ deployment: { resources } }, config, env);
}

describe("the API key", () => {
  const check = (config: Record<string, string>, env: NodeJS.ProcessEnv = {}, providers?: Record<string, object>) => {
    const state = providers === undefined ? undefined : stateOf(providers, config, env);
    const findings = checkApiKey(findAccounts(config, state, env), { stack: known(config), isStored: false, env });
    expect(JSON.stringify(findings)).not.toContain("c4nary");
    return findings;
  };
  const stack = { "tavus:apiKey": KEY };

  it("comes from the stack's config first, then from the environment", () => {
    expect(check(stack)).toEqual([{ check: "api-key", status: "ok", seen: "tavus:apiKey of the stack." }]);
    expect(check(stack, { TAVUS_API_KEY: KEY })[0]?.seen).toBe(
      "tavus:apiKey of the stack. TAVUS_API_KEY is set as well; the stack's wins.",
    );
    expect(check({}, { TAVUS_API_KEY: KEY })).toMatchObject([{ status: "ok", seen: "TAVUS_API_KEY." }]);
    expect(check({ "tavus:apiKey": " " }, { TAVUS_API_KEY: KEY })).toMatchObject([{ seen: "TAVUS_API_KEY." }]);
  });

  it("is missing, unless every resource has a provider", () => {
    expect(check({})).toEqual([
      {
        check: "api-key",
        status: "problem",
        seen: "Neither the stack's config nor TAVUS_API_KEY has a key.",
        remedy: "pulumi config set --secret tavus:apiKey <key>; create one at https://maker.tavus.io/dev/api-keys.",
      },
    ]);
    expect(check({}, {}, { eu: { "tavus:apiKey": KEY } })).toMatchObject([{ status: "ok" }]);
    expect(check({}, {}, { eu: { "tavus:apiKey": KEY }, default: {} })).toMatchObject([{ status: "problem" }]);
    expect(check({}, {}, { eu: { "tavus:apiKey": "c4nary key" } })).toMatchObject([
      { status: "ok" },
      { status: "problem", seen: "tavus.Provider eu: the key contains spaces or line breaks, which no key has." },
    ]);
  });

  it.each([`${KEY}\n`, ` ${KEY}`])("has spaces around it: %j", (key) => {
    expect(check({ "tavus:apiKey": key })).toMatchObject([
      { status: "warning", remedy: 'printf %s "$KEY" | pulumi config set --secret tavus:apiKey' },
    ]);
    expect(check({}, { TAVUS_API_KEY: key })).toMatchObject([
      { status: "warning", remedy: "Set TAVUS_API_KEY again, without them." },
    ]);
  });

  it.each(["c4nary key", "c4nary\nkey", "c4narykéy"])("can't be one: %j", (key) => {
    expect(check({ "tavus:apiKey": key })).toMatchObject([{ status: "problem" }]);
    expect(findAccounts({ "tavus:apiKey": key }, undefined, {}).usable).toEqual([]);
  });

  it("isn't checked if the stack can't be read", () => {
    const read = (isStored: boolean, env: NodeJS.ProcessEnv) =>
      checkApiKey(findAccounts(undefined, undefined, env), { stack: unknown("no passphrase."), isStored, env });
    expect(read(true, { TAVUS_API_KEY: KEY })).toEqual([
      {
        check: "api-key",
        status: "not checked",
        seen: "tavus:apiKey of the stack is set, but cannot be read: no passphrase.",
      },
    ]);
    expect(read(false, {})).toMatchObject([
      { status: "not checked", seen: "TAVUS_API_KEY is not set. no passphrase." },
    ]);
    expect(read(false, { TAVUS_API_KEY: KEY })).toMatchObject([{ status: "ok" }]);
  });
});

describe("the base URL", () => {
  const check = (config: Record<string, string>, env: NodeJS.ProcessEnv = {}) =>
    checkBaseUrl(findAccounts(config, undefined, env), env);

  it("is the default, the stack's, or the environment's", () => {
    expect(check({}).seen).toBe("https://tavusapi.com, the default.");
    expect(check({ "tavus:baseUrl": "https://gate.acme.dev/tavus/" }).seen).toBe(
      "https://gate.acme.dev/tavus, tavus:baseUrl of the stack.",
    );
    expect(check({}, { TAVUS_BASE_URL: LOCAL, TAVUS_API_KEY: KEY })).toMatchObject({
      status: "ok",
      seen: `${LOCAL}, TAVUS_BASE_URL: this machine, an emulator.`,
    });
    expect(check({ "tavus:apiKey": KEY, "tavus:baseUrl": LOCAL })).toMatchObject({ status: "ok" });
  });

  it.each(["tavusapi.com", "http://tavusapi.com", "https://u:c4nary@tavusapi.com", "https://a.dev/?key=c4nary"])(
    "can't be %s",
    (text) => {
      const [stack, environment] = [check({ "tavus:baseUrl": text }), check({}, { TAVUS_BASE_URL: text })];
      expect([stack, environment]).toMatchObject([
        { status: "problem", remedy: "pulumi config rm tavus:baseUrl, or set it again." },
        { status: "problem", remedy: "unset TAVUS_BASE_URL" },
      ]);
      expect(JSON.stringify([stack, environment])).not.toContain("c4nary");
    },
  );

  it("still points to the emulator although the stack has its own key or base URL", () => {
    expect(check({ "tavus:apiKey": KEY }, { TAVUS_BASE_URL: LOCAL })).toEqual({
      check: "base-url",
      status: "warning",
      seen: `TAVUS_BASE_URL is ${LOCAL}, this machine, but the key is the stack's own: its deployments, and its key, go to the emulator.`,
      remedy: `unset TAVUS_BASE_URL; or, if the stack is meant for the emulator: pulumi config set tavus:baseUrl ${LOCAL}`,
    });
    expect(check({ "tavus:baseUrl": "https://tavusapi.com" }, { TAVUS_BASE_URL: LOCAL })).toMatchObject({
      status: "warning",
      remedy: "unset TAVUS_BASE_URL",
    });
  });

  it("is http on another host only if the stack allows it, with a warning", () => {
    const config = { "tavus:apiKey": KEY, "tavus:baseUrl": "http://tavus:7077" };
    expect(check(config, {})).toMatchObject({ status: "problem" });
    expect(check({ ...config, "tavus:allowInsecureBaseUrl": "true" }, {})).toMatchObject({
      status: "warning",
      seen: expect.stringContaining("the API key is sent unencrypted"),
    });
  });
});

describe("the account", () => {
  const account = { name: "the stack's default", apiKey: KEY, baseUrl: "https://tavusapi.com" };
  const check = (answer: Answer) => checkAccount(account, answer);
  const answered = (status: number, tools?: { total: number | undefined; owner: string | undefined }): Answer => ({
    kind: "answer",
    status,
    ...(tools !== undefined && { tools }),
  });

  it.each<[Answer, string, string]>([
    [answered(200, { total: 12, owner: "7" }), "ok", "accepts the key of the stack's default, 12 tools, owner 7."],
    [answered(200, { total: 1, owner: undefined }), "ok", "accepts the key of the stack's default, 1 tool."],
    [answered(200, { total: undefined, owner: undefined }), "ok", "accepts the key of the stack's default."],
    [answered(401), "problem", "does not accept the key of the stack's default (401)."],
    [answered(403), "problem", "does not accept the key of the stack's default (403)."],
    [answered(429), "warning", "answers 429: the key could not be tried."],
    [answered(503), "warning", "answers 503: the key could not be tried."],
    [answered(404), "problem", "answers 404: that is not the API of Tavus."],
    [answered(302), "problem", "answers 302: that is not the API of Tavus."],
    [answered(200), "problem", "answers 200, but no list of tools: that is not the API of Tavus."],
  ])("%j is %s", (answer, status, seen) => {
    const finding = check(answer);
    expect(finding).toMatchObject({ status, seen: expect.stringContaining(seen) });
    expect(finding.remedy === undefined).toBe(status === "ok");
  });

  it.each([
    ["ECONNREFUSED", "npx pulumi-tavus dev"],
    ["ENOTFOUND", "DNS"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "NODE_EXTRA_CA_CERTS"],
    ["TIMEOUT", "HTTPS_PROXY"],
  ])("that can't be reached (%s) has a remedy", (code, remedy) => {
    expect(check({ kind: "failure", code, message: "why" })).toMatchObject({
      status: "problem",
      seen: "https://tavusapi.com (the stack's default) cannot be reached: why",
      remedy: expect.stringContaining(remedy),
    });
  });
});

describe("the settings of the last up", () => {
  const check = (recorded: object | undefined, config: Record<string, string>) =>
    checkRecordedSettings(known(stateOf(recorded === undefined ? {} : { default: recorded })), known(config));

  it("are unchanged, have changed, or don't exist", () => {
    expect(check({ "tavus:apiKey": KEY }, { "tavus:apiKey": KEY, other: "x" })).toMatchObject({ status: "ok" });
    expect(check({}, {})).toMatchObject({ status: "ok" });
    expect(check(undefined, { "tavus:apiKey": KEY })).toMatchObject({ status: "ok" });
    expect(check({ "tavus:apiKey": "c4nary-old" }, { "tavus:apiKey": KEY })).toEqual({
      check: "recorded-settings",
      status: "warning",
      seen: "tavus:apiKey changed since the last up; pulumi refresh and pulumi destroy still use the settings of that up.",
      remedy: "pulumi up, or until then add --run-program to refresh and destroy.",
    });
    expect(check({}, { "tavus:apiKey": KEY, "tavus:baseUrl": LOCAL }).seen).toMatch(/^tavus:apiKey and tavus:baseUrl /);
    expect(checkRecordedSettings(unknown("No stack: x"), known({}))).toMatchObject({ status: "not checked" });
    expect(checkRecordedSettings(known(stateOf({})), unknown("x"))).toMatchObject({ status: "not checked" });
  });
});
