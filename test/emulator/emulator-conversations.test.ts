import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { sendSlowly } from "../../src/emulator/testing/start.ts";
import { startTavus } from "../support/tavus.ts";

const NOW = "2026-04-29T03:47:05Z";
const start = async () => {
  const tavus = await startTavus({ now: () => new Date(NOW) });
  const palId = await tavus.createPal();
  const create = (fields: JsonObject = {}) => tavus.call("POST", "/v2/conversations", { pal_id: palId, ...fields });
  return { ...tavus, palId, create, createId: () => tavus.converse(palId) };
};

describe("a conversation", () => {
  it("is created, read, ended and deleted (V-1 to V-5)", async () => {
    const { emulator, call, get, hangUp, palId, create } = await start();
    const { status, body } = await create({ conversation_name: "Demo" });
    expect(status).toBe(200);
    const id = String(body["conversation_id"]);
    expect(body).toEqual({
      conversation_id: expect.stringMatching(/^c[0-9a-f]{12}$/),
      conversation_name: "Demo",
      conversation_url: `${emulator.url}/_emulator/conversations/${id}`,
      status: "active",
      callback_url: "",
      pal_id: palId,
      persona_id: palId,
      created_at: NOW,
    });
    expect(await get(`/v2/conversations/${id}`)).toEqual(body);
    expect(await get("/v2/conversations")).toEqual({ data: [body], total_count: 1 });
    expect(await hangUp(id)).toMatchObject({ status: 200, text: "" });
    expect(await hangUp(id)).toMatchObject({ status: 200, text: "" });
    expect(await get(`/v2/conversations/${id}`)).toEqual({ ...body, status: "ended" });
    expect(await call("DELETE", `/v2/conversations/${id}?hard=true`)).toMatchObject({ status: 204, text: "" });
    expect(await get("/v2/conversations")).toEqual({ data: [], total_count: 0 });
  });

  it("has its events and the reason of its end in a verbose read (V-3, W-2, W-6)", async () => {
    const { get, hangUp, createId } = await start();
    const id = await createId();
    const verbose = async () => await get(`/v2/conversations/${id}?verbose=true`);
    const event = { conversation_id: id, message_type: "system", timestamp: NOW, webhook_url: "" };
    const joined = { ...event, event_type: "system.pal_joined", properties: {} };
    expect(await verbose()).toMatchObject({ events: [joined], shutdown_reason: null });
    await hangUp(id);
    const reason = "end_conversation_endpoint_hit";
    const shutdown = { ...event, event_type: "system.shutdown", properties: { reason } };
    expect(await verbose()).toMatchObject({ events: [joined, shutdown], shutdown_reason: reason });
  });

  it("ends at once in test mode (V-6)", async () => {
    const { events, create } = await start();
    const { body } = await create({ test_mode: true });
    expect(body["status"]).toBe("ended");
    expect(await events(String(body["conversation_id"]))).toEqual([]);
  });

  it("is listed by its status (V-2)", async () => {
    const { get, hangUp, createId } = await start();
    const [active, ended] = [await createId(), await createId()];
    await hangUp(ended);
    const list = async (query: string) => await get(`/v2/conversations?${query}`);
    expect(await list("status=active")).toMatchObject({ total_count: 1, data: [{ conversation_id: active }] });
    expect(await list("status=ended")).toMatchObject({ total_count: 1, data: [{ conversation_id: ended }] });
    expect(await list("limit=1&page=2")).toMatchObject({ total_count: 2, data: [{ conversation_id: ended }] });
    expect(await list("status=lost")).toEqual({ error: "Bad Request. status is neither active nor ended. (V-2)" });
  });

  it.each<[string, unknown]>([
    ["Invalid pal_id", { pal_id: "p-none" }],
    ["Invalid pal_id", { pal_id: ["PAL"] }],
    ["Invalid pal_id", {}],
    ["Bad Request. The body is a JSON object. (V-1)", []],
    ["Bad Request. callback_url is not an http or https URL. (W-1)", { pal_id: "PAL", callback_url: "/events" }],
    ["Bad Request. callback_url is not an http or https URL. (W-1)", { pal_id: "PAL", callback_url: "ftp://a.dev/" }],
    ["Bad Request. callback_url is not an http or https URL. (W-1)", { pal_id: "PAL", callback_url: {} }],
    ["Bad Request. conversation_name is not a string. (V-1)", { pal_id: "PAL", conversation_name: 1 }],
  ])("is refused: %s (X-2)", async (error, body) => {
    const { call, palId } = await start();
    const sent = JSON.stringify(body).replace("PAL", palId);
    expect(await call("POST", "/v2/conversations", sent)).toMatchObject({ status: 400, body: { error } });
  });

  it("accepts the old names, too (G-14)", async () => {
    const { call, palId } = await start();
    expect((await call("POST", "/v2/conversations", { persona_id: palId })).body["pal_id"]).toBe(palId);
  });

  it("can't start with a deleted PAL", async () => {
    const { call, palId, create } = await start();
    await call("DELETE", `/v2/pals/${palId}`);
    expect((await create()).body).toEqual({ error: "Invalid pal_id" });
  });

  it("that doesn't exist is a 400 for every call (V-3, X-2)", async () => {
    const { call, createId } = await start();
    const deleted = await createId();
    await call("DELETE", `/v2/conversations/${deleted}`);
    for (const id of ["c-none", deleted])
      for (const [method, path] of [
        ["GET", `/v2/conversations/${id}`],
        ["POST", `/v2/conversations/${id}/end`],
        ["DELETE", `/v2/conversations/${id}`],
      ] as const)
        expect(await call(method, path)).toMatchObject({ status: 400, text: '{"error":"Invalid conversation_id"}' });
    for (const id of ["c-none", deleted])
      for (const [method, path, body] of [
        ["GET", `/_emulator/conversations/${id}`],
        ["PUT", `/_emulator/conversations/${id}/transcript`, { transcript: [] }],
        ["POST", `/_emulator/conversations/${id}/replays`, {}],
      ] as const)
        expect(await call(method, path, body)).toMatchObject({
          status: 400,
          body: { error: expect.stringContaining(`This account has no conversation ${id}. `) },
        });
  });
});

