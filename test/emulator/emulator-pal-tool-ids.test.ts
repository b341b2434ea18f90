import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { type Call, createPal, createTool, inCall, names, startEmulator } from "../../src/emulator/testing/start.ts";

const PAL = { pal_name: "P", system_prompt: "s", default_face_id: "r1" };
const many = (call: Call, count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => createTool(call, inCall(`tool_${i}`))));
const toolIdsOf = async (call: Call, palId: string): Promise<unknown> =>
  (await call("GET", `/v2/pals/${palId}`)).body["tool_ids"];

describe("tool_ids of a PAL (P-29)", () => {
  it("attaches tools when the PAL is created", async () => {
    const { call } = await startEmulator();
    const [a = "", b = ""] = await many(call, 2);
    const { body } = await call("POST", "/v2/pals", { ...PAL, tool_ids: [b, a, b] });
    const palId = String(body["pal_id"]);
    expect(await toolIdsOf(call, palId)).toEqual([b, a]);
    expect(names(await call("GET", `/v2/pals/${palId}/tools`))).toEqual(["tool_1", "tool_0"]);
    expect((await call("POST", "/v2/pals", { ...PAL, tool_ids: null })).status).toBe(200);
  });

  it.each<[string, unknown]>([
    ["isn't a list", "t1"],
    ["contains something that isn't an id", [1]],
    ["names a tool that doesn't exist", ["t000000000000"]],
  ])("refuse a PAL if it %s", async (_, toolIds) => {
    const { call } = await startEmulator();
    expect((await call("POST", "/v2/pals", { ...PAL, tool_ids: toolIds })).status).toBe(400);
    expect((await call("GET", "/v2/pals")).body["total_count"]).toBe(0);
  });

  it("can be replaced, extended, shortened, or left unchanged by a JSON Patch", async () => {
    const { call } = await startEmulator();
    const palId = await createPal(call);
    const [a = "", b = "", c = ""] = await many(call, 3);
    const patch = (...operations: JsonObject[]) => call("PATCH", `/v2/pals/${palId}`, operations);
    expect((await patch({ op: "replace", path: "/tool_ids", value: [a, b] })).status).toBe(200);
    expect((await patch({ op: "add", path: "/tool_ids/-", value: c })).status).toBe(200);
    expect((await patch({ op: "add", path: "/tool_ids/-", value: a })).status).toBe(200);
    expect(await toolIdsOf(call, palId)).toEqual([a, b, c]);
    expect((await patch({ op: "remove", path: "/tool_ids/1" })).status).toBe(200);
    expect(await toolIdsOf(call, palId)).toEqual([a, c]);
    const refused = [
      [400, { op: "add", path: "/tool_ids/-", value: "t000000000000" }],
      [422, { op: "add", path: "/tool_ids/-", value: 1 }],
      [422, { op: "replace", path: "/tool_ids", value: { a } }],
      [422, { op: "test", path: "/tool_ids", value: [a] }],
    ] as const;
    for (const [status, operation] of refused) expect((await patch(operation)).status).toBe(status);
    expect(await toolIdsOf(call, palId)).toEqual([a, c]);
    expect((await patch({ op: "remove", path: "/tool_ids" })).status).toBe(200);
    expect(await toolIdsOf(call, palId)).toEqual([]);
  });

  it("name at most 50 tools, without end_call (P-4, P-28)", async () => {
    const { call } = await startEmulator();
    const ids = await many(call, 51);
    const full = { ...PAL, tool_ids: [...ids.slice(0, 50), "end_call"] };
    const palId = String((await call("POST", "/v2/pals", full)).body["pal_id"]);
    expect((await call("POST", "/v2/pals", { ...PAL, tool_ids: ids })).status).toBe(400);
    const more = { op: "add", path: "/tool_ids/-", value: ids[50] };
    expect((await call("PATCH", `/v2/pals/${palId}`, [more])).status).toBe(400);
    expect((await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [ids[50]] })).status).toBe(400);
    // It runs in a call without being attached, so the list doesn't contain it.
    expect(names(await call("GET", `/v2/pals/${palId}/tools`))).toHaveLength(50);
    expect((await call("DELETE", `/v2/pals/${palId}/tools/end_call`)).status).toBe(204);
    expect(await toolIdsOf(call, palId)).toEqual(ids.slice(0, 50));
  });
});

