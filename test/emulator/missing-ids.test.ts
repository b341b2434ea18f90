import { expect, it } from "vitest";
import { createPal, createTool, inCall } from "../../src/emulator/testing/start.ts";
import { providerOf, startAccount } from "../support/account.ts";

/** Reads as `Tool.get` and the other get functions do, in an account with one PAL and one tool. */
async function setUp() {
  const { client, call } = await startAccount();
  const [pal, tool] = [await createPal(call), await createTool(call, inCall("log_note"))];
  const read = (kind: Parameters<typeof providerOf>[0], id: string) => providerOf(kind, client).read(id, {});
  return { pal, tool, call, client, read };
}

it.each(["tnope", "..", ".", "", "a/b", "größe", "?a=b", "t#x", "%2e%2e", "log_note"])(
  "fails to read %j, which isn't the id of a tool or a PAL, and names it",
  async (id) => {
    const { read } = await setUp();
    await expect(read("tool", id)).rejects.toThrow(`The account has no tool with the id "${id}"`);
    await expect(read("palTools", id)).rejects.toThrow(`The account has no PAL with the id "${id}"`);
  },
);

it("fails to read an id that isn't an attachment's, and shows the format", async () => {
  const { read, pal, tool, call } = await setUp();
  await call("POST", `/v2/pals/${pal}/tools`, { tool_ids: [tool] });
  expect(await read("palToolAttachment", `${pal}/${tool}`)).toMatchObject({ props: { palId: pal, toolId: tool } });
  for (const id of [pal, "/", `${pal}/`, `/${tool}`, `${pal}/${tool}/`, `${pal}/${tool}/x`])
    await expect(read("palToolAttachment", id)).rejects.toThrow(`"${id}" is not the id of an attachment`);
  for (const id of [`../${tool}`, `${pal}/..`, `${tool}/${pal}`, `${pal} / ${tool}`])
    await expect(read("palToolAttachment", id)).rejects.toThrow(`The attachment "${id}"`);
});

it("deletes nothing else for an id that is a folder in a path", async () => {
  const { client, call, tool } = await setUp();
  for (const id of ["..", ".", ""]) await client.deleteTool(id);
  expect((await call("GET", `/v2/tools/${tool}`)).status).toBe(200);
});
