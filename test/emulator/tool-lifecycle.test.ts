import { describe, expect, it, vi } from "vitest";
import { type JsonObject, parseTool } from "../../src/contract/index.ts";
import { toWire } from "../../src/contract/wire.ts";
import type { Behavior, EmulatorOptions } from "../../src/emulator.ts";
import { KINDS } from "../../src/provider/kinds.ts";
import { harden } from "../../src/provider/runtime.ts";
import { diffTool } from "../../src/provider/tool/diff.ts";
import { createTool, readTool, updateTool } from "../../src/provider/tool/lifecycle.ts";
import { isUnknown } from "../../src/state-format/unknown.ts";
import { startAccount } from "../support/account.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";

async function setUp(behavior: Partial<Behavior> = {}) {
  const setup: { fault?: EmulatorOptions["fault"] } = {};
  return Object.assign(setup, await startAccount({ behavior, fault: (request) => setup.fault?.(request) }));
}

const BEHAVIORS: [string, Partial<Behavior>][] = [
  ["as assumed", {}],
  ["with defaults filled in", { fillApiDefaults: { timeout: 30 }, echoLiveFields: true }],
  ["with URLs rewritten", { normalizeUrl: true }],
  ["that answers 304 to what changes nothing", { unchangedPatch: "304" }],
  ["that shows secrets after a write", { maskWrites: false }],
  ["that leaves app_message out", { echoAppMessage: false }],
];

describe.each(BEHAVIORS)("a server %s", (_what, behavior) => {
  it.each([
    fullPostCallTool(),
    fullInCallTool(),
    { name: "bare", description: "Bare." },
    fullPostCallTool({ delivery: { api: { url: "https://CRM.acme.dev" } } }),
  ])("returns the declared definition, without drift: $name", async (inputs) => {
    const { client } = await setUp(behavior);
    const { id, outputs, problems } = await createTool(client, inputs);
    expect(problems).toEqual([]);
    const read = await readTool(client, id, outputs);
    expect(read?.inputs).toEqual(inputs);
    expect(read?.outputs).toEqual(outputs);
  });
});

describe("readTool", () => {
  it("keeps the program's spelling next to a real change", async () => {
    const { client } = await setUp();
    const inputs = fullPostCallTool();
    const { id, outputs } = await createTool(client, inputs);
    const { delivery } = inputs as { delivery: { api: JsonObject } };
    await updateTool(client, id, outputs, {
      ...inputs,
      delivery: { api: { ...delivery.api, headers: { "x-team": "support", "x-new": "1" }, timeout: 45 } },
    });
    const read = await readTool(client, id, outputs);
    expect(read?.inputs).toEqual({
      ...inputs,
      delivery: { api: { ...delivery.api, headers: { "X-Team": "support", "x-new": "1" }, timeout: 45 } },
    });
  });

  it("sees a change of a body member whose name is that of a secret of auth", async () => {
    const { client } = await setUp();
    const withToken = (token: string): JsonObject =>
      fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/n", bodyTemplate: { auth: { token } } } } });
    const { id, outputs } = await createTool(client, withToken("{message}"));
    expect(outputs).not.toHaveProperty("__normalized");
    await client.updateTool(id, toWire(withToken("{channel}")).wire);
    expect((await readTool(client, id, outputs))?.inputs).toEqual(withToken("{channel}"));
  });

  it("reads an unknown tool, with secrets masked", async () => {
    const { client } = await setUp();
    const { id } = await createTool(client, fullPostCallTool());
    const read = await readTool(client, id, {});
    expect(read?.outputs).toMatchObject({
      toolId: id,
      name: "log_crm_note",
      delivery: { api: { auth: { type: "bearer", token: "********" } } },
    });
    expect(read?.outputs).not.toHaveProperty("origin");
  });

  it("sees an edit in the console even after an update of another field", async () => {
    for (const behavior of [{}, { unchangedPatch: "304" }] as const) {
      const { client } = await setUp(behavior);
      const inputs = fullPostCallTool();
      const { id, outputs } = await createTool(client, inputs);
      await client.updateTool(id, { description: "By hand." });
      const { delivery } = inputs as { delivery: { api: JsonObject } };
      const news = { ...inputs, delivery: { api: { ...delivery.api, timeout: 33 } } };
      const updated = await updateTool(client, id, outputs, news);
      expect((await readTool(client, id, updated.outputs))?.inputs).toEqual({ ...news, description: "By hand." });
    }
  });

  it("reports that a tool is gone, even if the server still returns it by its id", async () => {
    const { client } = await setUp({ deletedTool: "200" });
    const { id, outputs } = await createTool(client, fullPostCallTool());
    await client.deleteTool(id);
    expect(await readTool(client, id, outputs)).toBeUndefined();
  });
});

