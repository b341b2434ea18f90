import { describe, expect } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { actionsOf, inCall, postCall, startReceiver, TOKEN } from "../../src/emulator/testing/start.ts";
import type { EmulatorOptions } from "../../src/emulator.ts";
import { newFile } from "../support/folder.ts";
import { it, startTavus } from "../support/tavus.ts";

/** A tool that delivers to a real endpoint, and trials of the tool. */
async function startTrials(options: EmulatorOptions = {}, api: JsonObject = {}) {
  const tavus = await startTavus({ behavior: { variantDelayMs: 0 }, ...options });
  const { url, received } = await startReceiver();
  const { palId, toolId } = await tavus.createConversation({ url: `${url}/n?c={tavus_conversation_id}`, ...api });
  const run = async (fields: JsonObject = {}) => {
    const { status, text, body } = await tavus.trial({ target: toolId, callback_url: `${url}/events`, ...fields });
    if (status !== 200) throw new Error(text);
    await tavus.emulator.idle();
    const id = String(body["conversation_id"]);
    const posts = received.filter((request) => request.url === "/events");
    const posted = posts.map((request) => JSON.parse(request.body) as JsonObject);
    const events = await tavus.events(id);
    return { id, deliveries: body["deliveries"] as JsonObject[], events, actions: actionsOf(events), posted };
  };
  const sent = () => received.filter((request) => request.url.startsWith("/n"));
  return { ...tavus, run, url, palId, toolId, received, sent };
}

describe("a trial", () => {
  it.each(["toolId", "palId", "log_note", "P"])(
    "ends a made-up call by %s, and returns its results",
    async (target) => {
      const { run, sent, palId, toolId } = await startTrials();
      const { id, deliveries, actions } = await run({ target: { toolId, palId }[target] ?? target });
      expect(deliveries).toMatchObject([{ status: "success", tool_name: "log_note", conversation_id: id }]);
      expect(actions).toHaveLength(1);
      expect(sent().map(({ url }) => url)).toEqual([`/n?c=${id}`]);
    },
  );

  it("runs a tool that isn't attached", async () => {
    const { createTool, run, url, received } = await startTrials();
    await createTool(postCall({ name: "alone", delivery: { api: { url: `${url}/alone` } } }));
    expect((await run({ target: "alone" })).deliveries).toMatchObject([{ status: "success" }]);
    expect(received.some((request) => request.url === "/alone")).toBe(true);
  });

  it("uses the given arguments, keeps fixed ones, and refuses what the schema doesn't allow", async () => {
    const { run, sent } = await startTrials();
    await run({ arguments: { message: "Given.", channel: "C9", other: 1 } });
    expect(JSON.parse(sent()[0]?.body ?? "")).toEqual({ channel: "C0", message: "Given." });
    const { actions } = await run({ arguments: { message: ["7"] } });
    expect(actions).toMatchObject([{ status: "error", error: "invalid arguments: arguments/message must be string" }]);
    expect(sent()).toHaveLength(1);
  });

  it("delivers to another endpoint with the tool's credentials, that endpoint's path, and both queries", async () => {
    const { run, sent, url, received } = await startTrials({}, { auth: { type: "bearer", token: TOKEN } });
    const { id } = await run({ to: `${url}/local/hook?x=1` });
    expect(sent()).toEqual([]);
    expect(received.find((request) => request.url.startsWith("/local"))).toMatchObject({
      url: `/local/hook?x=1&c=${id}`,
      headers: { authorization: `Bearer ${TOKEN}` },
    });
  });

  it.each<[string, JsonObject, number]>([
    ["timeout", { status: "timeout", error: "the endpoint did not answer in time" }, 0],
    ["down", { status: "error", error: "connect ECONNREFUSED" }, 0],
    ["500", { status: "error", response: { http_status: 500, body: "Internal Server Error" } }, 0],
    ["garbage", { status: "success", response: { http_status: 200, body: expect.stringContaining("\ufffd") } }, 0],
    ["slow", { status: "success", response: { http_status: 200 } }, 1],
    ["skipped", { status: "skipped" }, 0],
    ["twice", { status: "success" }, 2],
    ["late", { status: "success" }, 1],
  ])("with %s ends as expected, and calls the endpoint only if the variant does", async (as, properties, requests) => {
    const { run, sent } = await startTrials();
    const { actions, posted } = await run({ as });
    expect(actions).toMatchObject([properties]);
    expect(posted.filter(({ event_type: type }) => type === "application.post_call_action_executed")).toHaveLength(1);
    expect(sent()).toHaveLength(requests);
    expect(new Set(sent().map(({ body }) => body)).size).toBeLessThan(2);
  });

  it("can have its event twice, never, or before the others", async () => {
    const { run } = await startTrials();
    expect((await run({ as: "duplicate" })).actions).toHaveLength(2);
    expect((await run({ as: "missing" })).actions).toHaveLength(0);
    const { events, posted, id } = await run({ as: "out-of-order" });
    const order = [
      "system.pal_joined",
      "application.post_call_action_executed",
      "system.shutdown",
      "application.transcription_ready",
    ];
    expect(events.map(({ event_type: type }) => type)).toEqual(order);
    const own = posted.filter(({ conversation_id: conversation }) => conversation === id);
    expect(own.map(({ event_type: type }) => type)).toEqual(order);
  });

  it.each<[JsonObject, string]>([
    [{ target: "nobody" }, "No tool or PAL has the id or name nobody."],
    [{ target: undefined }, "target is missing"],
    [{ to: "localhost:3000" }, "to is not an http or https URL."],
    [{ as: "chaos" }, "as must be one of 500, timeout, down,"],
    [{ transcript: "hello" }, "Write {"],
    [{ target: "live" }, "The tool live runs during the call, not after it"],
  ])("that isn't possible is a 400 with a reason: %j", async (fields, text) => {
    const { createTool, run } = await startTrials();
    await createTool(inCall("live"));
    await expect(run(fields)).rejects.toThrow(text);
  });

  it("doesn't wait between the end of a call and its actions, as other calls do (E-10)", async () => {
    const { run, sent, palId, ...tavus } = await startTrials({ delayMs: [60_000, 90_000] });
    await run();
    expect(sent()).toHaveLength(1);
    const id = await tavus.converse(palId);
    await tavus.speak(id);
    await tavus.hangUp(id);
    expect(await tavus.actions(id)).toEqual([]);
    await tavus.emulator.close();
    expect(sent()).toHaveLength(1);
  });
});

