import { describe, expect } from "vitest";
import { MASK } from "../../src/contract/index.ts";
import { inCall, names, sendSlowly, TOKEN } from "../../src/emulator/testing/start.ts";
import { it, startTavus } from "../support/tavus.ts";

describe("attachments", () => {
  it("are additive and idempotent (P-1 to P-3, P-7, P-10)", async ({ tavus }) => {
    const pal = await tavus.createPal();
    const [a, b] = [await tavus.createTool(inCall("a")), await tavus.createTool(inCall("b"))];
    expect(names(await tavus.attach(pal, a))).toEqual(["a"]);
    expect(names(await tavus.attach(pal, a, b))).toEqual(["a", "b"]);
    expect(names(await tavus.attach(pal, b, b))).toEqual(["a", "b"]);
    expect(await tavus.toolIds(pal)).toEqual([a, b]);
    const body = await tavus.get(`/v2/pals/${pal}/tools`);
    expect(Object.keys(body)).toEqual(["data"]);
    expect(body["data"]).toEqual([await tavus.get(`/v2/tools/${a}`), await tavus.get(`/v2/tools/${b}`)]);
  });

  it("of concurrent requests are all kept (P-2)", async ({ tavus: { get, createPal, createTools, attach } }) => {
    const pal = await createPal();
    await Promise.all((await createTools(10)).map((id) => attach(pal, id)));
    expect((await get(`/v2/pals/${pal}`))["tool_ids"]).toHaveLength(10);
  });

  it("are kept if another attach or a patch of the PAL comes in between (P-2)", async ({ tavus }) => {
    const pal = await tavus.createPal();
    const [a = "", b = "", c = ""] = await tavus.createTools(3);
    const slowly = (method: string, path: string, body: unknown, meanwhile: () => Promise<unknown>) =>
      sendSlowly(tavus.emulator, method, `/v2/pals/${pal}${path}`, body, meanwhile);
    expect(await slowly("POST", "/tools", { tool_ids: [a] }, () => tavus.attach(pal, b))).toBe(200);
    const rename = [{ op: "replace", path: "/pal_name", value: "New" }];
    expect(await slowly("PATCH", "", rename, () => tavus.attach(pal, c))).toBe(200);
    const body = await tavus.get(`/v2/pals/${pal}`);
    expect(body).toMatchObject({ pal_name: "New", tool_ids: [b, a, c] });
  });

  it("end alone, or with the tool, on every PAL (P-8, C-20)", async ({ tavus }) => {
    const pals = [await tavus.createPal(), await tavus.createPal()] as const;
    const [a = "", b = ""] = await tavus.createTools(2);
    for (const pal of pals) await tavus.attach(pal, a, b);
    expect(await tavus.call("DELETE", `/v2/pals/${pals[0]}/tools/${b}`)).toMatchObject({ status: 204, text: "" });
    expect((await tavus.call("GET", `/v2/tools/${b}`)).status).toBe(200);
    await tavus.call("DELETE", `/v2/tools/${a}`);
    expect(await tavus.attached(pals[0])).toEqual([]);
    expect(await tavus.attached(pals[1])).toEqual(["tool_1"]);
    expect(await tavus.toolIds(pals[1])).toEqual([b]);
  });

  it("are at most 50, and are refused as a whole (P-4, P-6)", async ({ tavus }) => {
    const pal = await tavus.createPal();
    const ids = await tavus.createTools(51);
    const refused = async (tool_ids: unknown, error: string): Promise<void> =>
      expect(await tavus.call("POST", `/v2/pals/${pal}/tools`, { tool_ids })).toMatchObject({
        status: 400,
        body: { error: `Bad Request. ${error}` },
      });
    await refused([ids[0], "t-none"], "Tool not found");
    await refused([ids[0], "end_call"], "Tool not found");
    await refused(ids, "A PAL takes at most 50 tools. (P-4)");
    expect(await tavus.attached(pal)).toEqual([]);
    expect((await tavus.attach(pal, ...ids.slice(1))).status).toBe(200);
    await refused([ids[0]], "A PAL takes at most 50 tools. (P-4)");
    expect((await tavus.attach(pal, ids[1])).status).toBe(200);
    for (const nonsense of [undefined, [], "t", [1], [null]])
      await refused(nonsense, "tool_ids is a list with at least one tool's id. (P-1)");
  });

  it.for<[string, string, string]>([
    ["GET", "/v2/pals/p-none/tools", "PAL not found"],
    ["POST", "/v2/pals/p-none/tools", "PAL not found"],
    ["DELETE", "/v2/pals/p-none/tools/t1", "PAL not found"],
    ["DELETE", "/v2/pals/PAL/tools/t-none", "Tool not found"],
    ["DELETE", "/v2/pals/PAL/tools/TOOL", "Tool not attached to this PAL"],
  ])("%s %s is a 400: %s (P-8, X-3)", async ([method, path, text], { tavus: { call, createPal, createTool } }) => {
    const [pal, tool] = [await createPal(), await createTool(inCall("a"))];
    const body = method === "POST" ? { tool_ids: [tool] } : undefined;
    expect(await call(method, path.replace("PAL", pal).replace("TOOL", tool), body)).toMatchObject({
      status: 400,
      body: { error: `Bad Request. ${text}` },
    });
  });

  it("can be reached through personas, too (P-9, G-14)", async ({ tavus: { call, get, createPal, createTool } }) => {
    const pal = await createPal();
    const id = await createTool(inCall("a"));
    const path = `/v2/personas/${pal}/tools`;
    expect((await call("POST", path, { tool_ids: [id] })).status).toBe(200);
    expect((await call("GET", path)).body).toMatchObject({ data: [{ tool_id: id }] });
    expect(JSON.parse((await call("GET", `${path}?verbose=true`)).text)).toMatchObject([{ tool_id: id }]);
    expect(await get(`/v2/pals/${pal}/tools?verbose=true`)).toMatchObject({ data: [{ tool_id: id }] });
    expect((await call("DELETE", `${path}/${id}`)).status).toBe(204);
    expect(await get(`/v2/personas/${pal}`)).toMatchObject({ pal_id: pal, persona_id: pal });
  });
});