it("lists end_call for every PAL with listEndCall, as a system tool with a reason (P-28)", async () => {
  const { call } = await startEmulator({ behavior: { listEndCall: true } });
  const palId = await createPal(call);
  const [id = ""] = await many(call, 1);
  await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [id] });
  const listed = (await call("GET", `/v2/pals/${palId}/tools`)).body["data"];
  expect(listed).toMatchObject([
    {
      tool_id: "end_call",
      is_system_tool: true,
      delivery: { app_message: true },
      parameters: { properties: { reason: { type: "string" } } },
    },
    { tool_id: id, is_system_tool: false },
  ]);
  expect((await call("GET", "/v2/tools/end_call")).body).toMatchObject({ parameters: { properties: { reason: {} } } });
});

it.each(["pals", "personas"])("accepts the tools of /v2/%s with a trailing slash (P-32)", async (root) => {
  const { emulator, call } = await startEmulator({
    faults: [{ method: "POST", path: `/v2/${root}/*/tools`, nth: 2, fault: { status: 503 } }],
  });
  const palId = await createPal(call);
  const [id = ""] = await many(call, 1);
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
    const { call } = await startEmulator({ behavior: { firstPalPage } });
    for (const name of ["a", "b", "c"]) await call("POST", "/v2/pals", { ...PAL, pal_name: name });
    return async (query: string): Promise<unknown> => {
      const { body } = await call("GET", `/v2/pals?limit=2&${query}`);
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

  it("of tools have no page 0", async () => {
    const { call } = await startEmulator();
    expect((await call("GET", "/v2/tools?page=0")).status).toBe(400);
  });
});

it("requires a face for a PAL (P-20)", async () => {
  const { call } = await startEmulator();
  expect((await call("POST", "/v2/pals", { pal_name: "P", system_prompt: "s" })).status).toBe(400);
});

it("accepts tags of a tool, and refuses anything but a list of strings (T-17)", async () => {
  const { call } = await startEmulator();
  const id = await createTool(call, inCall("tagged", { tags: ["crm"] }));
  expect((await call("PATCH", `/v2/tools/${id}`, { tags: [] })).status).toBe(200);
  for (const tags of ["crm", [1]]) {
    expect((await call("POST", "/v2/tools", inCall("wrong", { tags }))).status).toBe(400);
    expect((await call("PATCH", `/v2/tools/${id}`, { tags })).status).toBe(400);
  }
});

describe("fields of a PAL that nobody has set", () => {
  it("can be replaced, appended to, and read, as at Tavus (P-21, P-26)", async () => {
    const { call } = await startEmulator();
    const palId = await createPal(call);
    const patch = [
      { op: "replace", path: "/greeting", value: "Hello." },
      { op: "add", path: "/document_ids/-", value: "d1" },
      { op: "replace", path: "/layers/conversational_flow", value: { turn_commitment: "high" } },
      { op: "add", path: "/layers/perception", value: { perception_model: "raven-1" } },
    ];
    expect((await call("PATCH", `/v2/pals/${palId}`, patch)).status).toBe(200);
    expect((await call("GET", `/v2/pals/${palId}`)).body).toMatchObject({
      greeting: "Hello.",
      context: null,
      document_ids: ["d1"],
      document_tags: [],
      layers: { conversational_flow: { turn_commitment: "high" }, perception: { perception_model: "raven-1" } },
    });
    const unknown = [{ op: "replace", path: "/skills", value: [] }];
    expect((await call("PATCH", `/v2/pals/${palId}`, unknown)).status).toBe(422);
  });

  it("also have their old names, with the same values (G-14)", async () => {
    const { call } = await startEmulator();
    const old = { persona_name: "Old", system_prompt: "s", default_replica_id: "r1" };
    const palId = String((await call("POST", "/v2/personas", old)).body["pal_id"]);
    const names = { pal_name: "Old", persona_name: "Old", default_face_id: "r1", default_replica_id: "r1" };
    expect((await call("GET", `/v2/pals/${palId}`)).body).toMatchObject(names);
    const patch = [
      { op: "replace", path: "/persona_name", value: "New" },
      { op: "copy", from: "/persona_name", path: "/greeting" },
      { op: "replace", path: "/default_replica_id", value: "r2" },
    ];
    expect((await call("PATCH", `/v2/personas/${palId}`, patch)).status).toBe(200);
    expect((await call("GET", `/v2/personas/${palId}`)).body).toMatchObject({
      pal_name: "New",
      persona_name: "New",
      greeting: "New",
      default_face_id: "r2",
      default_replica_id: "r2",
    });
  });
});
