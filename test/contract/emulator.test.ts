import { afterEach, describe, expect, it } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/emulator/index.ts";
import type { JsonObject } from "../../src/tavus-api/contract/index.ts";

const open: Emulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((emulator) => emulator.close()));
});

interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly text: string;
}
type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

async function start(options: EmulatorOptions = {}): Promise<{ emulator: Emulator; call: Call }> {
  const emulator = await createEmulator(options);
  open.push(emulator);
  const call: Call = async (method, path, body, headers = {}) => {
    const response = await fetch(`${emulator.url}${path}`, {
      method,
      headers: { "x-api-key": emulator.apiKey, ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, body: text.startsWith("{") ? (JSON.parse(text) as JsonObject) : {} };
  };
  return { emulator, call };
}

const TOKEN = "c4nary-token";
const postCall = (fields: JsonObject = {}): JsonObject => ({
  name: "log_note",
  description: "Log a note.",
  trigger_type: "post_call",
  parameters: { type: "object", properties: { message: { type: "string", description: "What was said." } } },
  delivery: { api: { url: "https://crm.acme.dev/n", timeout: 20, auth: { type: "bearer", token: TOKEN } } },
  ...fields,
});
const inCall = (name: string): JsonObject => ({ name, description: "d" });
const names = ({ body }: Answer): unknown[] => (body["data"] as JsonObject[]).map((tool) => tool["name"]);
const create = async (call: Call, definition: JsonObject): Promise<string> =>
  String((await call("POST", "/v2/tools", definition)).body["tool_id"]);
const createPal = async (call: Call): Promise<string> =>
  String((await call("POST", "/v2/pals", { pal_name: "P", system_prompt: "s", default_face_id: "r1" })).body["pal_id"]);

describe("tools", () => {
  it("are created and answered whole, secrets masked (C-1, K-10, T-1)", async () => {
    const { call } = await start();
    const { status, body } = await call("POST", "/v2/tools", postCall());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...postCall(),
      delivery: { app_message: false, api: { timeout: 20, auth: { type: "bearer", token: "********" } } },
      is_system_tool: false,
      origin: null,
    });
    expect(body["tool_id"]).toMatch(/^t[0-9a-f]{12}$/);
    expect(body["created_at"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect((await call("GET", `/v2/tools/${String(body["tool_id"])}`)).body).toEqual(body);
  });

  it.each<[string, unknown, string]>([
    ["T-3", postCall({ name: "log-note" }), "name"],
    ["T-7", postCall({ parameters: { type: "object", properties: { tavus_x: {} } } }), "parameters.properties.tavus_x"],
    ["T-20", postCall({ delivery: undefined }), "delivery.api"],
    ["D-1", { ...inCall("a"), delivery: {} }, "delivery"],
    ["D-12", postCall({ delivery: { api: { url: "https://a.acme.dev", method: "FETCH" } } }), "delivery.api.method"],
    [
      "K-12",
      postCall({ delivery: { api: { url: "https://a.acme.dev", auth: { type: "bearer", token: "********" } } } }),
      "delivery.api.auth.token",
    ],
    ["T-16", postCall({ tool_id: "t1" }), "tool_id"],
  ])("that break %s are refused with the rule and the path", async (rule, definition, path) => {
    const { call } = await start();
    const { status, body } = await call("POST", "/v2/tools", definition);
    expect(status).toBe(400);
    expect(body["error"]).toMatch(/^Bad Request\. /);
    expect(body["error"]).toContain(`(${rule})`);
    expect(body["error"]).toContain(path);
  });

  it("are refused without repeating what was sent (X-12)", async () => {
    const { call, emulator } = await start();
    const { text } = await call(
      "POST",
      "/v2/tools",
      postCall({
        name: `${TOKEN} x`,
        delivery: { api: { url: `http s://${TOKEN}`, auth: { type: "bearer", token: `${TOKEN}\n` } } },
      }),
    );
    expect(text).not.toContain(TOKEN);
    expect(JSON.stringify(emulator.requests)).not.toContain(TOKEN);
  });

  it("that are no JSON are refused (G-3)", async () => {
    const { call } = await start();
    expect(await call("POST", "/v2/tools", "{")).toMatchObject({
      status: 400,
      body: { error: "Bad Request. The body is not JSON. (G-3)" },
    });
    expect((await call("POST", "/v2/tools", "[]")).status).toBe(400);
  });

  it("have unique names, also against system tools; deletion frees a name (X-7, C-20)", async () => {
    const { call } = await start();
    const id = await create(call, postCall());
    expect((await call("POST", "/v2/tools", postCall())).status).toBe(409);
    expect((await call("POST", "/v2/tools", inCall("end_call"))).status).toBe(409);
    const other = await create(call, inCall("other"));
    expect((await call("PATCH", `/v2/tools/${other}`, { name: "log_note" })).status).toBe(409);
    expect((await call("DELETE", `/v2/tools/${id}`)).status).toBe(204);
    expect((await call("POST", "/v2/tools", postCall())).status).toBe(200);
  });

  it("are listed in pages, filtered by part of the name or by id (C-4, C-5, G-11)", async () => {
    const { call } = await start();
    for (let i = 0; i < 12; i += 1) await create(call, inCall(`tool_${i}`));
    const id = await create(call, inCall("Another"));
    expect(names(await call("GET", "/v2/tools"))).toHaveLength(10);
    expect((await call("GET", "/v2/tools?limit=5&page=3")).body).toMatchObject({
      total_count: 13,
      data: [{ name: "tool_10" }, { name: "tool_11" }, { name: "Another" }],
    });
    expect(names(await call("GET", "/v2/tools?sort=desc&limit=1"))).toEqual(["Another"]);
    expect(names(await call("GET", "/v2/tools?name_or_uuid=ANOTH"))).toEqual(["Another"]);
    expect(names(await call("GET", `/v2/tools?name_or_uuid=${id}`))).toEqual(["Another"]);
    expect(names(await call("GET", "/v2/tools?type=system"))).toEqual(["end_call"]);
    expect(names(await call("GET", "/v2/tools?type=all&limit=2"))).toEqual(["end_call", "tool_0"]);
    for (const nonsense of ["limit=0", "page=-1", "limit=x", "type=none"])
      expect((await call("GET", `/v2/tools?${nonsense}`)).status, nonsense).toBe(400);
  });

  it("are merged by PATCH, the delivery replaced, secrets that are left out kept (C-8, C-12, K-13)", async () => {
    const { call } = await start();
    const id = await create(call, postCall());
    const { body } = await call("PATCH", `/v2/tools/${id}`, {
      delivery: { api: { url: "https://new.acme.dev/n", auth: { type: "bearer" } } },
    });
    expect(body).toMatchObject({
      description: "Log a note.",
      delivery: { api: { url: "https://new.acme.dev/n", auth: { token: "********" } } },
    });
    expect((body["delivery"] as { api: JsonObject }).api).not.toHaveProperty("timeout");
    // Another kind of authentication needs its own secret (K-15).
    expect(
      (
        await call("PATCH", `/v2/tools/${id}`, {
          delivery: { api: { url: "https://new.acme.dev/n", auth: { type: "hmac" } } },
        })
      ).status,
    ).toBe(400);
    expect(
      (
        await call("PATCH", `/v2/tools/${id}`, {
          delivery: { api: { url: "https://new.acme.dev/n", auth: { type: "bearer", token: "********" } } },
        })
      ).status,
    ).toBe(400);
    expect((await call("PATCH", `/v2/tools/${id}`, [{ op: "replace", path: "/name", value: "x" }])).status).toBe(400);
  });

  it("reset to an app message by a null delivery, in a call (C-12)", async () => {
    const { call } = await start();
    const id = await create(call, { ...inCall("a"), delivery: { api: { url: "https://a.acme.dev" } } });
    expect((await call("PATCH", `/v2/tools/${id}`, { delivery: null })).body["delivery"]).toEqual({
      app_message: true,
    });
  });

  it("that are not there are a 400, and so are system tools to be changed (C-7, C-17, C-21)", async () => {
    const { call } = await start();
    expect(await call("GET", "/v2/tools/t000000000000")).toMatchObject({
      status: 400,
      body: { error: "Bad Request. Tool not found" },
    });
    expect(await call("DELETE", "/v2/tools/end_call")).toMatchObject({
      status: 400,
      body: { error: "Bad Request. Tool not found or attempt to delete a system tool" },
    });
    expect((await call("PATCH", "/v2/tools/end_call", { description: "x" })).status).toBe(400);
    expect((await call("GET", "/v2/tools/end_call")).body["is_system_tool"]).toBe(true);
    const id = await create(call, inCall("a"));
    await call("DELETE", `/v2/tools/${id}`);
    expect((await call("DELETE", `/v2/tools/${id}`)).status).toBe(400);
    expect((await call("GET", `/v2/tools/${id}`)).status).toBe(400);
  });
});

describe("attachments", () => {
  it("are additive and idempotent, and go with the tool (P-1 to P-3, C-20)", async () => {
    const { call } = await start();
    const pal = await createPal(call);
    const [a, b] = [await create(call, inCall("a")), await create(call, inCall("b"))];
    expect(names(await call("POST", `/v2/pals/${pal}/tools`, { tool_ids: [a] }))).toEqual(["a"]);
    expect(names(await call("POST", `/v2/pals/${pal}/tools`, { tool_ids: [a, b] }))).toEqual(["a", "b"]);
    expect((await call("GET", `/v2/pals/${pal}`)).body["tool_ids"]).toEqual([a, b]);
    await call("DELETE", `/v2/tools/${a}`);
    expect(names(await call("GET", `/v2/pals/${pal}/tools`))).toEqual(["b"]);
    expect((await call("DELETE", `/v2/pals/${pal}/tools/${b}`)).status).toBe(204);
    expect(await call("DELETE", `/v2/pals/${pal}/tools/${b}`)).toMatchObject({
      status: 400,
      body: { error: "Bad Request. Tool not attached to this PAL" },
    });
    expect(names(await call("GET", "/v2/tools"))).toEqual(["b"]);
  });

  it("fail whole where one id is wrong, or a PAL would have more than 50 (P-4, P-6)", async () => {
    const { call } = await start();
    const pal = await createPal(call);
    const ids: string[] = [];
    for (let i = 0; i < 51; i += 1) ids.push(await create(call, inCall(`t_${i}`)));
    expect((await call("POST", `/v2/pals/${pal}/tools`, { tool_ids: [ids[0], "t-none"] })).status).toBe(400);
    expect((await call("POST", `/v2/pals/${pal}/tools`, { tool_ids: ids })).status).toBe(400);
    expect(names(await call("GET", `/v2/pals/${pal}/tools`))).toEqual([]);
    expect((await call("POST", `/v2/pals/${pal}/tools`, { tool_ids: ids.slice(1) })).status).toBe(200);
    expect((await call("POST", "/v2/pals/p-none/tools", { tool_ids: ids })).status).toBe(400);
    for (const nonsense of [{}, { tool_ids: [] }, { tool_ids: "t" }, { tool_ids: [1] }])
      expect((await call("POST", `/v2/pals/${pal}/tools`, nonsense)).status).toBe(400);
  });

  it("are reached through personas as well (P-9, G-14)", async () => {
    const { call } = await start();
    const pal = await createPal(call);
    const id = await create(call, inCall("a"));
    expect((await call("POST", `/v2/personas/${pal}/tools`, { tool_ids: [id] })).status).toBe(200);
    expect(JSON.parse((await call("GET", `/v2/personas/${pal}/tools?verbose=true`)).text)).toMatchObject([
      { tool_id: id },
    ]);
  });
});

it("PALs are patched by JSON Patch and deleted (P-22 to P-25, X-9)", async () => {
  const { call } = await start();
  const pal = await createPal(call);
  expect((await call("PATCH", `/v2/pals/${pal}`, [{ op: "replace", path: "/pal_name", value: "New" }])).status).toBe(
    200,
  );
  expect((await call("GET", `/v2/pals/${pal}`)).body["pal_name"]).toBe("New");
  expect(await call("PATCH", `/v2/pals/${pal}`, { pal_name: "x" })).toMatchObject({
    status: 422,
    body: { message: "Invalid JSON patch format" },
  });
  expect(
    (await call("PATCH", `/v2/pals/${pal}`, [{ op: "replace", path: "/skills", value: [] }])).body["message"],
  ).toContain("non-existent object 'skills'");
  expect((await call("GET", "/v2/pals")).body["total_count"]).toBe(1);
  expect((await call("DELETE", `/v2/pals/${pal}`)).status).toBe(204);
  expect((await call("GET", `/v2/pals/${pal}`)).status).toBe(400);
  expect((await call("POST", "/v2/pals", { pal_name: "P" })).status).toBe(400);
});

describe("accounts", () => {
  it("do not see each other, and a wrong key sees none (X-4)", async () => {
    const { call } = await start({ keys: ["one", "two"] });
    await create(call, inCall("a"));
    expect(names(await call("GET", "/v2/tools", undefined, { "x-api-key": "two" }))).toEqual([]);
    expect(await call("GET", "/v2/tools", undefined, { "x-api-key": "three" })).toMatchObject({
      status: 401,
      body: { message: "Invalid access token" },
    });
  });

  it("are not open to pages of other origins, or to other names of this machine", async () => {
    const { call, emulator } = await start();
    expect((await call("GET", "/v2/tools", undefined, { origin: "https://evil.example" })).status).toBe(403);
    expect((await call("GET", "/v2/tools", undefined, { origin: emulator.url })).status).toBe(200);
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      request(
        `${emulator.url}/v2/tools`,
        { headers: { host: "evil.example", "x-api-key": emulator.apiKey } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      ).end();
    });
    expect(status).toBe(403);
  });
});

it("names the calls that exist where one does not", async () => {
  const { call } = await start();
  expect(await call("PUT", "/v2/tools/t1", {})).toMatchObject({
    status: 404,
    body: { message: expect.stringContaining("/v2/conversations") },
  });
});

describe("what the contract leaves open can be chosen:", () => {
  it("status of a create, 304, shape of errors, filter, page size, count", async () => {
    const { call } = await start({
      behavior: {
        createStatus: 201,
        unchangedPatch: "304",
        errorShape: "text",
        filter: false,
        maxPageSize: 1,
        totalCount: false,
        deletedTool: "200",
        attachAnswer: "empty",
        maskWrites: false,
      },
    });
    const { status, body } = await call("POST", "/v2/tools", postCall());
    expect(status).toBe(201);
    expect(body).toMatchObject({ delivery: { api: { auth: { token: TOKEN } } } });
    const id = String(body["tool_id"]);
    expect(await call("PATCH", `/v2/tools/${id}`, { description: "Log a note." })).toMatchObject({
      status: 304,
      text: "",
    });
    expect((await call("POST", "/v2/tools", {})).text).toMatch(/^Bad Request\. name is required/);
    await create(call, inCall("b"));
    const list = await call("GET", "/v2/tools?limit=100&name_or_uuid=b");
    expect(list.body).toEqual({ data: [expect.objectContaining({ name: "log_note" })] });
    const pal = await createPal(call);
    expect((await call("POST", `/v2/pals/${pal}/tools`, { tool_ids: [id] })).body).toEqual({ data: [] });
    await call("DELETE", `/v2/tools/${id}`);
    expect((await call("GET", `/v2/tools/${id}`)).status).toBe(200);
  });

  it("defaults, live fields, addresses, null", async () => {
    const { call } = await start({
      behavior: {
        fillApiDefaults: { timeout: 30 },
        echoLiveFields: true,
        normalizeUrl: true,
        echoAppMessage: false,
        acceptNull: false,
        errorShape: "message",
      },
    });
    const { body } = await call("POST", "/v2/tools", postCall({ delivery: { api: { url: "https://CRM.acme.dev" } } }));
    expect(body).toMatchObject({
      on_call: "generate_filler",
      on_resolve: "fire_and_forget",
      origin: "llm",
      delivery: { api: { url: "https://crm.acme.dev/", timeout: 30, method: "POST", headers: {} } },
    });
    expect(body["delivery"]).not.toHaveProperty("app_message");
    expect((await call("PATCH", `/v2/tools/${String(body["tool_id"])}`, { origin: null })).body["message"]).toContain(
      "origin is null",
    );
  });
});
