import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../contract/index.ts";
import { PROVIDER_TEXTS } from "../../../state-format/provider-texts.ts";
import { TYPE_TOKENS } from "../../../state-format/type-tokens.ts";
import { known, unknown } from "../known.ts";
import { checkKeyStorage, checkPendingOperations, checkPlainSecrets, checkProviderText, checkStack } from "./stack.ts";

const TOOL = "pulumi-nodejs:dynamic/tavus:Tool";
const CANARY = "c4nary-secret";
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
const resource = (type: string, name: string, values: JsonObject, more: JsonObject = {}) => ({
  type,
  urn: urn(type, name),
  inputs: values,
  outputs: values,
  ...more,
});
const exportOf = (resources: object[], more: object = {}) => known({ deployment: { resources, ...more } });
const toolOf = (name: string, api: JsonObject, more: JsonObject = {}) =>
  resource(TOOL, name, { __provider: PROVIDER_TEXTS.tool, name, delivery: { api } }, more);
const NONE = unknown("No stack: pulumi is not on PATH.");

it("without a stack, nothing about it is checked, which is no failure", () => {
  const findings = [
    ...checkProviderText(NONE),
    checkPendingOperations(NONE),
    ...checkPlainSecrets(NONE, ""),
    checkKeyStorage(NONE, ""),
  ];
  for (const finding of findings)
    expect(finding).toMatchObject({ status: "not checked", seen: "No stack: pulumi is not on PATH." });
});

it("a named stack must exist, but otherwise there need not be one", () => {
  expect(checkStack(unknown("no stack named x"), true, true)).toMatchObject({
    status: "problem",
    seen: "no stack named x",
  });
  expect(checkStack(unknown("no stack selected"), false, true)).toMatchObject({ status: "not checked" });
  expect(checkStack(unknown("pulumi is not on PATH."), false, false)).not.toHaveProperty("remedy");
});

describe("the key's storage", () => {
  it.each([
    [{}, "ok"],
    [{ "tavus:apiKey": { secret: true, value: undefined } }, "ok"],
    [{ "tavus:apiKey": { secret: false, value: CANARY } }, "problem"],
  ])("%j is %s", (stored, status) => {
    const finding = checkKeyStorage(known(stored), "prod");
    expect(finding.status).toBe(status);
    expect(JSON.stringify(finding)).not.toContain(CANARY);
    if (status === "problem") expect(finding.seen).toBe("tavus:apiKey is in plain text in Pulumi.prod.yaml.");
  });
});

describe("the provider in the state", () => {
  it("is ours for every kind, even if a resource is only read", () => {
    const kinds = { Tool: "tool", PalToolAttachment: "palToolAttachment", PalTools: "palTools" } as const;
    const resources = Object.entries(kinds).map(([type, kind]) =>
      resource(`pulumi-nodejs:dynamic/tavus:${type}`, kind, { __provider: PROVIDER_TEXTS[kind] }),
    );
    const read = resource(TOOL, "read", {}, { outputs: { __provider: PROVIDER_TEXTS.tool } });
    expect(checkProviderText(exportOf([...resources, read]))).toMatchObject([
      { status: "ok", seen: "4 resources of this package." },
    ]);
  });

  it.each([
    ["another's code", { __provider: "exports.handler = () => { /* old closure */ }" }],
    ["the text of another kind", { __provider: PROVIDER_TEXTS.palTools }],
    ["none", {}],
  ])("may be %s", (_, values) => {
    const findings = checkProviderText(exportOf([resource(TOOL, "old", values), toolOf("new", {})]));
    expect(findings).toMatchObject([
      {
        status: "problem",
        seen: expect.stringMatching(/^old has a type of this package/),
        remedy: expect.stringContaining(JSON.stringify(PROVIDER_TEXTS.tool)),
      },
    ]);
  });

  it.each(["tool", "palToolAttachment", "palTools"] as const)("is ours again after the remedy: %s", (kind) => {
    const type = TYPE_TOKENS[kind];
    const [finding] = checkProviderText(exportOf([resource(type, "old", { __provider: "exports.handler = 1" })]));
    const [, text = '""'] = /write "__provider": (".*"); pulumi stack import/.exec(finding?.remedy ?? "") ?? [];
    const fixed = resource(type, "old", { __provider: JSON.parse(text) as string });
    expect(checkProviderText(exportOf([fixed]))).toMatchObject([{ status: "ok" }]);
  });

  it("doesn't matter for other resources, or for those that wait to be deleted", () => {
    const others = [
      resource("pulumi-nodejs:dynamic:Resource", "x", { __provider: "y" }),
      resource(TOOL, "gone", {}, { delete: true }),
    ];
    expect(checkProviderText(exportOf(others))).toMatchObject([{ status: "ok" }]);
  });
});