describe("a transcript", () => {
  const line = { role: "user", content: "Hello.", timestamp: 1_700_000_000.5 };

  it("is stored as given, and the last one wins (W-5)", async () => {
    const { call, createId } = await start();
    const id = await createId();
    const path = `/_emulator/conversations/${id}`;
    await call("PUT", `${path}/transcript`, { transcript: [] });
    expect(await call("PUT", `${path}/transcript`, { transcript: [line], perception_analysis: "Calm." })).toMatchObject(
      { status: 204, text: "" },
    );
    const kept = { conversation_id: id, status: "active", transcript: [line], perception_analysis: "Calm." };
    expect((await call("GET", path)).body).toEqual(kept);
  });

  it.each<[unknown]>([
    [[]],
    ["null"],
    [{}],
    [{ transcript: "Hello." }],
    [{ transcript: ["Hello."] }],
    [{ transcript: [{ role: "caller", content: "Hello." }] }],
    [{ transcript: [{ role: "user" }] }],
    [{ transcript: [line], perception_analysis: {} }],
  ])("is refused in the form %j", async (body) => {
    const { call, createId } = await start();
    const answer = await call("PUT", `/_emulator/conversations/${await createId()}/transcript`, body);
    expect(answer.status).toBe(400);
    expect(answer.body["error"]).toMatch(/^Bad Request\. Write \{ "transcript": /);
  });

  it("is refused after the end", async () => {
    const { call, hangUp, createId } = await start();
    const id = await createId();
    await hangUp(id);
    expect(await call("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: [line] })).toMatchObject({
      status: 400,
      body: { error: "Bad Request. The conversation has ended; give the transcript before." },
    });
  });

  it("that arrives when the conversation ends doesn't reopen it", async () => {
    const { emulator, get, hangUp, createId } = await start();
    const id = await createId();
    const path = `/_emulator/conversations/${id}/transcript`;
    const end = () => hangUp(id);
    expect(await sendSlowly(emulator, "PUT", path, { transcript: [line] }, end)).toBe(400);
    expect((await get(`/v2/conversations/${id}`))["status"]).toBe("ended");
  });
});