describe("updateTool", () => {
  it("distinguishes a server's own default from ours, when the program starts and stops to set it", async () => {
    const { client, emulator } = await setUp({ fillApiDefaults: { timeout: 30 } });
    const withTimeout = (timeout?: number): JsonObject =>
      fullPostCallTool({
        delivery: { api: { url: "https://crm.acme.dev/n", ...(timeout !== undefined && { timeout }) } },
      });
    const stored = async (id: string): Promise<unknown> => {
      const tool = (await client.readTool(id)) as { delivery?: { api?: { timeout?: number } } } | undefined;
      return tool?.delivery?.api?.timeout;
    };
    const created = await createTool(client, withTimeout());
    expect(await stored(created.id)).toBe(30);
    expect(diffTool(created.outputs, withTimeout(), isUnknown).changed).toBe(false);
    expect(diffTool(created.outputs, withTimeout(10), isUnknown).changed).toBe(true);
    const written = await updateTool(client, created.id, created.outputs, withTimeout(10));
    expect(await stored(created.id)).toBe(10);
    const raised = await updateTool(client, created.id, written.outputs, withTimeout(30));
    const removed = await updateTool(client, created.id, raised.outputs, withTimeout());
    expect(removed.problems).toEqual([]);
    expect(await stored(created.id)).toBe(10);
    emulator.clearRequests();
    expect((await readTool(client, created.id, removed.outputs))?.inputs).toEqual(withTimeout());
  });

  it("says what to do if a field can't be cleared", async () => {
    const { client } = await setUp({ acceptNull: false });
    const { id, outputs } = await createTool(client, fullInCallTool());
    await expect(
      updateTool(client, id, outputs, fullInCallTool({ onCall: "silent", staticFiller: undefined })),
    ).rejects.toThrow("If the reason is that Tavus does not clear staticFiller, replace the tool: pulumi up --replace");
  });

  it("reports that the server accepted a change but kept the old value, and keeps a true state", async () => {
    const setup = await setUp();
    const inputs = fullPostCallTool();
    const { id, outputs } = await createTool(setup.client, inputs);
    const old = {
      ...outputs,
      tool_id: id,
      trigger_type: "post_call",
      parameters: inputs["parameters"],
      delivery: { api: { url: "https://crm.acme.dev/notes?call={tavus_conversation_id}" } },
    };
    setup.fault = ({ method }) => (method === "PATCH" ? { when: "before", answer: Response.json(old) } : undefined);
    const done = await updateTool(setup.client, id, outputs, { ...inputs, description: "Another." });
    expect(done.problems).toEqual([
      "description was sent to Tavus, which accepted the request but kept the old value. Run pulumi up again; if it stays so, replace the tool with pulumi up --replace <its URN>.",
    ]);
    expect(done.outputs["description"]).toBe(inputs["description"]);
  });

  it("sends no useless request after a failure, and repairs what differs", async () => {
    const { client, emulator } = await setUp();
    const inputs = fullPostCallTool();
    const { id, outputs } = await createTool(client, inputs);
    emulator.clearRequests();
    expect((await updateTool(client, id, inputs, inputs)).problems).toEqual([]);
    expect(emulator.requests.map(({ method }) => method)).toEqual(["GET"]);
    await updateTool(client, id, outputs, { ...inputs, description: "By hand." });
    await updateTool(client, id, inputs, inputs);
    expect((await readTool(client, id, outputs))?.inputs).toEqual(inputs);
  });

  it("says what to do if the new name is taken", async () => {
    const { client } = await setUp();
    const other = await createTool(client, fullPostCallTool({ name: "taken" }));
    const { id, outputs } = await createTool(client, fullPostCallTool());
    await expect(updateTool(client, id, outputs, fullPostCallTool({ name: "taken" }))).rejects.toThrow(
      `The tool ${other.id} of this account already has the name taken`,
    );
  });
});

describe("secretVersion", () => {
  const version = (secretVersion: unknown): JsonObject => fullPostCallTool({ secretVersion });

  it.each(BEHAVIORS)("sends the complete delivery with its secret, to a server %s", async (_what, behavior) => {
    const { client } = await setUp(behavior);
    const { id, outputs } = await createTool(client, version(1));
    const { wire } = toWire(version(1));
    const delivery = wire["delivery"] as { api: JsonObject };
    // Somebody changes the secret in the console, which no read shows (K-16).
    const api = { url: String(delivery.api["url"]), auth: { type: "bearer", token: "an0ther" } } as const;
    await client.updateTool(id, { delivery: { api: { ...delivery.api, ...api } } });
    const read = await readTool(client, id, outputs);
    expect(read?.inputs).toEqual(version(1));

    const sent = vi.spyOn(client, "updateTool");
    const updated = await updateTool(client, id, read?.outputs ?? {}, version(2));
    expect(sent.mock.calls).toEqual([[id, { delivery, parameters: wire["parameters"] }]]);
    expect(updated.problems).toEqual([]);
    expect(updated.outputs["secretVersion"]).toBe(2);
    expect(diffTool(updated.outputs, version(2), isUnknown).changed).toBe(false);
  });

  it("sends nothing if there is no delivery", async () => {
    const { client, emulator } = await setUp();
    const bare = (secretVersion?: number): JsonObject => ({ name: "bare", description: "Bare.", secretVersion });
    const { id, outputs } = await createTool(client, bare());
    const updated = await updateTool(client, id, outputs, bare(1));
    expect(updated.outputs["secretVersion"]).toBe(1);
    expect(emulator.requests.filter(({ method }) => method === "PATCH")).toEqual([]);
  });
});

