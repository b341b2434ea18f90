import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../contract/index.ts";
import { rejection, setUp } from "../testing/harness.ts";
import type { SeenRequest } from "../testing/scripted-server.ts";
import { listOf, routes, toolNumber } from "../testing/tool-store.ts";
import { Interruption } from "../transport/call.ts";

const tool = (more: JsonObject = {}): JsonObject => ({
  ...toolNumber(1),
  description: "d",
  created_at: "2026-06-01T11:59:58",
  ...more,
});
const ID = String(tool()["tool_id"]);
const NOW = tool()["created_at"];

/** A list that contains the tool from the n-th request on. */
const showsFrom = (n: number, shown = tool()) => {
  let count = 0;
  return (request: SeenRequest) => listOf(++count >= n ? [shown] : [])(request);
};
const lagging = (n: number) => setUp(routes({ "GET /v2/tools": showsFrom(n) }));
const NOTE = { name: "tool_1", description: "d" };

describe("a list that lags behind", () => {
  it("is read again for a tool that is seconds old", async () => {
    const { server, client, clock } = await lagging(5);
    expect((await client.readTool(ID, NOW))?.tool_id).toBe(ID);
    expect(server.requests).toHaveLength(5);
    expect(clock.slept).toEqual([500, 750, 1000]);
  });

  it("counts as right after 5 seconds", async () => {
    const { server, client, clock } = await lagging(99);
    expect(await client.readTool(ID, NOW)).toBeUndefined();
    expect(server.requests).toHaveLength(7);
    expect(clock.slept.reduce((sum, ms) => sum + ms)).toBe(5000);
  });

  it.each(["2026-06-01T11:58:00", undefined, "long ago"])("is trusted for a tool created at %s", async (createdAt) => {
    const { server, client, clock } = await lagging(99);
    expect(await client.readTool(ID, createdAt)).toBeUndefined();
    expect(server.requests).toHaveLength(2);
    expect(clock.slept).toEqual([]);
  });

  it("proves nothing if the wait is cancelled", async () => {
    const { server, client, clock } = await lagging(99);
    clock.sleep = () => Promise.reject(new Interruption("cancelled"));
    expect((await rejection(client.readTool(ID, NOW))).message).toContain("cancelled while waiting");
    expect(server.requests).toHaveLength(2);
  });

  it("doesn't hide the tool that a lost POST has created", async () => {
    let posts = 0;
    const { server, client } = await setUp(
      routes({
        "POST /v2/tools": () => (++posts === 1 ? "reset" : { status: 409, body: { error: "taken" } }),
        "GET /v2/tools": showsFrom(4, tool({ created_at: "2026-06-01T12:00:00" })),
      }),
    );
    const made = await client.createTool(NOTE);
    expect(made.tool_id).toBe(ID);
    expect(server.count("POST /v2/tools")).toBe(2);
  });
});

describe("a name that stays taken after our own DELETE", () => {
  const taken = { status: 409, body: { error: "A tool with this name already exists" } };

  it.each([
    ["no list shows", []],
    ["a list still shows", [tool()]],
  ])("is requested again for some seconds, while the deleted tool %s", async (_shown, listed) => {
    let posts = 0;
    const { server, client, clock } = await setUp(
      routes({
        "DELETE /v2/tools/*": () => ({ status: 204 }),
        "GET /v2/tools": listOf(listed),
        "POST /v2/tools": () => (++posts < 4 ? taken : { status: 200, body: tool({ tool_id: "t2" }) }),
      }),
    );
    await client.deleteTool(ID);
    expect((await client.createTool(NOTE)).tool_id).toBe("t2");
    expect(clock.slept).toEqual([500, 750, 1000]);
    expect(server.count("POST /v2/tools")).toBe(4);
  });

  it("counts as taken in the end, or at once if another tool has it or nothing was deleted", async () => {
    const at = async (listed: object[], deletes: boolean): Promise<number[]> => {
      const { client, clock } = await setUp(
        routes({
          "DELETE /v2/tools/*": () => ({ status: 204 }),
          "GET /v2/tools": listOf(listed as never),
          "POST /v2/tools": () => taken,
        }),
      );
      if (deletes) await client.deleteTool(ID);
      expect(await rejection(client.createTool(NOTE))).toMatchObject({ name: "NameTakenError" });
      return clock.slept;
    };
    expect((await at([], true)).reduce((sum, ms) => sum + ms, 0)).toBe(5000);
    expect(await at([tool({ tool_id: "t9" })], true)).toEqual([]);
    expect(await at([], false)).toEqual([]);
  });
});
