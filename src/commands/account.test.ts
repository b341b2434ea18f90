import { describe, expect, it } from "vitest";
import { readAccount } from "./account.ts";
import { fakePulumi } from "./testing/fake-pulumi.ts";

const LOCAL = "http://127.0.0.1:7077";

describe("the account of a command", () => {
  it("is the stack's before the environment's, for a named stack, a folder, and the selected stack", async () => {
    const { env, folder, calls } = fakePulumi({ "tavus:apiKey": "of-the-stack", "tavus:baseUrl": LOCAL });
    const environment = { ...env, TAVUS_API_KEY: "of-the-environment", TAVUS_BASE_URL: "https://tavusapi.com" };
    for (const options of [{ stack: "dev", cwd: folder }, { cwd: folder }, { stack: "dev" }, {}])
      expect(await readAccount({ ...options, env: environment })).toEqual({
        apiKey: "of-the-stack",
        baseUrl: LOCAL,
        isEmulator: true,
      });
    expect(calls()[0]).toBe(`${folder} config --json --show-secrets --stack dev --non-interactive --color never`);
    expect(calls()[1]).toMatch(new RegExp(`^${folder} config`));
  });

  it("is completed from the environment", async () => {
    const { env } = fakePulumi({ "tavus:apiKey": "of-the-stack" });
    expect(await readAccount({ env: { ...env, TAVUS_BASE_URL: LOCAL } })).toMatchObject({
      apiKey: "of-the-stack",
      baseUrl: LOCAL,
    });
  });

  it("is the environment's if no stack is selected, but not if a stack or a folder is given", async () => {
    const { env, folder } = fakePulumi(undefined);
    const environment = { ...env, TAVUS_API_KEY: "k" };
    expect(await readAccount({ env: environment })).toMatchObject({ apiKey: "k", isEmulator: false });
    for (const options of [{ stack: "dev" }, { cwd: folder }])
      await expect(readAccount({ ...options, env: environment })).rejects.toThrow(
        "pulumi config failed: no stack selected",
      );
    await expect(readAccount({ env })).rejects.toThrow(/^TAVUS_API_KEY is not set\..*api-keys\.$/);
  });

  it("says why the selected stack couldn't be read, if nothing else has a key", async () => {
    const { env } = fakePulumi(undefined, {}, { reason: "passphrase must be set" });
    await expect(readAccount({ env })).rejects.toThrow(
      /^TAVUS_API_KEY is not set\..* The stack's settings couldn't be read: pulumi config failed: passphrase must be set$/,
    );
  });

  it("is the only tavus.Provider's if the stack has no key of its own", async () => {
    const urn = (type: string, name: string): string => `urn:pulumi:dev::shop::${type}::${name}`;
    const [type, provider] = ["pulumi-nodejs:dynamic/tavus:Tool", "pulumi:providers:pulumi-nodejs"];
    const resources = [
      { urn: urn(provider, "eu"), id: "p1", type: provider, inputs: { "tavus:apiKey": "of-eu" } },
      { urn: urn(type, "note"), id: "t1", type, inputs: {}, outputs: {}, provider: `${urn(provider, "eu")}::p1` },
    ];
    const { env } = fakePulumi({}, { deployment: { resources } });
    expect(await readAccount({ env, stack: "dev" })).toMatchObject({ apiKey: "of-eu" });
  });

  it("can use http on a private host only if the stack allows it", async () => {
    const url = { "tavus:apiKey": "k", "tavus:baseUrl": "http://tavus:7077" };
    const allowed = fakePulumi({ ...url, "tavus:allowInsecureBaseUrl": "true" });
    expect(await readAccount({ env: allowed.env })).toMatchObject({ isEmulator: true, allowInsecureBaseUrl: true });
    await expect(readAccount({ env: fakePulumi(url).env })).rejects.toThrow(/tavus:allowInsecureBaseUrl true/);
  });
});
