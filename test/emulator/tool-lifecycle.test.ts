import { describe, expect, it } from "vitest";
import { type JsonObject, parseTool, valueAt } from "../../src/contract/index.ts";
import { toWire } from "../../src/contract/wire.ts";
import type { Behavior, EmulatorOptions } from "../../src/emulator.ts";
import { diffTool } from "../../src/provider/tool/diff.ts";
import { createTool, readTool } from "../../src/provider/tool/lifecycle.ts";
import { isUnknown } from "../../src/state-format/unknown.ts";
import { deployTool, providerOf } from "../support/account.ts";
import { fullInCallTool, fullPostCallTool, withApi } from "../support/tools.ts";

type Faulty = { fault?: EmulatorOptions["fault"] };
/** An emulator whose fault a test can plan later. */
const faultOf = (faulty: Faulty): EmulatorOptions => ({ fault: (request) => faulty.fault?.(request) });

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
    const { outputs, problems, read } = await deployTool(inputs, { behavior });
    expect(problems).toEqual([]);
    expect(await read()).toEqual({ inputs, outputs });
  });
});

describe("readTool", () => {
  it("keeps the program's spelling next to a real change", async () => {
    const { update, read } = await deployTool();
    await update(withApi({ headers: { "x-team": "support", "x-new": "1" }, timeout: 45 }));
    expect((await read())?.inputs).toEqual(withApi({ headers: { "X-Team": "support", "x-new": "1" }, timeout: 45 }));
  });

  it("sees a change of a body member whose name is that of a secret of auth", async () => {
    const withToken = (token: string): JsonObject =>
      fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/n", bodyTemplate: { auth: { token } } } } });
    const { client, id, outputs, read } = await deployTool(withToken("{message}"));
    expect(outputs).not.toHaveProperty("__normalized");
    await client.updateTool(id, toWire(withToken("{channel}")).wire);
    expect((await read())?.inputs).toEqual(withToken("{channel}"));
  });

  it("reads an unknown tool, with secrets masked", async () => {
    const { id, read } = await deployTool();
    const found = await read({});
    expect(found?.outputs).toMatchObject({
      toolId: id,
      name: "log_crm_note",
      delivery: { api: { auth: { type: "bearer", token: "********" } } },
    });
    expect(found?.outputs).not.toHaveProperty("origin");
  });

  it("sees an edit in the console even after an update of another field", async () => {
    for (const behavior of [{}, { unchangedPatch: "304" }] as const) {
      const { client, id, update, read } = await deployTool(fullPostCallTool(), { behavior });
      await client.updateTool(id, { description: "By hand." });
      const { outputs } = await update(withApi({ timeout: 33 }));
      expect((await read(outputs))?.inputs).toEqual(withApi({ timeout: 33 }, { description: "By hand." }));
    }
  });

  it("reports that a tool is gone, even if the server still returns it by its id", async () => {
    const { client, id, read } = await deployTool(fullPostCallTool(), { behavior: { deletedTool: "200" } });
    await client.deleteTool(id);
    expect(await read()).toBeUndefined();
  });
});

describe("updateTool", () => {
  it("distinguishes a server's own default from ours, when the program starts and stops to set it", async () => {
    const withTimeout = (timeout?: number): JsonObject =>
      fullPostCallTool({
        delivery: { api: { url: "https://crm.acme.dev/n", ...(timeout !== undefined && { timeout }) } },
      });
    const created = await deployTool(withTimeout(), { behavior: { fillApiDefaults: { timeout: 30 } } });
    const { update } = created;
    const stored = async (): Promise<unknown> => valueAt(await created.stored(), ["delivery", "api", "timeout"]);
    expect(await stored()).toBe(30);
    expect(diffTool(created.outputs, withTimeout(), isUnknown).changed).toBe(false);
    expect(diffTool(created.outputs, withTimeout(10), isUnknown).changed).toBe(true);
    const written = await update(withTimeout(10));
    expect(await stored()).toBe(10);
    const raised = await update(withTimeout(30), written.outputs);
    const removed = await update(withTimeout(), raised.outputs);
    expect(removed.problems).toEqual([]);
    expect(await stored()).toBe(10);
    expect((await created.read(removed.outputs))?.inputs).toEqual(withTimeout());
  });

  it("says what to do if a field can't be cleared", async () => {
    const { update } = await deployTool(fullInCallTool(), { behavior: { acceptNull: false } });
    await expect(update(fullInCallTool({ onCall: "silent", staticFiller: undefined }))).rejects.toThrow(
      "If the reason is that Tavus does not clear staticFiller, replace the tool: pulumi up --replace",
    );
  });

  it("reports that the server accepted a change but kept the old value, and keeps a true state", async () => {
    const inputs = fullPostCallTool();
    const faulty: Faulty = {};
    const { id, outputs, update } = await deployTool(inputs, faultOf(faulty));
    const old = {
      ...outputs,
      tool_id: id,
      trigger_type: "post_call",
      parameters: inputs["parameters"],
      delivery: { api: { url: "https://crm.acme.dev/notes?call={tavus_conversation_id}" } },
    };
    faulty.fault = ({ method }) => (method === "PATCH" ? { when: "before", answer: Response.json(old) } : undefined);
    const done = await update({ ...inputs, description: "Another." });
    expect(done.problems).toEqual([
      "description was sent to Tavus, which accepted the request but kept the old value. Run pulumi up again; if it stays so, replace the tool with pulumi up --replace <its URN>.",
    ]);
    expect(done.outputs["description"]).toBe(inputs["description"]);
  });

  it("sends no useless request after a failure, and repairs what differs", async () => {
    const inputs = fullPostCallTool();
    const { emulator, update, read } = await deployTool(inputs);
    emulator.clearRequests();
    expect((await update(inputs, inputs)).problems).toEqual([]);
    expect(emulator.requests.map(({ method }) => method)).toEqual(["GET"]);
    await update({ ...inputs, description: "By hand." });
    await update(inputs, inputs);
    expect((await read())?.inputs).toEqual(inputs);
  });

  it("says what to do if the new name is taken", async () => {
    const { client, update } = await deployTool();
    const other = await createTool(client, fullPostCallTool({ name: "taken" }));
    await expect(update(fullPostCallTool({ name: "taken" }))).rejects.toThrow(
      `The tool ${other.id} of this account already has the name taken`,
    );
  });
});

