import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { inCall, names, postCall, sendSlowly, TOKEN } from "../../src/emulator/testing/start.ts";
import { it, startTavus } from "../support/tavus.ts";

const URL_ = "https://crm.acme.dev/n";
const api = (fields: JsonObject): JsonObject => postCall({ delivery: { api: { url: URL_, ...fields } } });
const deliveryOf = (body: JsonObject): JsonObject => (body["delivery"] as { api: JsonObject }).api;

describe("tools", () => {
  it("are created and returned whole, with secrets masked (C-1, K-10, K-14, T-1 to T-15)", async () => {
    const { call, get } = await startTavus({ now: () => new Date("2026-05-15T10:30:00.5Z") });
    const { status, body } = await call("POST", "/v2/tools", postCall());
    expect(status).toBe(200);
    expect(body).toEqual({
      ...postCall(),
      tool_id: expect.stringMatching(/^t[0-9a-f]{12}$/),
      owner_id: 1,
      delivery: {
        app_message: false,
        api: { url: URL_, timeout: 20, auth: { type: "bearer", token: "********" } },
      },
      origin: null,
      on_call: null,
      on_resolve: null,
      static_filler: null,
      is_system_tool: false,
      created_at: "2026-05-15T10:30:00",
      updated_at: "2026-05-15T10:30:00",
    });
    expect(await get(`/v2/tools/${String(body["tool_id"])}`)).toEqual(body);
    expect(await get("/v2/tools")).toEqual({ data: [body], total_count: 1 });
  });

  it("have the defaults of in-call tools (T-9 to T-13, T-24)", async ({ tavus: { call } }) => {
    expect((await call("POST", "/v2/tools", inCall("a"))).body).toMatchObject({
      parameters: {},
      trigger_type: "in_call",
      origin: "llm",
      on_call: "generate_filler",
      on_resolve: "fire_and_forget",
      static_filler: null,
      delivery: { app_message: true },
    });
    expect((await call("POST", "/v2/tools", inCall("b", { origin: "vision" }))).body).toMatchObject({
      origin: "vision",
      on_call: null,
      on_resolve: "fire_and_forget",
    });
  });

  it.each<[string, string, unknown]>([
    ["T-1", "The definition", []],
    ["T-1", "The definition", null],
    ["T-1", "The definition", '"text"'],
    ["T-3", "name", postCall({ name: undefined })],
    ["T-3", "name", postCall({ name: "log-note" })],
    ["T-3", "name", postCall({ name: "n".repeat(65) })],
    ["T-4", "description", postCall({ description: "" })],
    ["T-5", "description", postCall({ description: "d".repeat(10_001) })],
    ["T-6", "parameters.type", postCall({ parameters: { type: "array" } })],
    ["T-7", "parameters.properties.tavus_x", postCall({ parameters: { type: "object", properties: { tavus_x: {} } } })],
    ["T-8", "trigger_type", postCall({ trigger_type: "later" })],
    ["T-9", "origin", postCall({ origin: "llm" })],
    ["T-9", "origin", inCall("a", { origin: "touch" })],
    ["T-10", "on_call", inCall("a", { origin: "audio", on_call: "silent" })],
    ["T-11", "on_resolve", inCall("a", { on_resolve: "shout" })],
    ["T-12", "static_filler", inCall("a", { on_call: "static_filler" })],
    ["T-16", "tool_id", postCall({ tool_id: "t1" })],
    ["T-16", "id", postCall({ id: "t1" })],
    ["T-20", "parameters", postCall({ parameters: undefined })],
    ["T-20", "delivery.api", postCall({ delivery: undefined })],
    ["T-21", "on_resolve", postCall({ on_resolve: "add_to_context" })],
    ["T-25", "delivery.api.url", api({ url: `${URL_}/{nobody}` })],
    ["D-1", "delivery", inCall("a", { delivery: {} })],
    ["D-1", "delivery", inCall("a", { delivery: { app_message: true, api: { url: URL_ } } })],
    ["D-3", "delivery.app_message", postCall({ delivery: { app_message: true, api: { url: URL_ } } })],
    ["D-10", "delivery.api.url", api({ url: "ftp://crm.acme.dev" })],
    ["D-10", "delivery.api.url", api({ url: "https://{channel}.acme.dev" })],
    ["D-10", "delivery.api.bodyTemplate", api({ bodyTemplate: {} })],
    ["D-12", "delivery.api.method", api({ method: "FETCH" })],
    ["D-13", "delivery.api.timeout", api({ timeout: 61 })],
    ["D-14", "delivery.api.headers.Host", api({ headers: { Host: "x" } })],
    ["D-15", "delivery.api.auth", api({ auth: { type: "digest" } })],
    ["D-16", "delivery.api.body_template", api({ body_template: "{message}" })],
    ["D-18", "delivery.api.content_type", api({ content_type: "json" })],
    ["K-10", "delivery.api.auth.token", api({ auth: { type: "bearer" } })],
    ["K-12", "delivery.api.auth.token", api({ auth: { type: "bearer", token: "********" } })],
  ])("that break %s are refused with the rule and the path %s", async (rule, path, definition) => {
    const { call, get } = await startTavus();
    const { status, body } = await call("POST", "/v2/tools", definition ?? "null");
    expect(status).toBe(400);
    expect(body["error"]).toMatch(/^Bad Request\. /);
    expect(body["error"]).toContain(path);
    expect(body["error"]).toContain(`(${rule})`);
    expect((await get("/v2/tools"))["total_count"]).toBe(0);
  });

  it("are refused with all problems at once, without repeating the request (X-12)", async ({ tavus }) => {
    const auth = { type: "bearer", token: `${TOKEN}\n` };
    const delivery = { api: { url: `http s://${TOKEN}`, headers: { "X-A": `${TOKEN}\n` }, auth } };
    const { text } = await tavus.call("POST", "/v2/tools", postCall({ name: `${TOKEN} x`, delivery }));
    for (const rule of ["T-3", "D-10", "D-14", "K-10"]) expect(text).toContain(`(${rule})`);
    expect(text).not.toContain(TOKEN);
    expect(JSON.stringify(tavus.emulator.requests)).not.toContain(TOKEN);
  });

  it("have unique names, including the system tool's, and deletion frees a name (X-7, C-20)", async ({ tavus }) => {
    const id = await tavus.createTool(postCall());
    const taken = { status: 409, body: { error: "A tool with this name already exists. (X-7)" } };
    expect(await tavus.call("POST", "/v2/tools", postCall())).toMatchObject(taken);
    expect(await tavus.call("POST", "/v2/tools", inCall("end_call"))).toMatchObject(taken);
    const other = await tavus.createTool(inCall("other"));
    expect(await tavus.call("PATCH", `/v2/tools/${other}`, { name: "log_note" })).toMatchObject(taken);
    expect((await tavus.call("PATCH", `/v2/tools/${other}`, { name: "other" })).status).toBe(200);
    expect(await tavus.call("DELETE", `/v2/tools/${id}`)).toMatchObject({ status: 204, text: "" });
    const again = await tavus.createTool(postCall());
    expect(again).not.toBe(id);
  });

  it("get a name only once, even from concurrent requests", async ({ tavus: { call } }) => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => call("POST", "/v2/tools", postCall())));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });
});

