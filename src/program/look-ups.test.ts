import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { createEmulator, type Emulator } from "../emulator/emulator.ts";
import * as tavus from "../index.ts";

/** Arguments that a JavaScript program can pass, but that TypeScript wouldn't compile. */
const loose = (value: unknown): never => value as never;
const known = <T>(value: pulumi.Output<T>): Promise<T> => (value as unknown as { promise(): Promise<T> }).promise();

afterEach(() => vi.unstubAllEnvs());

describe("a look-up with Pulumi's mocks", () => {
  const calls: pulumi.runtime.MockCallArgs[] = [];
  const mock = (call: (args: pulumi.runtime.MockCallArgs) => Record<string, unknown>): void => {
    calls.length = 0;
    // No network: nothing listens here, and there is no key.
    vi.stubEnv("TAVUS_BASE_URL", "http://127.0.0.1:9");
    vi.stubEnv("TAVUS_API_KEY", undefined);
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }),
      call: (args) => {
        calls.push(args);
        return call(args);
      },
    });
  };

  it("is answered by the mock of its token", async () => {
    mock(({ inputs }) => ({ palId: `p-${String(inputs["name"])}` }));
    expect(await tavus.getPal({ name: "Support" })).toEqual({ palId: "p-Support", name: "Support" });
    expect(calls).toEqual([expect.objectContaining({ token: "tavus:index:getPal", inputs: { name: "Support" } })]);
    mock(() => ({ toolId: "t1", description: "d", triggerType: "in_call" }));
    const tool = { toolId: "t1", name: "note", description: "d", triggerType: "in_call" };
    expect(await known(tavus.getToolOutput({ name: pulumi.output("note") }))).toEqual(tool);
    expect(calls).toEqual([expect.objectContaining({ token: "tavus:index:getTool", inputs: { name: "note" } })]);
  });

  it("has a made-up id if the mock returns its arguments, as in Pulumi's examples", async () => {
    mock(({ inputs }) => inputs);
    const { palId } = await tavus.getPal({ name: "Support" });
    expect(palId).toMatch(/^p[\da-f]{12}$/);
    expect((await known(tavus.getPalOutput({ name: "Support" }))).palId).toBe(palId);
    expect((await tavus.getPal({ name: "Sales" })).palId).not.toBe(palId);
    expect(await tavus.getPal({ id: "p1" })).toEqual({ palId: "p1", name: "p1" });
    expect((await tavus.getTool({ name: "note" })).toolId).toMatch(/^t[\da-f]{12}$/);
  });

  it("passes its result to the resources that use it", async () => {
    mock(({ inputs }) => inputs);
    const { palId } = tavus.getPalOutput({ name: "Support" });
    const attachment = new tavus.PalToolAttachment("a", { palId, toolId: "t1" });
    expect(await known(attachment.palId)).toBe(await known(palId));
  });

  it("refuses a mock that returns something else, such as id instead of palId", async () => {
    mock(() => ({ id: "p1" }));
    await expect(tavus.getPal({ name: "Support" })).rejects.toThrow(
      "getPal: the mock of tavus:index:getPal answers id, which is not in its result. Answer palId, name, of which palId is the id.",
    );
  });

  it("passes the provider to the mock", async () => {
    mock(({ inputs }) => inputs);
    const provider = new tavus.Provider("eu", { apiKey: "k" });
    await tavus.getPal({ name: "Support" }, { provider });
    expect(calls[0]?.provider).toContain("pulumi-nodejs::eu::eu-id");
  });

  it.each([
    ["the arguments are a string. Write getPal({ name:", ["Support"]],
    ["the arguments are empty", [{}]],
    ["the arguments are name, id", [{ name: "a", id: "b" }]],
    ["the arguments are palName", [{ palName: "a" }]],
    ["name is empty. Write the PAL's name as a string.", [{ name: "" }]],
    ["name is blank", [{ name: " " }]],
    ["id is a number", [{ id: 5 }]],
    ["provider is a string. Write a tavus.Provider", [{ name: "a" }, { provider: "eu" }]],
    ["parent is not an option of a look-up", [{ name: "a" }, { parent: undefined }]],
    ["the options are a string", [{ name: "a" }, "eu"]],
  ])("reports that %s", async (text, [args, opts]) => {
    mock(({ inputs }) => inputs);
    await expect(tavus.getPal(loose(args), loose(opts))).rejects.toThrow(`getPal: ${text}`);
    expect(calls).toEqual([]);
  });
});

