import { describe, expect, it } from "vitest";
import { setUp } from "../testing/harness.ts";
import type { Handler } from "../testing/scripted-server.ts";
import { listOf, routes, type StoreOptions, toolNumber, toolsUpTo } from "../testing/tool-store.ts";

const idOf = (n: number): string => String(toolNumber(n)["tool_id"]);

const account = (count: number, store: StoreOptions = {}) =>
  setUp(routes({ "GET /v2/tools": listOf(toolsUpTo(count), store) }));

async function readAll(count: number, parallel: number, store: StoreOptions = {}, order = (n: number) => n) {
  const { server, client } = await account(count, store);
  const ids = Array.from({ length: count }, (_, n) => idOf(order(n)));
  const found: (string | undefined)[] = [];
  for (let at = 0; at < ids.length; at += parallel)
    found.push(
      ...(await Promise.all(ids.slice(at, at + parallel).map(async (id) => (await client.readTool(id))?.tool_id))),
    );
  expect(found).toEqual(ids);
  return server;
}

describe("N reads in an account of N tools cost ⌈N/100⌉ list calls", () => {
  it.each([
    [1, 1, 1],
    [10, 1, 1],
    [10, 8, 1],
    [10, 10, 1],
    [100, 8, 1],
    [101, 8, 2],
    [250, 1, 3],
    [250, 8, 3],
    [250, 250, 3],
  ])("N = %i, %i at once: %i", async (count, parallel, calls) => {
    const server = await readAll(count, parallel);
    expect(server.calls).toEqual(Array(calls).fill("GET /v2/tools"));
    expect(server.maxInFlight).toBe(1);
  });

  it.each([1, 8, 250])("also in reverse order, %i at once", async (parallel) => {
    const server = await readAll(250, parallel, {}, (n) => 249 - n);
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    [20, 250, 13],
    [50, 250, 5],
    [100, 250, 3],
  ])("a server that limits pages to %i needs more of them: %i tools, %i calls", async (cap, count, calls) => {
    expect((await readAll(count, 250, { cap })).requests).toHaveLength(calls);
  });

  it("a missing total costs one more call only if the last page is full", async () => {
    expect((await readAll(250, 250, { total: () => undefined })).requests).toHaveLength(3);
    expect((await readAll(200, 200, { total: () => undefined })).requests).toHaveLength(2);
  });

  it("an absurd total loses nothing, and causes no more calls than it seems to save", async () => {
    expect((await readAll(250, 250, { total: () => 9999 })).requests).toHaveLength(2 + 50);
  });

  it.each([0, 7, 249, 251])("a wrong total (%i of 250) loses nothing", async (total) => {
    expect((await readAll(250, 250, { total: () => total })).requests).toHaveLength(3);
  });
});

describe("a small stack in a large account", () => {
  it("reads single tools if that is fewer calls than the rest of the list", async () => {
    const { server, client } = await account(2000);
    const ids = [1999, 1500, 150].map(idOf);
    const tools = await Promise.all(ids.map((id) => client.readTool(id)));
    expect(tools.map((tool) => tool?.tool_id)).toEqual(ids);
    const asked = server.requests.map(({ query }) => query["name_or_uuid"] ?? `page ${query["page"]}`);
    expect(asked).toEqual(["page 1", ...ids]);
  });

  it("never costs more than twice the list", async () => {
    const { server, client } = await account(2000);
    for (let n = 1999; n >= 1900; n--) expect((await client.readTool(idOf(n)))?.tool_id).toBe(idOf(n));
    expect(server.requests.length).toBe(1 + 18 + 19);
  });

  it("reports a missing tool after one look-up, because the filtered list decides", async () => {
    const { server, client } = await account(2000);
    expect(await client.readTool("tgone")).toBeUndefined();
    expect(server.requests).toHaveLength(2);
  });

  it("lists the rest if the server ignores the filter", async () => {
    const { server, client } = await account(2000, { ignoreFilter: true });
    expect((await client.readTool(idOf(1999)))?.tool_id).toBe(idOf(1999));
    expect(server.requests).toHaveLength(1 + 1 + 19);
  });
});