describe("the definition of an action", () => {
  it("is the current one when its run begins, and a tool deleted before is skipped (E-13)", async () => {
    const persist = newFile();
    const { palId, toolId, sent, url, ...tavus } = await startTrials({ persist, delayMs: 3_600_000 });
    const gone = await tavus.createTool(postCall({ name: "gone", delivery: { api: { url: `${url}/n/gone` } } }));
    await tavus.attach(palId, gone);
    const id = await tavus.converse(palId);
    await tavus.speak(id);
    await tavus.hangUp(id);
    await tavus.call("PATCH", `/v2/tools/${toolId}`, { delivery: { api: { url: `${url}/n/edited` } } });
    await tavus.call("DELETE", `/v2/tools/${gone}`);
    await tavus.emulator.close();
    // Two hours later, the run is due as soon as the emulator is back.
    const later = await startTavus({ persist, now: () => new Date(Date.now() + 7_200_000) });
    await later.emulator.idle();
    expect(sent().map((request) => request.url)).toEqual(["/n/edited"]);
    expect(await later.actions(id)).toMatchObject([
      { tool_id: gone, status: "skipped", error: "the tool was deleted before its run began" },
      { tool_id: toolId, status: "success" },
    ]);
  });
});

describe("a replay", () => {
  const inQuery = { type: "api_key", name: "key", value: TOKEN, location: "query" };

  it("sends the same bytes again with the current credentials, and is a delivery but no event", async () => {
    const auth = { type: "bearer", token: TOKEN };
    const { call, actions, replay, run, url, received, sent, toolId } = await startTrials({}, { auth });
    const { id } = await run();
    await call("PATCH", `/v2/tools/${toolId}`, { delivery: { api: { url, auth: { ...auth, token: "new-secret" } } } });
    const { body } = await replay(id, { to: `${url}/local` });
    expect(body["deliveries"]).toMatchObject([
      { status: "success", replay_of: `${id}/${toolId}`, request: { url: `${url}/local?c=${id}` } },
    ]);
    const replayed = received.find((request) => request.url.startsWith("/local"));
    expect(replayed?.body).toBe(sent()[0]?.body);
    expect(replayed?.headers["authorization"]).toBe("Bearer new-secret");
    expect(await actions(id)).toHaveLength(1);
    // Only Tavus's own requests are replayed, not replays.
    const again = await replay(id, { tool: "log_note" });
    expect(again.body["deliveries"]).toHaveLength(1);
    expect((await replay(id, { tool: "other" })).body["deliveries"]).toEqual([]);
  });

  it("that is running when the emulator is reset is reported, but not stored", async () => {
    let meanwhile = () => {};
    const { url } = await startReceiver((_request, response) => {
      meanwhile();
      response.end();
    });
    const { emulator, deliveries, replay, run } = await startTrials();
    const { id } = await run();
    meanwhile = () => emulator.reset();
    const { body } = await replay(id, { to: url });
    expect(body["deliveries"]).toMatchObject([{ status: "success" }]);
    expect(await deliveries()).toEqual([]);
  });

  it("adds a key in the query once", async () => {
    const { replay, run, sent } = await startTrials({}, { auth: inQuery });
    const { id } = await run();
    await replay(id);
    expect(sent()[1]?.url).toBe(sent()[0]?.url);
  });

  it("drops a key in the query after the tool's authentication has changed (E-12)", async () => {
    const { call, page, replay, run, sent, toolId, url } = await startTrials({}, { auth: inQuery });
    const { id } = await run();
    const api = { url: `${url}/n`, auth: { type: "bearer", token: "b" } };
    await call("PATCH", `/v2/tools/${toolId}`, { delivery: { api } });
    const replayed = await replay(id);
    expect(sent()[1]).toMatchObject({ url: `/n?c=${id}`, headers: { authorization: "Bearer b" } });
    const listed = await call("GET", "/_emulator/deliveries");
    for (const text of [replayed.text, listed.text, await page("/"), await page(`/conversations/${id}`)]) {
      expect(text).toContain(toolId);
      expect(text).not.toContain(TOKEN);
    }
  });
});

it("lists all PALs with a name instead of choosing one", async ({ tavus: { get, createPal, trial } }) => {
  const ids = [await createPal(), await createPal()];
  const name = String((await get(`/v2/pals/${ids[0]}`))["pal_name"]);
  const { status, text } = await trial({ target: name });
  expect(status).toBe(400);
  expect(text).toContain(`2 PALs are named ${name}: `);
  for (const id of ids) expect(text).toContain(id);
});