describe("the list of tools", () => {
  it("has pages, oldest first, of 10 (C-4, C-6, G-11)", async ({ tavus: { call, get, createTool } }) => {
    for (let i = 0; i < 12; i += 1) await createTool(inCall(`tool_${i}`));
    expect(names(await call("GET", "/v2/tools"))).toHaveLength(10);
    expect(await get("/v2/tools?limit=5&page=3")).toMatchObject({
      total_count: 12,
      data: [{ name: "tool_10" }, { name: "tool_11" }],
    });
    expect(await get("/v2/tools?page=9007199254740991")).toEqual({ data: [], total_count: 12 });
    expect(names(await call("GET", "/v2/tools?sort=desc&limit=2"))).toEqual(["tool_11", "tool_10"]);
    expect(names(await call("GET", "/v2/tools?sort=asc&limit=2"))).toEqual(["tool_0", "tool_1"]);
  });

  it("is filtered by part of the name, or by a whole id (C-5)", async ({ tavus: { call, get, createTool } }) => {
    await createTool(inCall("first"));
    const id = await createTool(inCall("Another"));
    expect(names(await call("GET", "/v2/tools?name_or_uuid=ANOTH"))).toEqual(["Another"]);
    expect(names(await call("GET", `/v2/tools?name_or_uuid=${id}`))).toEqual(["Another"]);
    expect(await get(`/v2/tools?name_or_uuid=${id.slice(0, -1)}`)).toEqual({ data: [], total_count: 0 });
  });

  it("starts with system tools if they are requested (C-4, T-14)", async ({ tavus: { call, createTool } }) => {
    for (const name of ["a", "b"]) await createTool(inCall(name));
    expect(names(await call("GET", "/v2/tools?type=user"))).toEqual(["a", "b"]);
    expect(names(await call("GET", "/v2/tools?type=system"))).toEqual(["end_call"]);
    expect(names(await call("GET", "/v2/tools?type=all&sort=desc"))).toEqual(["end_call", "b", "a"]);
  });

  it.for<[string, string]>([
    ["limit=0", "G-11"],
    ["limit=x", "G-11"],
    ["limit=1e1", "G-11"],
    ["limit=", "G-11"],
    ["limit=99999999999999999999", "G-11"],
    ["page=-1", "G-11"],
    ["page=1.5", "G-11"],
    ["sort=name", "C-4"],
    ["type=none", "C-4"],
  ])("refuses %s", async ([query, rule], { tavus: { call } }) => {
    const { status, body } = await call("GET", `/v2/tools?${query}`);
    expect(status).toBe(400);
    expect(body["error"]).toMatch(
      new RegExp(`^Bad Request\\. ${query.split("=")[0]} (?:is|must be) .+ \\(${rule}\\)$`),
    );
  });
});

