import { describe, expect, it } from "vitest";
import { errorOf, readPreview } from "./preview.ts";
import { reveal } from "./secret.ts";
import { readState } from "./state.ts";

const KEY = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [KEY]: "1b47061264138c4ac30d75fd1eb44270", plaintext: JSON.stringify(value) });
const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
const TOOL = "pulumi-nodejs:dynamic/tavus:Tool";
const PROVIDER = "pulumi:providers:pulumi-nodejs";

function toolOf(name: string, provider: string, more: object = {}): object {
  const inputs = { __provider: "x", name, delivery: { api: { auth: { type: "bearer", token: secret(`t-${name}`) } } } };
  return {
    urn: urn(TOOL, name),
    type: TOOL,
    id: `t${name}`,
    inputs,
    outputs: { ...inputs, toolId: `t${name}` },
    provider,
    ...more,
  };
}

describe("reveal", () => {
  it("takes secrets out of their envelopes, and returns their paths", () => {
    expect(reveal({ a: [1, secret({ b: secret("x") })], c: secret("y"), d: null })).toEqual({
      value: { a: [1, { b: "x" }], c: "y", d: null },
      secretPaths: [["a", 1], ["c"]],
    });
  });

  it("returns nothing for a secret that only has cipher text", () => {
    expect(reveal({ a: { [KEY]: "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" } })).toEqual({
      value: { a: undefined },
      secretPaths: [["a"]],
    });
  });
});

describe("readState", () => {
  const [standard, eu] = [`${urn(PROVIDER, "default")}::p1`, `${urn(PROVIDER, "eu")}::p2`];
  const exported = {
    deployment: {
      resources: [
        { urn: urn("pulumi:pulumi:Stack", "shop-dev"), type: "pulumi:pulumi:Stack" },
        { urn: urn(PROVIDER, "default"), id: "p1", type: PROVIDER, inputs: { "tavus:apiKey": "of-last-up" } },
        { urn: urn(PROVIDER, "eu"), id: "p2", type: PROVIDER, inputs: { "tavus:apiKey": secret("eu-key") } },
        toolOf("a", standard),
        toolOf("b", eu),
        toolOf("old", standard, { delete: true }),
        { ...toolOf("read", standard), external: true, inputs: {} },
        { urn: urn("aws:s3:Bucket", "c"), type: "aws:s3:Bucket", id: "c" },
      ],
    },
  };

  it("returns our resources with their secrets in plain text, without those that wait to be deleted", () => {
    const { resources, stackName } = readState(exported, {}, {});
    expect(stackName).toBe("dev");
    expect(resources.map(({ name, kind, id, external }) => [name, kind, id, external])).toEqual([
      ["a", "tool", "ta", false],
      ["b", "tool", "tb", false],
      ["read", "tool", "tread", true],
    ]);
    expect(resources[0]?.inputs).toEqual({ name: "a", delivery: { api: { auth: { type: "bearer", token: "t-a" } } } });
    expect(resources[0]?.secretPaths).toContainEqual(["delivery", "api", "auth", "token"]);
  });

  it("finds the account: explicit provider, the current stack config, environment", () => {
    const { resources, accountOf, secrets } = readState(exported, { "tavus:apiKey": "now" }, { TAVUS_API_KEY: "env" });
    expect(resources.map((resource) => accountOf(resource).apiKey)).toEqual(["now", "eu-key", "now"]);
    expect([...secrets].sort()).toEqual(["eu-key", "now", "t-a", "t-b", "t-read"]);
    const fromEnvironment = readState(exported, {}, { TAVUS_API_KEY: "env", TAVUS_BASE_URL: "http://127.0.0.1:1" });
    expect(resources.map((resource) => fromEnvironment.accountOf(resource).apiKey)).toEqual(["env", "eu-key", "env"]);
    const without = readState(exported, {}, {});
    expect(() => without.accountOf(resources[0] ?? { provider: "" })).toThrow("No Tavus API key");
  });

  it("finds the account of the program's own provider, which may be called default too", () => {
    const own = { ...exported.deployment.resources[2], urn: urn(PROVIDER, "default") };
    const parent = urn("pulumi:pulumi:Stack", "shop-dev");
    const resources = [{ ...own, parent }, toolOf("c", `${own.urn}::p2`)];
    const state = readState({ deployment: { resources } }, { "tavus:apiKey": "now" }, {});
    const [found] = state.resources;
    expect([found?.providerName, found && state.accountOf(found).apiKey]).toEqual(["default", "eu-key"]);
  });

  it("of a stack that was never deployed is empty", () => {
    expect(readState({ deployment: null }, {}, {})).toMatchObject({ stackName: undefined, resources: [] });
  });
});

describe("readPreview", () => {
  it("returns our resources that would change, and a replacement once", () => {
    const step = (op: string, type: string, name: string, more: object = {}) => ({ op, urn: urn(type, name), ...more });
    const inputs = { __provider: "x", description: "new" };
    const steps = [
      step("same", "pulumi:pulumi:Stack", "s"),
      step("update", `my:Component$${TOOL}`, "a", {
        newState: { inputs },
        detailedDiff: { description: { kind: "update" } },
      }),
      step("create-replacement", TOOL, "b"),
      step("replace", TOOL, "b", { newState: { inputs } }),
      step("delete-replaced", TOOL, "b"),
      step("delete", TOOL, "c", { oldState: { inputs } }),
      step("update", "aws:s3:Bucket", "d"),
    ];
    expect(readPreview({ steps })).toMatchObject([
      { name: "a", kind: "tool", op: "update", inputs: { description: "new" }, changed: ["description"] },
      { name: "b", op: "replace", inputs: { description: "new" }, changed: [] },
      { name: "c", op: "delete", inputs: {} },
    ]);
  });

  it("returns the error of a resource before the engine's last message", () => {
    const diagnostics = [
      { severity: "error", message: "preview failed\n" },
      { severity: "error", urn: urn(TOOL, "a"), message: "<{%reset%}>name is wrong. (T-3)<{%reset%}>\nmore" },
    ];
    expect(errorOf({ diagnostics })).toBe("a: name is wrong. (T-3)");
    expect(errorOf({ diagnostics: diagnostics.slice(0, 1) })).toBe("preview failed");
    expect(
      errorOf({ diagnostics: [{ severity: "error", message: "Running program x failed:\n\n Error: boom\n at y" }] }),
    ).toBe("Running program x failed: Error: boom");
    expect(errorOf({})).toBeUndefined();
  });
});
