import { beforeAll, expect, it, vi } from "vitest";
import * as z from "zod";
import { compareTool } from "../../src/commands/drift/tool.ts";
import { toDefinition } from "../../src/commands/import/definition.ts";
import type { StackResource } from "../../src/commands/stack/index.ts";
import { API, type Fields } from "../../src/contract/fields.ts";
import { type JsonObject, parseTool } from "../../src/contract/index.ts";
import { rule } from "../../src/contract/rule.ts";
import { toWire } from "../../src/contract/wire.ts";
import { checkTool } from "../../src/provider/tool/check.ts";
import { diffTool } from "../../src/provider/tool/diff.ts";
import { createTool, readTool, updateTool } from "../../src/provider/tool/lifecycle.ts";
import { isUnknown } from "../../src/state-format/unknown.ts";
import { withTables } from "../../tools/docs.ts";
import { startAccount } from "../support/account.ts";
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

const tool = (retries?: unknown): JsonObject =>
  fullPostCallTool({
    delivery: {
      api: {
        url: "https://crm.acme.dev/n?call={tavus_conversation_id}",
        ...(retries !== undefined && { maxRetries: retries }),
      },
    },
  });
const said = (retries: number): JsonObject => ({ delivery: { api: { maxRetries: retries } } });
const sent = (retries: number): JsonObject => ({ delivery: { api: { max_retries: retries } } });

async function start() {
  const { client, call, stored: read, edit: patch } = await startAccount();
  const edit = async (id: string, retries: number): Promise<void> => {
    const { delivery } = (await read(id)) as { delivery: { api: JsonObject } };
    await patch(id, { delivery: { api: { ...delivery.api, max_retries: retries } } });
  };
  return { client, call, read, edit };
}

it("a new field is checked, translated, and compared by meaning", () => {
  const options = { allowLocalEndpoints: false, isUnknown };
  expect(checkTool({}, tool("x"), options)).toEqual([
    "`delivery.api.maxRetries` must be a number. Set it to a number of tries. (D-99)",
  ]);
  expect(checkTool({}, tool(3), options)).toEqual([]);
  expect(toWire(tool(3)).wire).toMatchObject(sent(3));
  expect(diffTool(tool(), tool(0), isUnknown).changed).toBe(false);
  expect(diffTool(tool(), tool(3), isUnknown).changed).toBe(true);
});

it("a new field is created, updated, reset to its default, and read back", async () => {
  const { client, read, edit } = await start();
  const { id, outputs } = await createTool(client, tool(3));
  expect([outputs, await read(id)]).toMatchObject([said(3), sent(3)]);
  const removed = await updateTool(client, id, outputs, tool());
  expect(await read(id)).toMatchObject(sent(0));
  const again = await updateTool(client, id, removed.outputs, tool(4));
  await edit(id, 5);
  expect((await readTool(client, id, again.outputs))?.inputs).toMatchObject(said(5));
});

it("drift and import name a new field as a program does", async () => {
  const { client, edit } = await start();
  const { id, outputs } = await createTool(client, tool(3));
  await edit(id, 4);
  const actual = await client.getTool(id);
  const resource = { inputs: tool(3), outputs, secretPaths: [] } as unknown as StackResource;
  expect(compareTool(resource, actual, undefined)).toContainEqual(
    expect.objectContaining({ class: "changed outside", path: "delivery.api.maxRetries", applied: 3, actual: 4 }),
  );
  expect(toDefinition(actual, false).inputs).toMatchObject(said(4));
  await edit(id, 0);
  const plain = toDefinition(parseTool(await client.getTool(id)) ?? actual, false).inputs;
  expect(JSON.stringify(plain)).not.toContain("maxRetries");
});

it("the emulator describes a new field, and the docs list it", async () => {
  const { call } = await start();
  const { components } = (await call("GET", "/_emulator/openapi.json")).body as { components: { schemas: JsonObject } };
  for (const name of ["ToolDefinition", "ToolPatch", "Tool"])
    expect(JSON.stringify(components.schemas[name])).toContain('"max_retries":');
  expect(withTables("<!-- table: delivery.api -->\n\n<!-- end -->")).toContain(
    "| `maxRetries` | number | `0` | how often Tavus tries again |",
  );
});
