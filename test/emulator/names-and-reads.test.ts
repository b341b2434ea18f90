import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { defaultToolName, suffixed } from "../../src/state-format/default-name.ts";
import { providerOf, startAccount } from "../support/account.ts";
import { fullInCallTool, fullPostCallTool } from "../support/tools.ts";

/** An empty account, and the providers of one engine operation after another. */
async function createAccount() {
  const { client } = await startAccount();
  return { client, provider: (kind: Parameters<typeof providerOf>[0] = "tool") => providerOf(kind, client) };
}

/** Without a secret, which a check wraps for the engine to encrypt. */
const postCall = (fields: JsonObject = {}): JsonObject =>
  fullPostCallTool({ delivery: { api: { url: "https://crm.acme.dev/{tavus_conversation_id}" } }, ...fields });
const byResource = (resource: string, stack: string, fields: JsonObject = {}): JsonObject => {
  const name = defaultToolName(resource, stack);
  return postCall({ name, __naming: { name }, ...fields });
};
const byAction = (action: string, stack: string): JsonObject =>
  postCall({ name: suffixed(action, stack), __naming: { of: "PostCallAction", action, suffix: stack } });

describe("a tool with a default name", () => {
  it.each([
    ["of a resource", byResource("note", "dev"), byResource("memo", "prod"), "note_dev"],
    ["of an action", byAction("log_note", "dev"), byAction("log_note", "prod"), "log_note_dev"],
  ])(
    "%s keeps it through updates and refreshes if the resource or the stack is renamed",
    async (_what, olds, news, name) => {
      const { client, provider } = await createAccount();
      const { check, create } = provider();
      const { inputs } = await check({}, olds);
      const { id, outs } = await create(inputs);
      expect(outs["name"]).toBe(name);

      const next = provider();
      const renamed = (await next.check(inputs, news)).inputs;
      expect(renamed["name"]).toBe(name);
      expect(await next.diff(id, outs, renamed)).toEqual({ changes: false });

      // A refresh writes the inputs again, from the outputs.
      const refreshed = await provider().read(id, outs);
      const changed = { ...news, description: "Another." };
      const after = (await next.check(refreshed.inputs, changed)).inputs;
      const updated = await next.update(id, refreshed.props, after);
      expect((await provider().read(id, updated.outs)).inputs).toEqual({ ...after });
      expect((await client.listTools()).map((tool) => [tool.name, tool.description])).toEqual([[name, "Another."]]);
    },
  );
});

describe("a name that another tool of the account has", () => {
  it.each([
    ["of a Tool, by default", byResource("note", "dev"), /already has the name note_dev \(T-3, X-7\)\. Set `name`/],
    ["of a Tool, by the program", postCall(), /Choose another `name`, or leave `name` out/],
    ["of a PostCallAction, by default", byAction("log_note", "dev"), /Set `nameSuffix` or `name`/],
    [
      "of a PostCallAction, by the program",
      postCall({ __naming: { of: "PostCallAction" } }),
      /Choose another `name` or `nameSuffix`/,
    ],
  ])("%s, is refused with the resource's options, and adopt last", async (_what, given, expected) => {
    const { client, provider } = await createAccount();
    await client.createTool({ name: String(given["name"]), description: "By hand." });
    const { check, create } = provider();
    const { inputs } = await check({}, given);
    await expect(create(inputs)).rejects.toThrow(expected);
    await expect(create(inputs)).rejects.toThrow(/set `adopt: true`, which overwrites it\.$/);
  });

  it("says so if the other tool is about to be replaced, with adopt or without", async () => {
    for (const adopt of [{}, { adopt: true }]) {
      const { client, provider } = await createAccount();
      const olds = fullPostCallTool(adopt);
      const made = await provider().create(olds);
      const news = fullInCallTool({ name: olds["name"], ...adopt });
      const { check, create, diff } = provider();
      await check(olds, news);
      expect(await diff(made.id, made.outs, news)).toMatchObject({ replaces: ["triggerType"] });
      await check({}, news);
      // With `deleteBeforeReplace: false`, the engine creates first.
      await expect(create(news)).rejects.toThrow(
        /the tool that this resource replaces.*Remove `deleteBeforeReplace: false`/,
      );
      expect((await client.listTools()).map((tool) => tool.tool_id)).toEqual([made.id]);
    }
  });

  it("doesn't prevent a replacement with another name, or one whose predecessor is deleted first", async () => {
    const { client, provider } = await createAccount();
    const olds = fullPostCallTool();
    const made = await provider().create(olds);
    const news = fullInCallTool({ name: "another" });
    const first = provider();
    await first.check(olds, news);
    await first.diff(made.id, made.outs, news);
    const other = await first.create(news);
    const again = fullPostCallTool({ name: "another" });
    const second = provider();
    await second.check(news, again);
    await second.diff(other.id, other.outs, again);
    await second.delete(other.id, other.outs);
    const { id } = await second.create(again);
    expect((await client.listTools()).map((tool) => [tool.tool_id, tool.name])).toEqual([
      [made.id, olds["name"]],
      [id, "another"],
    ]);
  });
});

describe("a read of what isn't there", () => {
  const provider = 'exports.handler=()=>require("pulumi-tavus/dynamic").tool';

  it.each([
    ["tool", "tmissing1", /no tool with the id "tmissing1", which the program reads with Tool\.get/],
    ["palToolAttachment", "p0123456789/tmissing1", /tool "tmissing1" is not attached to PAL "p0123456789"/],
    ["palToolAttachment", "p0123456789", /"p0123456789" is not the id of an attachment.*<PAL id>\/<tool id>/],
    ["palTools", "p0123456789", /no PAL with the id "p0123456789", which the program reads with PalTools\.get/],
  ] as const)("of a %s fails by get and names the id %s; by a refresh it is gone", async (kind, id, expected) => {
    const account = await createAccount();
    for (const props of [{ __provider: provider }, undefined])
      await expect(account.provider(kind).read(id, props)).rejects.toThrow(expected);
    const state = { __provider: provider, name: "n", toolId: "t1", palId: "p1", toolIds: [] };
    expect(await account.provider(kind).read(id, state)).toEqual({});
  });
});