describe("PATCH of a tool", () => {
  it("merges at the top level, and gets a new time (C-8, C-15)", async () => {
    let now = new Date("2026-01-01T00:00:00Z");
    const { call, get, createTool } = await startTavus({ now: () => now });
    const id = await createTool(postCall());
    const before = await get(`/v2/tools/${id}`);
    now = new Date("2026-01-02T00:00:00Z");
    expect((await call("PATCH", `/v2/tools/${id}`, { description: "Log a note." })).body).toEqual(before);
    const changed = { ...before, description: "New.", updated_at: "2026-01-02T00:00:00" };
    expect(await call("PATCH", `/v2/tools/${id}`, { description: "New." })).toMatchObject({
      status: 200,
      body: changed,
    });
    expect(await get(`/v2/tools/${id}`)).toEqual(changed);
  });

  it("replaces parameters and delivery whole, except for omitted secrets (C-10, C-12, C-13, K-13)", async () => {
    const { call, createTool } = await startTavus({ behavior: { maskWrites: false } });
    const auth = { type: "bearer", token: TOKEN };
    const id = await createTool(api({ timeout: 20, headers: { "X-A": "1" }, auth }));
    const url = "https://new.acme.dev/n";
    const { body } = await call("PATCH", `/v2/tools/${id}`, {
      parameters: { type: "object", properties: {} },
      delivery: { api: { url, auth: { type: "bearer" } } },
    });
    expect(body).toMatchObject({ name: "log_note", parameters: { type: "object", properties: {} } });
    expect(deliveryOf(body)).toEqual({ url, auth });
  });

  it.for<[string, string, JsonObject | undefined]>([
    ["K-12", "the mask", { type: "bearer", token: "********" }],
    ["K-10", "a null secret", { type: "bearer", token: null }],
    ["K-10", "another kind without its secret (K-15)", { type: "hmac" }],
  ])("refuses %s: %s", async ([rule, _what, auth], { tavus: { call, get, createTool } }) => {
    const id = await createTool(postCall());
    const before = await get(`/v2/tools/${id}`);
    const { status, body } = await call("PATCH", `/v2/tools/${id}`, { delivery: { api: { url: URL_, auth } } });
    expect(status).toBe(400);
    expect(body["error"]).toContain(`(${rule})`);
    expect(await get(`/v2/tools/${id}`)).toEqual(before);
  });

  it("drops a secret with its authentication (K-15)", async ({ tavus: { call, createTool } }) => {
    const id = await createTool(postCall());
    const { body } = await call("PATCH", `/v2/tools/${id}`, { delivery: { api: { url: URL_ } } });
    expect(deliveryOf(body)).toEqual({ url: URL_ });
    const auth = { type: "bearer" };
    expect((await call("PATCH", `/v2/tools/${id}`, { delivery: { api: { url: URL_, auth } } })).status).toBe(400);
  });

  it.for(["tool_id", "created_at", "is_system_tool", "owner_id", "id", "deleted", "colour", "__proto__"])(
    "refuses %s, with a value and with null (C-10)",
    async (field, { tavus: { call, get, createTool } }) => {
      const id = await createTool(inCall("a"));
      const before = await get(`/v2/tools/${id}`);
      for (const value of ['"x"', "null"]) {
        const { status, body } = await call("PATCH", `/v2/tools/${id}`, `{"${field}":${value}}`);
        expect(status).toBe(400);
        expect(body["error"]).toContain(`\`${field}\` is not a field of a tool.`);
      }
      expect(await get(`/v2/tools/${id}`)).toEqual(before);
    },
  );

  it("clears optional fields with null, and resets the delivery (C-12, C-14)", async ({ tavus }) => {
    const live = { origin: "llm", on_call: "static_filler", static_filler: "Hm." };
    const id = await tavus.createTool(inCall("a", { ...live, delivery: { api: { url: URL_ } } }));
    const { body } = await tavus.call("PATCH", `/v2/tools/${id}`, {
      on_call: null,
      static_filler: null,
      delivery: null,
    });
    expect(body).toMatchObject({
      on_call: "generate_filler",
      static_filler: null,
      delivery: { app_message: true },
    });
    expect((await tavus.call("PATCH", `/v2/tools/${id}`, { name: null })).body["error"]).toContain("(T-3)");
  });

  it("is checked as a whole (T-20, C-11)", async ({ tavus: { call, createTool } }) => {
    const id = await createTool(inCall("a"));
    const { status, body } = await call("PATCH", `/v2/tools/${id}`, { trigger_type: "post_call" });
    expect(status).toBe(400);
    expect(body["error"]).toContain("`delivery.api` is required for a post_call tool");
    const action = await createTool(postCall());
    expect((await call("PATCH", `/v2/tools/${action}`, { delivery: null })).status).toBe(400);
  });

  it("doesn't restore a tool that is deleted in the meantime (C-20)", async ({ tavus }) => {
    const path = `/v2/tools/${await tavus.createTool(inCall("a"))}`;
    expect(
      await sendSlowly(tavus.emulator, "PATCH", path, { description: "x" }, () => tavus.call("DELETE", path)),
    ).toBe(400);
    expect((await tavus.get("/v2/tools"))["total_count"]).toBe(0);
  });

  it("isn't a JSON Patch (C-9)", async ({ tavus: { call, createTool } }) => {
    const id = await createTool(inCall("a"));
    for (const body of [[{ op: "replace", path: "/name", value: "x" }], "null", '"x"', 1])
      expect(await call("PATCH", `/v2/tools/${id}`, body)).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining("JSON Patch is for PALs (C-9)") },
      });
  });
});

