import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { inCall, names } from "../../src/emulator/testing/start.ts";
import { it, startTavus } from "../support/tavus.ts";

const PAL = { pal_name: "P", system_prompt: "s", default_face_id: "r1" };

describe("tool_ids of a PAL (P-29)", () => {
  it("attaches tools when the PAL is created", async ({ tavus: { call, createTools, toolIds, attached } }) => {
    const [a = "", b = ""] = await createTools(2);
    const { body } = await call("POST", "/v2/pals", { ...PAL, tool_ids: [b, a, b] });
    const palId = String(body["pal_id"]);
    expect(await toolIds(palId)).toEqual([b, a]);
    expect(await attached(palId)).toEqual(["tool_1", "tool_0"]);
    expect((await call("POST", "/v2/pals", { ...PAL, tool_ids: null })).status).toBe(200);
  });

  it.for<[string, unknown]>([
    ["isn't a list", "t1"],
    ["contains something that isn't an id", [1]],
    ["names a tool that doesn't exist", ["t000000000000"]],
  ])("refuse a PAL if it %s", async ([_, toolIds], { tavus: { call, get } }) => {
    expect((await call("POST", "/v2/pals", { ...PAL, tool_ids: toolIds })).status).toBe(400);
    expect((await get("/v2/pals"))["total_count"]).toBe(0);
  });

  it("can be replaced, extended, shortened, or left unchanged by a JSON Patch", async ({ tavus }) => {
    const palId = await tavus.createPal();
    const [a = "", b = "", c = ""] = await tavus.createTools(3);
    const patch = (...operations: JsonObject[]) => tavus.call("PATCH", `/v2/pals/${palId}`, operations);
    expect((await patch({ op: "replace", path: "/tool_ids", value: [a, b] })).status).toBe(200);
    expect((await patch({ op: "add", path: "/tool_ids/-", value: c })).status).toBe(200);
    expect((await patch({ op: "add", path: "/tool_ids/-", value: a })).status).toBe(200);
    expect(await tavus.toolIds(palId)).toEqual([a, b, c]);
    expect((await patch({ op: "remove", path: "/tool_ids/1" })).status).toBe(200);
    expect(await tavus.toolIds(palId)).toEqual([a, c]);
    const refused = [
      [400, { op: "add", path: "/tool_ids/-", value: "t000000000000" }],
      [422, { op: "add", path: "/tool_ids/-", value: 1 }],
      [422, { op: "replace", path: "/tool_ids", value: { a } }],
      [422, { op: "test", path: "/tool_ids", value: [a] }],
    ] as const;
    for (const [status, operation] of refused) expect((await patch(operation)).status).toBe(status);
    expect(await tavus.toolIds(palId)).toEqual([a, c]);
    expect((await patch({ op: "remove", path: "/tool_ids" })).status).toBe(200);
    expect(await tavus.toolIds(palId)).toEqual([]);
  });

  it("name at most 50 tools, without end_call (P-4, P-28)", async ({
    tavus: { call, createTools, toolIds, attached },
  }) => {
    const ids = await createTools(51);
    const full = { ...PAL, tool_ids: [...ids.slice(0, 50), "end_call"] };
    const palId = String((await call("POST", "/v2/pals", full)).body["pal_id"]);
    expect((await call("POST", "/v2/pals", { ...PAL, tool_ids: ids })).status).toBe(400);
    const more = { op: "add", path: "/tool_ids/-", value: ids[50] };
    expect((await call("PATCH", `/v2/pals/${palId}`, [more])).status).toBe(400);
    expect((await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [ids[50]] })).status).toBe(400);
    // It runs in a call without being attached, so the list doesn't contain it.
    expect(await attached(palId)).toHaveLength(50);
    expect((await call("DELETE", `/v2/pals/${palId}/tools/end_call`)).status).toBe(204);
    expect(await toolIds(palId)).toEqual(ids.slice(0, 50));
  });
});

it("lists end_call for every PAL with listEndCall, as a system tool with a reason (P-28)", async () => {
  const { get, createPal, createTools, attach } = await startTavus({ behavior: { listEndCall: true } });
  const palId = await createPal();
  const [id = ""] = await createTools(1);
  await attach(palId, id);
  const listed = (await get(`/v2/pals/${palId}/tools`))["data"];
  expect(listed).toMatchObject([
    {
      tool_id: "end_call",
      is_system_tool: true,
      delivery: { app_message: true },
      parameters: { properties: { reason: { type: "string" } } },
    },
    { tool_id: id, is_system_tool: false },
  ]);
  expect(await get("/v2/tools/end_call")).toMatchObject({ parameters: { properties: { reason: {} } } });
});

