import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { inCall, names, postCall, startReceiver, TOKEN } from "../../src/emulator/testing/start.ts";
import type { Behavior } from "../../src/emulator.ts";
import { startTavus } from "../support/tavus.ts";

const URL_ = "https://CRM.acme.dev";
const plain = postCall({ delivery: { api: { url: URL_ } } });

describe("the contract leaves a choice open:", () => {
  it.each([200, 201] as const)("createStatus %i (C-1)", async (createStatus) => {
    const { call, createConversation } = await startTavus({ behavior: { createStatus } });
    const { palId, toolId } = await createConversation({ url: URL_ });
    for (const [path, body] of [
      ["/v2/tools", inCall("a")],
      ["/v2/pals", { default_face_id: "r", system_prompt: "s" }],
      [`/v2/pals/${palId}/tools`, { tool_ids: [toolId] }],
      ["/v2/conversations", { pal_id: palId }],
    ] as const)
      expect((await call("POST", path, body)).status).toBe(createStatus);
  });

  it.each(["200", "304"] as const)("unchangedPatch %s (C-16, X-10)", async (unchangedPatch) => {
    const { call, createPal, createTool } = await startTavus({ behavior: { unchangedPatch } });
    const id = await createTool(postCall());
    const unchanged = await call("PATCH", `/v2/tools/${id}`, { description: "Log a note." });
    expect(unchanged.status).toBe(Number(unchangedPatch));
    expect(unchanged.text === "").toBe(unchangedPatch === "304");
    expect((await call("PATCH", `/v2/tools/${id}`, { description: "New." })).status).toBe(200);
    const pal = await createPal();
    const patch = [{ op: "replace", path: "/pal_name", value: "P" }];
    expect((await call("PATCH", `/v2/pals/${pal}`, patch)).status).toBe(Number(unchangedPatch));
  });

  it.each([true, false])("echoAppMessage %s (D-2)", async (echoAppMessage) => {
    const { call } = await startTavus({ behavior: { echoAppMessage } });
    const { body } = await call("POST", "/v2/tools", plain);
    expect(body["delivery"]).toEqual({ ...(echoAppMessage && { app_message: false }), api: { url: URL_ } });
  });

  it.each<Behavior["fillApiDefaults"]>([false, { timeout: 30 }, { timeout: 30, body_template: {} }])(
    "fillApiDefaults %j (U-9)",
    async (fillApiDefaults) => {
      const { call } = await startTavus({ behavior: { fillApiDefaults } });
      const { body } = await call("POST", "/v2/tools", plain);
      const filled = {
        method: "POST",
        timeout: 30,
        headers: {},
        query_params: {},
        body_template: null,
        content_type: "application/json",
        auth: { type: "none" },
      };
      expect((body["delivery"] as JsonObject)["api"]).toEqual({
        url: URL_,
        ...(fillApiDefaults && { ...filled, ...fillApiDefaults }),
      });
    },
  );

  it("the server's own default: setting the documented default is a change, setting the server's isn't (U-9, C-16)", async () => {
    const { call, get, createTool } = await startTavus({
      behavior: { fillApiDefaults: { timeout: 30 }, unchangedPatch: "304" },
    });
    const id = await createTool(plain);
    const change = (timeout: number) => call("PATCH", `/v2/tools/${id}`, { delivery: { api: { url: URL_, timeout } } });
    expect((await change(30)).status).toBe(304);
    expect((await change(10)).status).toBe(200);
    expect(await get(`/v2/tools/${id}`)).toHaveProperty("delivery.api.timeout", 10);
  });

  it.each([true, false])("echoLiveFields %s (T-21)", async (echoLiveFields) => {
    const { call } = await startTavus({ behavior: { echoLiveFields } });
    expect((await call("POST", "/v2/tools", plain)).body).toMatchObject({
      origin: echoLiveFields ? "llm" : null,
      on_call: echoLiveFields ? "generate_filler" : null,
      on_resolve: echoLiveFields ? "fire_and_forget" : null,
    });
  });

  it.each([true, false])("normalizeUrl %s (U-9)", async (normalizeUrl) => {
    const { call } = await startTavus({ behavior: { normalizeUrl } });
    const url = `${URL_}/{channel}?q={message}`;
    const { body } = await call("POST", "/v2/tools", postCall({ delivery: { api: { url } } }));
    expect(body).toHaveProperty("delivery.api.url", normalizeUrl ? url.replace("CRM", "crm") : url);
  });

  it.each(["200", "400"] as const)("deletedTool %s (C-7)", async (deletedTool) => {
    const { call, get, createTool } = await startTavus({ behavior: { deletedTool } });
    const id = await createTool(inCall("a"));
    await call("DELETE", `/v2/tools/${id}`);
    expect((await call("GET", `/v2/tools/${id}`)).status).toBe(Number(deletedTool));
    expect((await get("/v2/tools"))["total_count"]).toBe(0);
    expect((await call("PATCH", `/v2/tools/${id}`, {})).status).toBe(400);
  });

  it.each([true, false])("filter %s (C-5)", async (filter) => {
    const { call, createTool } = await startTavus({ behavior: { filter } });
    for (const name of ["a", "b"]) await createTool(inCall(name));
    expect(names(await call("GET", "/v2/tools?name_or_uuid=b"))).toEqual(filter ? ["b"] : ["a", "b"]);
  });

  it.each([
    ["all", ["a", "b"]],
    ["given", ["b"]],
    ["empty", []],
  ] as const)("attachAnswer %s (P-5)", async (attachAnswer, expected) => {
    const { createPal, createTool, attach, attached } = await startTavus({ behavior: { attachAnswer } });
    const pal = await createPal();
    const [a, b] = [await createTool(inCall("a")), await createTool(inCall("b"))];
    await attach(pal, a);
    expect(names(await attach(pal, b, b))).toEqual(expected);
    expect(await attached(pal)).toEqual(["a", "b"]);
  });

  it.each([true, false])("maskWrites %s (K-14)", async (maskWrites) => {
    const { call } = await startTavus({ behavior: { maskWrites } });
    const shown = maskWrites ? "********" : TOKEN;
    const { body } = await call("POST", "/v2/tools", postCall());
    expect(body).toHaveProperty("delivery.api.auth.token", shown);
    const path = `/v2/tools/${String(body["tool_id"])}`;
    expect((await call("PATCH", path, { description: "d" })).body).toHaveProperty("delivery.api.auth.token", shown);
    // K-10: reads are always masked.
    expect((await call("GET", path)).text).not.toContain(TOKEN);
    expect((await call("GET", "/v2/tools")).text).not.toContain(TOKEN);
  });

  it.each([true, false])("acceptNull %s (C-14)", async (acceptNull) => {
    const { call, createTool } = await startTavus({ behavior: { acceptNull } });
    const id = await createTool(inCall("a", { on_call: "silent" }));
    const { status, body } = await call("PATCH", `/v2/tools/${id}`, { on_call: null });
    if (acceptNull) expect([status, body["on_call"]]).toEqual([200, "generate_filler"]);
    else expect([status, body["error"]]).toEqual([400, expect.stringContaining("on_call is null.")]);
    // C-12 is documented, independent of C-14.
    expect((await call("PATCH", `/v2/tools/${id}`, { delivery: null })).status).toBe(200);
  });

  it.each([true, false])("totalCount %s (G-11)", async (totalCount) => {
    const { get } = await startTavus({ behavior: { totalCount } });
    expect(await get("/v2/tools")).toEqual({ data: [], ...(totalCount && { total_count: 0 }) });
  });

  it("maxPageSize (G-12)", async () => {
    const { call, createTool } = await startTavus({ behavior: { maxPageSize: 2 } });
    for (const name of ["a", "b", "c"]) await createTool(inCall(name));
    expect(names(await call("GET", "/v2/tools?limit=100"))).toEqual(["a", "b"]);
    expect(names(await call("GET", "/v2/tools?limit=100&page=2"))).toEqual(["c"]);
    expect(names(await call("GET", "/v2/tools?limit=1"))).toEqual(["a"]);
  });

  it.each([
    ["error", /^\{"error":"(?:Bad Request\. |A tool)/],
    ["message", /^\{"message":"(?:Bad Request\. |A tool)/],
    ["text", /^(?:Bad Request\. |A tool)/],
  ] as const)("errorShape %s (X-1, X-7, X-12)", async (errorShape, shape) => {
    const { call, createTool } = await startTavus({ behavior: { errorShape } });
    await createTool(inCall("a"));
    for (const body of [{}, inCall("a")]) expect((await call("POST", "/v2/tools", body)).text).toMatch(shape);
    // X-4 has only one form.
    expect((await call("GET", "/v2/tools", undefined, { "x-api-key": "" })).text).toBe(
      '{"message":"Invalid access token"}',
    );
  });

  it.each([
    ["preserve", '{"n":5}'],
    ["string", '{"n":"5"}'],
  ] as const)("typing %s (U-19)", async (typing, body) => {
    const { call, createConversation, end } = await startTavus({ behavior: { typing } });
    const { url, received } = await startReceiver();
    const { id, toolId } = await createConversation({ url });
    await call("PATCH", `/v2/tools/${toolId}`, {
      parameters: { type: "object", properties: { n: { type: "integer", const: 5 } } },
      delivery: { api: { url, body_template: { n: "{n}" } } },
    });
    await end(id);
    expect(received[0]?.body).toBe(body);
  });
});
