import { beforeAll, expect, it, vi } from "vitest";
import * as z from "zod";
import { compareTool } from "../../src/commands/drift/tool.ts";
import { toDefinition } from "../../src/commands/import/definition.ts";
import type { StackResource } from "../../src/commands/stack/index.ts";
import { API, type Fields } from "../../src/contract/fields.ts";
import { type JsonObject, parseTool } from "../../src/contract/index.ts";
import { rule } from "../../src/contract/rule.ts";
import { toWire } from "../../src/contract/wire.ts";
import { diffTool } from "../../src/provider/tool/diff.ts";
import { isUnknown } from "../../src/state-format/unknown.ts";
import { withTables } from "../../tools/docs.ts";
import { deployTool, startAccount } from "../support/account.ts";
import { rulesBroken } from "../support/definitions.ts";
import { fullPostCallTool } from "../support/tools.ts";

// As if the table had one more field.
vi.mock(import("../../src/contract/fields.ts"), async (original) => {
  const table = await original();
  const retries = {
    rule: "D-99",
    example: "a number of tries",
    wire: "max_retries",
    type: "number",
    shape: () => z.number(rule("not-number")),
    default: 0,
    docs: { note: "how often Tavus tries again" },
  } as const;
  Object.assign(table.API, { maxRetries: retries } satisfies Fields);
  return table;
});
beforeAll(() => expect(API).toHaveProperty("maxRetries"));

const api = { url: "https://crm.acme.dev/n?call={tavus_conversation_id}" };
const tool = (retries?: unknown): JsonObject =>
  fullPostCallTool({ delivery: { api: retries === undefined ? api : { ...api, maxRetries: retries } } });
const said = (retries: number): JsonObject => ({ delivery: { api: { maxRetries: retries } } });
const sent = (retries: number): JsonObject => ({ delivery: { api: { max_retries: retries } } });

/** A tool with 3 retries, which somebody else can change. */
async function deploy() {
  const deployed = await deployTool(tool(3));
  const edit = async (retries: number): Promise<void> => {
    const { delivery } = (await deployed.stored()) as { delivery: { api: JsonObject } };
    await deployed.edit({ delivery: { api: { ...delivery.api, max_retries: retries } } });
  };
  return { ...deployed, edit };
}

it("a new field is checked, translated, and compared by meaning", () => {
  expect(rulesBroken(tool("x"))).toEqual([
    "`delivery.api.maxRetries` must be a number. Set it to a number of tries. (D-99)",
  ]);
  expect(rulesBroken(tool(3))).toEqual([]);
  expect(toWire(tool(3)).wire).toMatchObject(sent(3));
  expect(diffTool(tool(), tool(0), isUnknown).changed).toBe(false);
  expect(diffTool(tool(), tool(3), isUnknown).changed).toBe(true);
});

it("a new field is created, updated, reset to its default, and read back", async () => {
  const { outputs, stored, edit, update, read } = await deploy();
  expect([outputs, await stored()]).toMatchObject([said(3), sent(3)]);
  const removed = await update(tool());
  expect(await stored()).toMatchObject(sent(0));
  const again = await update(tool(4), removed.outputs);
  await edit(5);
  expect((await read(again.outputs))?.inputs).toMatchObject(said(5));
});

it("drift and import name a new field as a program does", async () => {
  const { client, id, outputs, edit } = await deploy();
  await edit(4);
  const actual = await client.getTool(id);
  const resource = { inputs: tool(3), outputs, secretPaths: [] } as unknown as StackResource;
  expect(compareTool(resource, actual, undefined)).toContainEqual(
    expect.objectContaining({ class: "changed outside", path: "delivery.api.maxRetries", applied: 3, actual: 4 }),
  );
  expect(toDefinition(actual, false).inputs).toMatchObject(said(4));
  await edit(0);
  const plain = toDefinition(parseTool(await client.getTool(id)) ?? actual, false).inputs;
  expect(JSON.stringify(plain)).not.toContain("maxRetries");
});

it("the emulator describes a new field, and the docs list it", async () => {
  const { call } = await startAccount();
  const { components } = (await call("GET", "/_emulator/openapi.json")).body as { components: { schemas: JsonObject } };
  for (const name of ["ToolDefinition", "ToolPatch", "Tool"])
    expect(JSON.stringify(components.schemas[name])).toContain('"max_retries":');
  expect(withTables("<!-- table: delivery.api -->\n\n<!-- end -->")).toContain(
    "| `maxRetries` | number | `0` | how often Tavus tries again |",
  );
});