describe("secretVersion", () => {
  const version = (secretVersion: unknown): JsonObject => fullPostCallTool({ secretVersion });

  it.each(BEHAVIORS)("sends the complete delivery with its secret, to a server %s", async (_what, behavior) => {
    const { client, id, update, read, patches } = await deployTool(version(1), { behavior });
    const { delivery, parameters } = toWire(version(1)).wire as { delivery: { api: JsonObject }; parameters: object };
    // Somebody changes the secret in the console, which no read shows (K-16).
    const api = { url: String(delivery.api["url"]), auth: { type: "bearer", token: "an0ther" } } as const;
    await client.updateTool(id, { delivery: { api: { ...delivery.api, ...api } } });
    const found = await read();
    expect(found?.inputs).toEqual(version(1));

    const updated = await update(version(2), found?.outputs);
    expect(patches().slice(1)).toEqual([{ delivery, parameters }]);
    expect(updated.problems).toEqual([]);
    expect(updated.outputs["secretVersion"]).toBe(2);
    expect(diffTool(updated.outputs, version(2), isUnknown).changed).toBe(false);
  });

  it("sends nothing if there is no delivery", async () => {
    const bare = (secretVersion?: number): JsonObject => ({ name: "bare", description: "Bare.", secretVersion });
    const { update, patches } = await deployTool(bare());
    expect((await update(bare(1))).outputs["secretVersion"]).toBe(1);
    expect(patches()).toEqual([]);
  });
});

describe("createTool", () => {
  it("takes a tool over even if the answer to the POST was lost", async () => {
    const faulty: Faulty = {};
    const { client } = await deployTool(fullPostCallTool({ description: "Made by hand." }), faultOf(faulty));
    let left = 1;
    faulty.fault = ({ method }) => {
      if (method !== "POST" || left === 0) return undefined;
      left -= 1;
      return { when: "before", answer: new Response("", { status: 503 }) };
    };
    const { id, outputs } = await createTool(client, fullPostCallTool({ adopt: true }));
    expect((await readTool(client, id, outputs))?.inputs).toEqual(fullPostCallTool({ adopt: true }));
    expect(await client.listTools()).toHaveLength(1);
  });

  it("takes a tool over if the server shows {} for an unset body template (D-16)", async () => {
    const inputs = fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/n" } } });
    const behavior = { fillApiDefaults: { timeout: 10, body_template: {} } };
    const { client } = await deployTool({ ...inputs, description: "Made by hand." }, { behavior });
    const taken = await createTool(client, { ...inputs, adopt: true });
    expect(taken.problems).toEqual([]);
    expect((await readTool(client, taken.id, taken.outputs))?.inputs).toEqual({ ...inputs, adopt: true });
  });

  it("takes a tool over for only one of two concurrent creations", async () => {
    const { client, id } = await deployTool(fullPostCallTool({ description: "Made by hand." }));
    const { create } = providerOf("tool", client);
    const answers = await Promise.allSettled(
      ["One.", "Two."].map((description) => create(fullPostCallTool({ description, adopt: true }))),
    );
    const made = answers.filter((answer) => answer.status === "fulfilled").map(({ value }) => value);
    expect(made.map((one) => one.id)).toEqual([id]);
    expect(
      answers.map((answer) => (answer.status === "rejected" ? (answer.reason as Error).message : "")),
    ).toContainEqual(expect.stringMatching(/Another resource of this program manages it\. Choose another name/));
    const tools = await client.listTools();
    expect(tools.map(({ description }) => description)).toEqual([made[0]?.outs["description"]]);
  });

  it("doesn't take over another resource's tool, even with the same definition, and says if that one gets another name", async () => {
    const inputs = fullPostCallTool({ adopt: true });
    const { client, id } = await deployTool(inputs);
    const { check, create, diff } = providerOf("tool", client);
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
    const inputs = fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/n" } } });
    const { client, id } = await deployTool(inputs, {
      behavior: { fillApiDefaults: { timeout: 30 }, echoLiveFields: true },
      fault: ({ method }) => (method === "POST" ? { when: "after", answer: "reset" } : undefined),
    });
    expect((await client.listTools()).map((tool) => tool.tool_id)).toEqual([id]);
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