describe("PALs", () => {
  it("can be created, listed, read, and deleted (P-20 to P-22, P-25)", async ({ tavus: { call, get } }) => {
    const fields = {
      persona_name: "Ada",
      system_prompt: "s",
      default_replica_id: "r1",
      layers: { llm: { api_key: "k" } },
    };
    const created = await call("POST", "/v2/pals", fields);
    expect(created).toMatchObject({
      status: 200,
      body: { pal_name: "Ada", pal_id: expect.stringMatching(/^p[0-9a-f]{12}$/) },
    });
    const id = String(created.body["pal_id"]);
    const body = await get(`/v2/pals/${id}`);
    // P-26: keys are masked.
    expect(body).toMatchObject({ ...fields, pal_id: id, tool_ids: [], layers: { llm: { api_key: "********" } } });
    expect(body).not.toHaveProperty("id");
    expect(await get("/v2/pals")).toEqual({ data: [body], total_count: 1 });
    expect(await get("/v2/pals?pal_type=system")).toEqual({ data: [], total_count: 0 });
    expect((await call("GET", "/v2/pals?pal_type=x")).status).toBe(400);
    expect(await call("DELETE", `/v2/pals/${id}`)).toMatchObject({ status: 204, text: "" });
    for (const method of ["GET", "DELETE"])
      expect(await call(method, `/v2/pals/${id}`)).toMatchObject({
        status: 400,
        body: { error: "Bad Request. PAL not found" },
      });
    expect((await get("/v2/pals"))["total_count"]).toBe(0);
  });

  it.for<[string, unknown]>([
    ["default_face_id is required", { system_prompt: "s" }],
    ["The body is a JSON object", "null"],
    ["system_prompt is required", { default_face_id: "r" }],
    ["deleted cannot be given", { default_face_id: "r", system_prompt: "s", deleted: true }],
  ])("are refused: %s (P-20)", async ([text, body], { tavus: { call } }) => {
    const answer = await call("POST", "/v2/pals", body);
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining(text) } });
    expect(answer.body["error"]).toContain("(P-20)");
    const echo = { default_face_id: "r", pipeline_mode: "echo" };
    expect((await call("POST", "/v2/pals", echo)).status).toBe(200);
  });

  it("can be changed by JSON Patch (P-23)", async ({ tavus: { call, get, createPal } }) => {
    const id = await createPal();
    const patch = [
      { op: "test", path: "/pal_name", value: "P" },
      { op: "replace", path: "/pal_name", value: "New" },
      { op: "add", path: "/layers", value: { llm: { tools: ["a", "c"] } } },
      { op: "add", path: "/layers/llm/tools/1", value: "b" },
      { op: "add", path: "/layers/llm/tools/-", value: "d" },
      { op: "remove", path: "/layers/llm/tools/0" },
      { op: "replace", path: "/layers/llm/tools/0", value: "B" },
      { op: "copy", from: "/layers/llm/tools", path: "/a~1b" },
      { op: "move", from: "/layers/llm", path: "/layers/tts" },
    ];
    expect((await call("PATCH", `/v2/pals/${id}`, patch)).status).toBe(200);
    expect(await get(`/v2/pals/${id}`)).toMatchObject({
      pal_name: "New",
      layers: { tts: { tools: ["B", "c", "d"] } },
      "a/b": ["B", "c", "d"],
    });
  });

  it.for<[string, unknown]>([
    ["Invalid JSON patch format", { pal_name: "x" }],
    ["Invalid JSON patch format", [1]],
    ["Invalid JSON patch format", [{ op: "spin", path: "/pal_name" }]],
    ["Invalid JSON patch format", [{ op: "add", path: "pal_name", value: 1 }]],
    ["Invalid JSON patch format", [{ op: "add", path: "/new" }]],
    ["Invalid JSON patch format", [{ op: "add", path: { toString: null }, value: 1 }]],
    ["Invalid JSON patch format", [[{ op: "add", path: [{ toString: null }], value: 1 }]]],
    ["Invalid JSON patch format", [{ op: "add", path: "/no/where", value: 1 }]],
    ["Invalid JSON patch format", '[{ "op": "add", "path": "/__proto__/polluted", "value": 1 }]'],
    ["Invalid JSON patch format", '[{ "op": "add", "path": "/__proto__", "value": 1 }]'],
    ["can't replace a non-existent object 'skills'", [{ op: "replace", path: "/skills", value: [] }]],
    ["can't copy a non-existent object 'skills'", [{ op: "copy", from: "/skills", path: "/x" }]],
    ["a test of the JSON patch failed", [{ op: "test", path: "/pal_name", value: "x" }]],
    ["'tool_ids' is not a list of tool ids", [{ op: "add", path: "/tool_ids", value: "t1" }]],
    ["'maker_draft' cannot be changed", [{ op: "add", path: "/maker_draft", value: {} }]],
    ["'deleted' cannot be changed", [{ op: "add", path: "/deleted", value: true }]],
  ])("aren't changed by an invalid patch: %s (X-9)", async ([message, patch], { tavus: { call, get, createPal } }) => {
    const id = await createPal();
    const before = await get(`/v2/pals/${id}`);
    expect(await call("PATCH", `/v2/pals/${id}`, patch)).toMatchObject({ status: 422, body: { message } });
    expect(await get(`/v2/pals/${id}`)).toEqual(before);
    expect({}).not.toHaveProperty("polluted");
  });

  it("reveal no key to a patch, and keep it (P-26)", async ({ tavus: { call } }) => {
    const llm = { model: "m", api_key: TOKEN };
    const fields = { pal_name: "P", system_prompt: "s", default_face_id: "r1", layers: { llm } };
    const path = `/v2/pals/${String((await call("POST", "/v2/pals", fields)).body["pal_id"])}`;
    const key = "/layers/llm/api_key";
    for (const patch of [
      [{ op: "copy", from: key, path: "/greeting" }],
      [{ op: "move", from: key, path: "/layers/llm/base_url" }],
      [
        { op: "add", path: "/list", value: [] },
        { op: "copy", from: key, path: "/list/-" },
      ],
      [{ op: "test", path: key, value: TOKEN }],
      [{ op: "test", path: "/layers", value: { llm } }],
    ]) {
      const answer = await call("PATCH", path, patch);
      expect(answer.status, JSON.stringify(patch)).toBe(422);
      expect(answer.text).not.toContain(TOKEN);
    }
    const masked = [
      { op: "test", path: "/layers", value: { llm: { ...llm, api_key: MASK } } },
      { op: "copy", from: "/layers/llm", path: "/layers/tts" },
      { op: "move", from: "/layers/llm", path: "/layers/stt" },
    ];
    expect((await call("PATCH", path, masked)).status).toBe(200);
    const read = await call("GET", path);
    expect(read.body["layers"]).toEqual({ tts: { ...llm, api_key: MASK }, stt: { ...llm, api_key: MASK } });
    expect(read.text).not.toContain(TOKEN);
    // Nor does a key get in the copy's way that is longer than its visible part.
    const long = { op: "add", path: "/layers/stt/api_key", value: "x".repeat(500_000) };
    const copies = Array.from({ length: 3 }, (_, i) => ({ op: "copy", from: "/layers/stt", path: `/layers/c${i}` }));
    expect((await call("PATCH", path, [long])).status).toBe(200);
    expect((await call("PATCH", path, copies)).status).toBe(422);
  });

  it("keep a key that is moved (P-26)", async () => {
    const { call } = await startTavus({ behavior: { unchangedPatch: "304" } });
    const body = { system_prompt: "s", default_face_id: "r1", layers: { llm: { api_key: TOKEN } } };
    const path = `/v2/pals/${String((await call("POST", "/v2/pals", body)).body["pal_id"])}`;
    expect((await call("PATCH", path, [{ op: "move", from: "/layers/llm", path: "/layers/tts" }])).status).toBe(200);
    // no change, so it is this one.
    const same = [{ op: "replace", path: "/layers/tts/api_key", value: TOKEN }];
    expect((await call("PATCH", path, same)).status).toBe(304);
  });

  it("keep their tools when they are patched", async ({ tavus: { call, get, createPal, createTool, attach } }) => {
    const id = await createPal();
    const tool = await createTool(inCall("a"));
    await attach(id, tool);
    await call("PATCH", `/v2/pals/${id}`, [{ op: "replace", path: "/pal_name", value: "x" }]);
    expect(await get(`/v2/pals/${id}`)).toMatchObject({ pal_name: "x", tool_ids: [tool] });
  });
});
