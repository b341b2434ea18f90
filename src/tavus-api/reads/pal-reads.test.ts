import { describe, expect, it } from "vitest";
import { rejection, setUp } from "../testing/harness.ts";
import { inTurn, type Script } from "../testing/scripted-server.ts";
import { listOf, routes, toolsUpTo } from "../testing/tool-store.ts";

const ids = (tools: readonly { tool_id: string }[] | undefined) => tools?.map((tool) => tool.tool_id);
const three = toolsUpTo(3);
const threeIds = three.map((tool) => tool["tool_id"]);
const gone: Script = { status: 400, body: { error: "Bad Request. PAL not found" } };
const REPORTED = "answered 400: Bad Request. PAL not found";

describe("readPalTools", () => {
  it.each([1, 10, 250])("%i readers share one request per PAL", async (readers) => {
    const { server, client } = await setUp(routes({ "GET /v2/pals/*/tools": listOf(three) }));
    const reads = Array.from({ length: readers }, (_, n) => client.readPalTools(`p${n % 2}`));
    for (const tools of await Promise.all(reads)) expect(ids(tools)).toEqual(threeIds);
    await client.readPalTools("p0");
    expect(server.requests).toHaveLength(Math.min(readers, 2));
  });

  it.each(["data", "tools", "array"] as const)("understands the envelope %s (P-7, P-9)", async (envelope) => {
    const list = listOf(three, { envelope, total: () => undefined });
    const { client } = await setUp(routes({ "GET /v2/pals/*/tools": list }));
    expect(ids(await client.readPalTools("p1"))).toEqual(threeIds);
  });

  it("requests the rest if the server counts more than it sent", async () => {
    const { server, client } = await setUp(routes({ "GET /v2/pals/*/tools": listOf(toolsUpTo(14)) }));
    expect(await client.readPalTools("p1")).toHaveLength(14);
    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, Script]>([
    ["400", { status: 400, body: { error: "Invalid pal_id" } }],
    ["an empty list of PALs (P-21)", { status: 200, body: { data: [] } }],
  ])("a PAL is gone if its own answer says so: %s", async (_name, second) => {
    const { server, client } = await setUp(inTurn(gone, second));
    expect(await client.readPalTools("p1")).toBeUndefined();
    expect(server.calls).toEqual(["GET /v2/pals/p1/tools", "GET /v2/pals/p1"]);
  });

  it.each([404, 410])("a PAL that answers %i is gone if the list of PALs doesn't contain it", async (status) => {
    const listOfPals = (id: string): Script => {
      const data = [{ pal_id: id, pal_name: "A" }];
      return { status: 200, body: { data, total_count: 1 } };
    };
    const { server, client } = await setUp(inTurn(gone, { status }, listOfPals("p2")));
    expect(await client.readPalTools("p1")).toBeUndefined();
    expect(server.calls).toEqual(["GET /v2/pals/p1/tools", "GET /v2/pals/p1", "GET /v2/pals"]);
    const here = await setUp(inTurn(gone, { status }, listOfPals("p1")));
    expect((await rejection(here.client.readPalTools("p1"))).message).toContain(REPORTED);
    // A gateway that doesn't know any path of the API gives the same answer for the list.
    const gateway = await setUp(() => ({ status, body: "nothing here" }));
    expect((await rejection(gateway.client.readPalTools("p1"))).message).toContain(`answered ${status}`);
  });

  it.each([{ pal_id: "p1" }, { data: [{ pal_id: "p1" }] }])("a PAL that still exists isn't gone: %j", async (body) => {
    const { client } = await setUp(inTurn(gone, { status: 200, body }));
    expect((await rejection(client.readPalTools("p1"))).message).toContain(REPORTED);
  });

  it("another 400 is reported", async () => {
    const { server, client } = await setUp(() => ({ status: 400, body: { error: "bad weather" } }));
    expect((await rejection(client.readPalTools("p1"))).message).toContain("bad weather");
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, (client: Awaited<ReturnType<typeof setUp>>["client"]) => Promise<void>, number]>([
    ["an attach to it", (client) => client.attachTool("p1", String(threeIds[0])), 2],
    ["a detach from it", (client) => client.detachTool("p1", "t"), 2],
    ["a deleted tool (C-20)", (client) => client.deleteTool("t"), 2],
    ["an attach to another PAL", (client) => client.attachTool("p2", String(threeIds[0])), 1],
  ])("is read again after %s", async (_name, write, reads) => {
    const { server, client } = await setUp(
      routes({
        "GET /v2/pals/*/tools": listOf(three),
        "POST /v2/pals/*/tools": () => ({ status: 200, body: { data: three } }),
        "DELETE /v2/tools/*": () => ({ status: 204 }),
        "DELETE /v2/pals/*/tools/*": () => ({ status: 204 }),
      }),
    );
    await client.readPalTools("p1");
    await write(client);
    await client.readPalTools("p1");
    expect(server.count("GET /v2/pals/p1/tools")).toBe(reads);
  });

  it("a failure isn't cached", async () => {
    const { client } = await setUp(inTurn({ status: 401 }, { status: 200, body: { data: three } }));
    await rejection(client.readPalTools("p1"));
    expect(ids(await client.readPalTools("p1"))).toEqual(threeIds);
  });
});