describe("createTool", () => {
  it("takes a tool over even if the answer to the POST was lost", async () => {
    const setup = await setUp();
    await createTool(setup.client, fullPostCallTool({ description: "Made by hand." }));
    let left = 1;
    setup.fault = ({ method }) => {
      if (method !== "POST" || left === 0) return undefined;
      left -= 1;
      return { when: "before", answer: new Response("", { status: 503 }) };
    };
    const { id, outputs } = await createTool(setup.client, fullPostCallTool({ adopt: true }));
    expect((await readTool(setup.client, id, outputs))?.inputs).toEqual(fullPostCallTool({ adopt: true }));
    expect(await setup.client.listTools()).toHaveLength(1);
  });

  it("takes a tool over if the server shows {} for an unset body template (D-16)", async () => {
    const setup = await setUp({ fillApiDefaults: { timeout: 10, body_template: {} } });
    const inputs = fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/n" } } });
    await createTool(setup.client, { ...inputs, description: "Made by hand." });
    const taken = await createTool(setup.client, { ...inputs, adopt: true });
    expect(taken.problems).toEqual([]);
    expect((await readTool(setup.client, taken.id, taken.outputs))?.inputs).toEqual({ ...inputs, adopt: true });
  });

  it("takes a tool over for only one of two concurrent creations", async () => {
    const setup = await setUp();
    const { id } = await createTool(setup.client, fullPostCallTool({ description: "Made by hand." }));
    const { create } = harden(KINDS.tool, { connect: async () => setup.client, env: { TAVUS_API_KEY: "any" } });
    const answers = await Promise.allSettled(
      ["One.", "Two."].map((description) => create(fullPostCallTool({ description, adopt: true }))),
    );
    const made = answers.filter((answer) => answer.status === "fulfilled").map(({ value }) => value);
    expect(made.map((one) => one.id)).toEqual([id]);
    expect(
      answers.map((answer) => (answer.status === "rejected" ? (answer.reason as Error).message : "")),
    ).toContainEqual(expect.stringMatching(/Another resource of this program manages it\. Choose another name/));
    const tools = await setup.client.listTools();
    expect(tools.map(({ description }) => description)).toEqual([made[0]?.outs["description"]]);
  });

  it("doesn't take over another resource's tool, even with the same definition, and says if that one gets another name", async () => {
    const setup = await setUp();
    const { check, create, diff } = harden(KINDS.tool, {
      connect: async () => setup.client,
      env: { TAVUS_API_KEY: "any" },
    });
    const inputs = fullPostCallTool({ adopt: true });
    const { id } = await createTool(setup.client, inputs);
    await check(inputs, inputs);
    await diff(id, inputs, inputs);
    await expect(create(inputs)).rejects.toThrow(/manages it\. Choose another name/);
    const renamed = { ...inputs, name: "log_renamed" };
    await diff(id, inputs, renamed);
    await expect(create(inputs)).rejects.toThrow(/gives that name up\. Run pulumi up again/);
    // The program and the state know it under another name.
    await diff(id, renamed, renamed);
    await expect(create(inputs)).rejects.toThrow(/somebody renamed it outside of Pulumi\. Run pulumi up --refresh/);
  });

  it("recognizes its tool after a lost answer from a server with other defaults", async () => {
    const setup = await setUp({ fillApiDefaults: { timeout: 30 }, echoLiveFields: true });
    const inputs = fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/n" } } });
    setup.fault = ({ method }) => (method === "POST" ? { when: "after", answer: "reset" } : undefined);
    const { id } = await createTool(setup.client, inputs);
    expect((await setup.client.listTools()).map((tool) => tool.tool_id)).toEqual([id]);
  });
});

it("doesn't consider a tool gone because its answer is unusual", () => {
  const odd = parseTool({
    tool_id: "t1",
    name: "a",
    created_at: 5,
    parameters: [],
    delivery: "x",
    is_system_tool: "no",
  });
  expect(odd).toMatchObject({ tool_id: "t1", name: "a" });
  expect(odd?.created_at).toBeUndefined();
  expect(parseTool({ name: "a" })).toBeUndefined();
});