describe("pending operations", () => {
  const pending = (type: string, operation: string) => ({
    pending_operations: [{ type: operation, resource: { type, urn: urn(type, "a") } }],
  });

  it("can be none, foreign, or ours", () => {
    expect(checkPendingOperations(exportOf([]))).toMatchObject({ status: "ok" });
    expect(checkPendingOperations(exportOf([], pending("aws:s3:Bucket", "updating")))).toEqual({
      check: "pending-operations",
      status: "warning",
      seen: "An interrupted run left updating a.",
      remedy: "pulumi refresh",
    });
    expect(checkPendingOperations(exportOf([], pending(TOOL, "creating")))).toMatchObject({
      status: "problem",
      seen: "An interrupted run left creating a. The state doesn't say whether Tavus has done it.",
      remedy: expect.stringContaining("adopt: true"),
    });
  });
});

describe("secrets in the state", () => {
  const check = (...resources: object[]) => {
    const findings = checkPlainSecrets(exportOf(resources), "dev");
    expect(JSON.stringify(findings)).not.toContain(CANARY);
    return findings;
  };

  it("are encrypted, by themselves or with an object around them", () => {
    const findings = check(
      toolOf("a", { auth: { type: "bearer", token: SECRET } }),
      toolOf("b", { auth: SECRET, headers: { "X-Api-Key": SECRET } }),
      resource("pulumi:providers:pulumi-nodejs", "default", { "tavus:apiKey": SECRET }),
    );
    expect(findings).toEqual([{ check: "plain-secrets", status: "ok", seen: "All are encrypted." }]);
  });

  it.each(["token", "value", "password", "clientSecret", "secret"])("can be there in plain text: %s", (field) => {
    expect(check(toolOf("old", { auth: { [field]: CANARY } }))).toEqual([
      {
        check: "plain-secrets",
        status: "problem",
        seen: `In plain text in the state of dev: delivery.api.auth.${field} of old.`,
        remedy: expect.stringContaining("pulumi config set --secret"),
      },
    ]);
  });

  it("can be in plain text only in the outputs, and the account's key in a provider", () => {
    const outputs = { delivery: { api: { auth: { token: CANARY } } } };
    expect(check(toolOf("a", { auth: { token: SECRET } }, { outputs }))[0]?.seen).toContain("auth.token of a");
    const provider = resource("pulumi:providers:pulumi-nodejs", "eu", { "tavus:apiKey": CANARY });
    expect(check(provider)[0]?.seen).toBe("In plain text in the state of dev: tavus:apiKey of provider eu.");
  });

  it.each([
    ["a header", { headers: { "X-Api-Key": CANARY } }, "delivery.api.headers.X-Api-Key"],
    ["the query", { queryParams: { token: CANARY } }, "delivery.api.queryParams.token"],
    ["the URL", { url: `https://a.dev/x?key=${CANARY}` }, "delivery.api.url"],
    ["a user in the URL", { url: `https://u:${CANARY}@a.dev/` }, "delivery.api.url"],
  ])("can look like a credential in %s", (_, api, path) => {
    expect(check(toolOf("a", api))).toMatchObject([
      { status: "warning", seen: `Looks like a credential, and is in plain text in the state: ${path} of a.` },
    ]);
  });

  it("are only reported if they are secrets", () => {
    const api = {
      url: "https://a.dev/x?id={id}",
      headers: { "X-Team": "a" },
      queryParams: { key: "{key}" },
      auth: { type: "none" },
    };
    expect(
      check(toolOf("a", api), resource("aws:x:Y", "b", { delivery: { api: { auth: { token: CANARY } } } })),
    ).toMatchObject([{ status: "ok" }]);
  });
});
