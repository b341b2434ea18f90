import { expect } from "vitest";
import { type JsonObject, member } from "../../src/contract/index.ts";
import { actionsOf } from "../../src/emulator/testing/start.ts";
import { it, startTavus } from "../support/tavus.ts";

const CHAT = { chat: true };
const NOWHERE = { url: "http://127.0.0.1:9/" };

it("runs the post-call actions of a chat with its texts (V-7, E-1)", async ({ tavus, endpoint }) => {
  const { url, received } = endpoint;
  const { id } = await tavus.createConversation({ url }, CHAT);
  const path = `/v2/conversations/${id}/respond`;
  expect(await tavus.call("POST", path, { text: "Order 4711 never arrived." })).toMatchObject({ status: 200 });
  expect(await tavus.get(path)).toEqual({ status: "pending" });
  const body = await tavus.get(path);
  expect(body).toEqual({ status: "ready", text: expect.stringMatching(/\w/) });
  expect(await tavus.get(path)).toEqual(body);
  expect((await tavus.hangUp(id)).status).toBe(200);
  await tavus.emulator.idle();
  const events = await tavus.events(id);
  expect(actionsOf(events)).toMatchObject([{ tool_name: "log_note", status: "success" }]);
  expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({
    channel: "C0",
    message: expect.stringContaining("Order 4711 never arrived."),
  });
  const ready = events.find((event) => event["event_type"] === "application.transcription_ready");
  expect(member(ready?.["properties"], "transcript")).toMatchObject([
    { role: "user", content: "Order 4711 never arrived." },
    { role: "assistant", content: body["text"] },
  ]);
});

it("answers each turn of a chat, and begins with the greeting", async ({ tavus }) => {
  const { id } = await tavus.createConversation(NOWHERE, { ...CHAT, custom_greeting: "Welcome." });
  const path = `/v2/conversations/${id}/respond`;
  expect(await tavus.get(path)).toEqual({ status: "pending" });
  for (const text of ["One.", "Two."]) {
    await tavus.call("POST", path, { text });
    expect([(await tavus.get(path))["status"], (await tavus.get(path))["status"]]).toEqual(["pending", "ready"]);
  }
  const body = await tavus.get(`/_emulator/conversations/${id}`);
  const lines = body["transcript"] as { role: string; content: string }[];
  expect(lines.map(({ role }) => role)).toEqual(["assistant", "user", "assistant", "user", "assistant"]);
  expect(lines.map(({ content }) => content)).toEqual(expect.arrayContaining(["Welcome.", "One.", "Two."]));
});

it("returns pending as many times as pendingAnswers says", async () => {
  const { call, createConversation } = await startTavus({ behavior: { pendingAnswers: 3 } });
  const { id } = await createConversation(NOWHERE, CHAT);
  const path = `/v2/conversations/${id}/respond`;
  await call("POST", path, { text: "Hello" });
  const statuses: unknown[] = [];
  for (let i = 0; i < 4; i++) statuses.push((await call("GET", path)).body["status"]);
  expect(statuses).toEqual(["pending", "pending", "pending", "ready"]);
});

it("runs nothing after a chat in which nobody wrote, even with a greeting (E-2)", async ({ tavus, endpoint }) => {
  const { id } = await tavus.createConversation({ url: endpoint.url }, { ...CHAT, custom_greeting: "Welcome." });
  await tavus.hangUp(id);
  await tavus.emulator.idle();
  expect(endpoint.received).toEqual([]);
  expect(await tavus.actions(id)).toEqual([]);
});

it.for<[string, JsonObject]>([
  ["chat excludes audio_only", { ...CHAT, audio_only: true }],
  ["chat implies modality", { ...CHAT, modality: "video" }],
  ["chat is neither true nor false", { chat: "yes" }],
  ["audio_only is neither true nor false", { audio_only: 1 }],
  ["modality is not a string", { modality: 1 }],
  ["custom_greeting is not a string", { custom_greeting: {} }],
])("refuses to start a conversation: %s", async ([text, fields], { tavus: { call, createPal } }) => {
  const answer = await call("POST", "/v2/conversations", { pal_id: await createPal(), ...fields });
  expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining(text) } });
});

it("accepts fields of a chat that contradict nothing", async ({ tavus: { call, createPal } }) => {
  const palId = await createPal();
  for (const fields of [{ ...CHAT, modality: "text", audio_only: false }, { audio_only: true }, { chat: false }])
    expect((await call("POST", "/v2/conversations", { pal_id: palId, ...fields })).status).toBe(200);
});

it("refuses a turn without a string, after the end, or of a conversation that isn't a chat", async ({ tavus }) => {
  const { palId, id } = await tavus.createConversation(NOWHERE, CHAT);
  const path = `/v2/conversations/${id}/respond`;
  const status = async (method: string, of: string, body?: unknown): Promise<number> =>
    (await tavus.call(method, of, body)).status;
  for (const body of [{}, { text: " " }, { text: 1 }, []]) expect(await status("POST", path, body)).toBe(400);
  await tavus.hangUp(id);
  expect(await status("POST", path, { text: "Hello" })).toBe(400);
  const call = await tavus.converse(palId);
  expect(await status("POST", `/v2/conversations/${call}/respond`, { text: "Hello" })).toBe(400);
  for (const other of [call, "c0"]) expect(await status("GET", `/v2/conversations/${other}/respond`)).toBe(400);
  expect((await tavus.speak(call)).status).toBe(204);
});