describe("a look-up in an account", () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await createEmulator({
      keys: ["first", "second"],
      seed: { pals: ["Support", "Sales"].map((name) => ({ pal_name: name, system_prompt: "Help." })) },
    });
    onTestFinished(() => emulator.close());
    // Replaces the engine, which look-ups don't call.
    pulumi.runtime.setMockOptions({}, "project", "dev");
    vi.stubEnv("TAVUS_BASE_URL", emulator.url);
    vi.stubEnv("TAVUS_API_KEY", "first");
    onTestFinished(() => pulumi.runtime.setAllConfig({}));
  });

  it("lists the ids if several have the name", async () => {
    const headers = { "x-api-key": "first", "content-type": "application/json" };
    const body = JSON.stringify({ pal_name: "Sales", system_prompt: "Help.", default_face_id: "r1" });
    await fetch(`${emulator.url}/v2/pals`, { method: "POST", headers, body });
    await expect(tavus.getPal({ name: "Sales" })).rejects.toThrow(
      /^getPal: 2 PALs are named "Sales": p\w{12}, p\w{12}\. Look one up by its id, getPal\({ id: "p\w{12}" }\), or rename the others\.$/,
    );
  });

  it("lists similar names if none has the name", async () => {
    const message =
      'getPal: the account has no PAL with the name "support". Did you mean Support? There are: Sales, Support. Only your own PALs count, not those of Tavus.';
    await expect(tavus.getPal({ name: "support" })).rejects.toThrow(message);
    await expect(tavus.getTool({ id: "t1" })).rejects.toThrow('getTool: the account has no tool with the id "t1"');
  });

  it("waits for a provider's settings as an Output, and says so as a plain value", async () => {
    const Output = pulumi.Output as unknown as new (...args: unknown[]) => pulumi.Output<string>;
    const [no, key] = [Promise.resolve(false), Promise.resolve("k")];
    const unknown = new Output([], key, no, no, Promise.resolve([]));
    const provider = { __pulumiType: "pulumi:providers:pulumi-nodejs", "tavus:apiKey": unknown };
    await expect(tavus.getPal({ name: "Support" }, loose({ provider }))).rejects.toThrow(
      "getPal: the settings of its provider aren't known yet in this preview. Use getPalOutput, which waits for them.",
    );
    const later = tavus.getPalOutput({ name: "Support" }, loose({ provider }));
    expect(await (later as unknown as { isKnown: Promise<boolean> }).isKnown).toBe(false);
    expect(emulator.requests).toEqual([]);
  });

  it("prefers the stack's settings to the environment's", async () => {
    pulumi.runtime.setAllConfig({ "tavus:apiKey": "second" });
    await expect(tavus.getPal({ name: "Support" })).rejects.toThrow("There are: none.");
    pulumi.runtime.setAllConfig({ "tavus:baseUrl": "http://tavus.example" });
    await expect(tavus.getPal({ name: "Support" })).rejects.toThrow("The Tavus base URL must be https");
  });

  it("explains how to set a key if there is none", async () => {
    vi.stubEnv("TAVUS_API_KEY", "");
    await expect(tavus.getPal({ name: "Support" })).rejects.toThrow("getPal: No Tavus API key.");
    expect(() => tavus.getPalOutput({ name: "Support" })).toThrow("getPal: No Tavus API key.");
  });
});
