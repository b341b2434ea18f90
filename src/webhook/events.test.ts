import { describe, expect, it } from "vitest";
import { create, posted } from "../../test/support/receiver.ts";
import { MissingSecretError } from "./errors.ts";
import { ARGUMENTS, eventOf, SECRET } from "./testing/listen.ts";
import { start } from "./testing/start.ts";

it("an event token that is set but empty is refused (bug 4)", () => {
  const make = (eventToken: unknown) => () => create({ auth: { type: "none" }, eventToken: eventToken as string });
  expect(make(undefined)).toThrow("eventToken is not set. Nothing is accepted without it.");
  expect(make("")).toThrow(MissingSecretError);
});

describe("an event", () => {
  it("has no credentials and isn't treated as a delivery; repeats are ignored (bugs 6, 16)", async () => {
    const { events, handled, send } = await start();
    const post = (body: unknown) => send(JSON.stringify(body), {}, { path: "/hooks/events" });
    expect((await post(eventOf())).text).toBe('{"status":"handled"}');
    expect((await post(eventOf())).text).toBe('{"status":"handled before"}');
    expect((await post(eventOf({ tool_id: "t2" }))).status).toBe(200);
    const shutdown = { ...eventOf({}), event_type: "system.shutdown", properties: { shutdown_reason: "x" } };
    expect((await post(shutdown)).status).toBe(200);
    expect(events.map(({ eventType, toolId }) => [eventType, toolId])).toEqual([
      ["application.post_call_action_executed", "t1"],
      ["application.post_call_action_executed", "t2"],
      ["system.shutdown", undefined],
    ]);
    expect(handled).toEqual([]);
  });

  it("names its action by the tool's name, not by its type (bug 12)", async () => {
    const about: (string | undefined)[] = [];
    const { send } = await start({ nameSuffix: "dev", onEvent: (_event, { action }) => void about.push(action) });
    await send(JSON.stringify(eventOf({ tool_id: "a", tool_name: "support_summary_dev" })));
    await send(JSON.stringify(eventOf({ tool_id: "b", tool_name: "somebody_elses" })));
    expect(about).toEqual(["support_summary", undefined]);
  });

  it("needs the token in the callback_url, if one is set", async () => {
    const { events, send } = await start({ eventToken: SECRET });
    const post = (query: string) => send(JSON.stringify(eventOf()), {}, { path: `/hooks/events${query}` });
    expect((await post("")).status).toBe(401);
    expect((await post("?token=x")).status).toBe(401);
    expect((await post(`?token=${SECRET}`)).status).toBe(200);
    expect(events).toHaveLength(1);
  });

  it("gets a 200 without a handler, and a 500 if the handler fails, so that the next one is handled", async () => {
    const dropped = await create().receive(posted(JSON.stringify(eventOf()), "http://a/events"));
    expect(await dropped.json()).toEqual({ status: "event dropped" });
    let broken = true;
    const { send } = await start({
      onEvent: () => {
        if (broken) throw new Error("away");
      },
    });
    expect((await send(JSON.stringify(eventOf()))).status).toBe(500);
    broken = false;
    expect((await send(JSON.stringify(eventOf()))).text).toBe('{"status":"handled"}');
  });

  it("is a delivery if it is signed and sent to an action's path", async () => {
    const { events, handled, sendSigned } = await start();
    expect((await sendSigned(JSON.stringify({ ...ARGUMENTS, ...eventOf() }))).status).toBe(200);
    expect([events.length, handled.length]).toEqual([0, 1]);
  });
});