describe("a tool that is gone", () => {
  it("is looked up by id again before it counts as gone", async () => {
    const { server, client } = await account(3);
    expect(await client.readTool("tgone")).toBeUndefined();
    expect(server.requests.map(({ query }) => query["name_or_uuid"])).toEqual([undefined, "tgone"]);
  });

  it("isn't gone if only the page shifted", async () => {
    const list: Handler = (request, count) => listOf(count === 1 ? [] : toolsUpTo(3))(request);
    const { client } = await setUp(routes({ "GET /v2/tools": list }));
    expect((await client.readTool(idOf(1)))?.tool_id).toBe(idOf(1));
  });

  it("is gone even if the server ignores filter and page, and reading ends", async () => {
    const { server, client } = await account(250, { ignoreFilter: true, ignorePage: true });
    expect(await client.readTool("tgone")).toBeUndefined();
    expect(server.requests).toHaveLength(4);
  });

  it("doesn't count a system tool with that id (T-14)", async () => {
    const tools = [{ tool_id: "end_call", name: "end_call", is_system_tool: true }];
    const { client } = await setUp(routes({ "GET /v2/tools": listOf(tools) }));
    expect(await client.readTool("end_call")).toBeUndefined();
    expect(await client.listTools()).toEqual([]);
  });
});

describe("reads and writes", () => {
  it("a read after a write sees it", async () => {
    const tools = toolsUpTo(2);
    const { server, client } = await setUp(
      routes({
        "GET /v2/tools": (request) => listOf(tools)(request),
        "PATCH /v2/tools/*": () => {
          tools[0] = { ...toolNumber(0), description: "new" };
          return { status: 200, body: tools[0] };
        },
      }),
    );
    expect((await client.readTool(idOf(0)))?.description).toBe("");
    await client.updateTool(idOf(0), { description: "new" });
    expect((await client.readTool(idOf(0)))?.description).toBe("new");
    expect(server.calls).toEqual(["GET /v2/tools", `PATCH /v2/tools/${idOf(0)}`, "GET /v2/tools"]);
  });

  it("a read that starts after a write doesn't use a list that started before it", async () => {
    const held = Promise.withResolvers<void>();
    const tools = toolsUpTo(2);
    const { server, client } = await setUp(
      routes({
        "GET /v2/tools": async (request, count) => {
          const before = listOf([...tools])(request);
          if (count === 1) await held.promise;
          return count === 1 ? before : listOf(tools)(request);
        },
        "DELETE /v2/tools/*": () => {
          tools.splice(0, 1);
          return { status: 204 };
        },
      }),
    );
    const early = client.readTool(idOf(0));
    await client.deleteTool(idOf(0));
    const late = client.readTool(idOf(0));
    held.resolve();
    expect((await early)?.tool_id).toBe(idOf(0));
    expect(await late).toBeUndefined();
    // The delayed list, a new one, and the look-up that confirms.
    expect(server.count("GET /v2/tools")).toBe(3);
  });

  it("a failed list fails its readers, and the next read starts again", async () => {
    let broken = true;
    const list: Handler = (request) => (broken ? { status: 401 } : listOf(toolsUpTo(2))(request));
    const { client } = await setUp(routes({ "GET /v2/tools": list }));
    const results = await Promise.allSettled([client.readTool(idOf(0)), client.readTool(idOf(1))]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    broken = false;
    expect((await client.readTool(idOf(1)))?.tool_id).toBe(idOf(1));
  });

  it("an old list is fetched again", async () => {
    const { server, client, clock } = await account(2);
    await client.readTool(idOf(0));
    clock.advance(60_001);
    await client.readTool(idOf(0));
    expect(server.requests).toHaveLength(2);
  });
});