describe("a missing tool, or the system's, is a 400 (X-3)", () => {
  it.for<[string, string, string]>([
    ["GET", "t000000000000", "Tool not found"],
    ["PATCH", "t000000000000", "Tool not found"],
    ["PATCH", "end_call", "Cannot update system tools"],
    ["DELETE", "t000000000000", "Tool not found or attempt to delete a system tool"],
    ["DELETE", "end_call", "Tool not found or attempt to delete a system tool"],
  ])("%s %s (C-7, C-17, C-21)", async ([method, id, text], { tavus: { call } }) => {
    const answer = await call(method, `/v2/tools/${id}`, method === "PATCH" ? {} : undefined);
    expect(answer).toMatchObject({ status: 400, body: { error: `Bad Request. ${text}` } });
  });

  it("after its deletion, for every call (C-20, C-21)", async ({ tavus: { call, get, createTool } }) => {
    const id = await createTool(inCall("a"));
    await call("DELETE", `/v2/tools/${id}`);
    for (const method of ["GET", "PATCH", "DELETE"])
      expect((await call(method, `/v2/tools/${id}`, method === "PATCH" ? {} : undefined)).status).toBe(400);
    expect((await get("/v2/tools"))["total_count"]).toBe(0);
  });

  it("but the system's can be read by its name (C-7, T-14)", async ({ tavus: { call } }) => {
    const { status, body } = await call("GET", "/v2/tools/end_call");
    expect(status).toBe(200);
    expect(body).toMatchObject({ tool_id: "end_call", name: "end_call", is_system_tool: true, owner_id: null });
  });
});

it("masks the secrets in auth, and nothing else (K-10, K-11)", async ({ tavus: { call, createTool } }) => {
  const readable = { headers: { "X-Key": "k" }, body_template: { auth: { token: "a", password: "{message}" } } };
  const oauth = { type: "oauth2_client_credentials", token_url: "https://id.acme.dev/t", client_id: "c", scope: "s" };
  for (const [auth, secret] of [
    [{ type: "bearer" }, "token"],
    [{ type: "api_key", name: "X-K", location: "header" }, "value"],
    [{ type: "basic", username: "u" }, "password"],
    [oauth, "client_secret"],
    [{ type: "hmac" }, "secret"],
  ] as const) {
    const id = await createTool(api({ ...readable, auth: { ...auth, [secret]: TOKEN } }));
    for (const answer of [
      await call("GET", `/v2/tools/${id}`),
      await call("PATCH", `/v2/tools/${id}`, { description: "d" }),
    ]) {
      expect(deliveryOf(answer.body)).toEqual({ url: URL_, ...readable, auth: { ...auth, [secret]: "********" } });
      expect(answer.text).not.toContain(TOKEN);
    }
    await call("DELETE", `/v2/tools/${id}`);
  }
});