it.each(["pals", "personas"])("accepts the tools of /v2/%s with a trailing slash (P-32)", async (root) => {
  const { emulator, call, createPal, createTools } = await startTavus({
    faults: [{ method: "POST", path: `/v2/${root}/*/tools`, nth: 2, fault: { status: 503 } }],
  });
  const palId = await createPal();
  const [id = ""] = await createTools(1);
  const path = `/v2/${root}/${palId}/tools/`;
  expect((await call("POST", path, { tool_ids: [id] })).status).toBe(200);
  expect(names(await call("GET", path))).toEqual(["tool_0"]);
  // To a fault and to the log of requests, it is the same call.
  expect((await call("POST", path, { tool_ids: [id] })).status).toBe(503);
  expect(emulator.requests.at(-1)).toMatchObject({ method: "POST", path: path.slice(0, -1), status: 503 });
  expect((await call("GET", "/v2/tools/")).status).toBe(404);
  expect((await call("GET", `/v2/${root}/${palId}/`)).status).toBe(404);
});

describe("pages of PALs (G-15)", () => {
  const pages = async (firstPalPage: 0 | 1) => {
    const { call, get } = await startTavus({ behavior: { firstPalPage } });
    for (const name of ["a", "b", "c"]) await call("POST", "/v2/pals", { ...PAL, pal_name: name });
    return async (query: string): Promise<unknown> => {
      const body = await get(`/v2/pals?limit=2&${query}`);
      return (body["data"] as JsonObject[] | undefined)?.map((pal) => pal["pal_name"]);
    };
  };

  it("begin with 1, and treat 0 as the same", async () => {
    const page = await pages(1);
    expect([await page(""), await page("page=0"), await page("page=1"), await page("page=2")]).toEqual([
      ["a", "b"],
      ["a", "b"],
      ["a", "b"],
      ["c"],
    ]);
    expect(await page("page=-1")).toBeUndefined();
    expect(await page("page=1&sort=desc")).toEqual(["c", "b"]);
  });

  it("begin with 0 with firstPalPage=0", async () => {
    const page = await pages(0);
    expect([await page("page=0"), await page("page=1"), await page("page=2")]).toEqual([["a", "b"], ["c"], []]);
  });

  it("of tools have no page 0", async ({ tavus: { call } }) => {
    expect((await call("GET", "/v2/tools?page=0")).status).toBe(400);
  });
});

it("requires a face for a PAL (P-20)", async ({ tavus: { call } }) => {
  expect((await call("POST", "/v2/pals", { pal_name: "P", system_prompt: "s" })).status).toBe(400);
});

it("accepts tags of a tool, and refuses anything but a list of strings (T-17)", async ({ tavus }) => {
  const id = await tavus.createTool(inCall("tagged", { tags: ["crm"] }));
  expect((await tavus.call("PATCH", `/v2/tools/${id}`, { tags: [] })).status).toBe(200);
  for (const tags of ["crm", [1]]) {
    expect((await tavus.call("POST", "/v2/tools", inCall("wrong", { tags }))).status).toBe(400);
    expect((await tavus.call("PATCH", `/v2/tools/${id}`, { tags })).status).toBe(400);
  }
});

describe("fields of a PAL that nobody has set", () => {
  it("can be replaced, appended to, and read, as at Tavus (P-21, P-26)", async ({ tavus }) => {
    const palId = await tavus.createPal();
    const patch = [
      { op: "replace", path: "/greeting", value: "Hello." },
      { op: "add", path: "/document_ids/-", value: "d1" },
      { op: "replace", path: "/layers/conversational_flow", value: { turn_commitment: "high" } },
      { op: "add", path: "/layers/perception", value: { perception_model: "raven-1" } },
    ];
    expect((await tavus.call("PATCH", `/v2/pals/${palId}`, patch)).status).toBe(200);
    expect(await tavus.get(`/v2/pals/${palId}`)).toMatchObject({
      greeting: "Hello.",
      context: null,
      document_ids: ["d1"],
      document_tags: [],
      layers: { conversational_flow: { turn_commitment: "high" }, perception: { perception_model: "raven-1" } },
    });
    const unknown = [{ op: "replace", path: "/skills", value: [] }];
    expect((await tavus.call("PATCH", `/v2/pals/${palId}`, unknown)).status).toBe(422);
  });

  it("also have their old names, with the same values (G-14)", async ({ tavus: { call, get } }) => {
    const old = { persona_name: "Old", system_prompt: "s", default_replica_id: "r1" };
    const palId = String((await call("POST", "/v2/personas", old)).body["pal_id"]);
    const names = { pal_name: "Old", persona_name: "Old", default_face_id: "r1", default_replica_id: "r1" };
    expect(await get(`/v2/pals/${palId}`)).toMatchObject(names);
    const patch = [
      { op: "replace", path: "/persona_name", value: "New" },
      { op: "copy", from: "/persona_name", path: "/greeting" },
      { op: "replace", path: "/default_replica_id", value: "r2" },
    ];
    expect((await call("PATCH", `/v2/personas/${palId}`, patch)).status).toBe(200);
    expect(await get(`/v2/personas/${palId}`)).toMatchObject({
      pal_name: "New",
      persona_name: "New",
      greeting: "New",
      default_face_id: "r2",
      default_replica_id: "r2",
    });
  });
});
