/**
 * What happens exactly once if the emulator is killed, and what may repeat. The protocol can't ask an endpoint whether it got a request. So a request
 * that was being sent is sent again, with the same bytes and the same call id. Everything else happens once: the event in the conversation, and any
 * request that hadn't begun or had been reported. A callback that was being sent is posted again.
 */
import { EventEmitter, once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import { actionsOf, postCall, type Received, startReceiver, TRANSCRIPT } from "../../src/emulator/testing/start.ts";
import { type Dev, startDev as start } from "../support/dev.ts";
import { newFile } from "../support/folder.ts";

async function startDev(file: string, ...args: string[]): Promise<Dev> {
  const dev = await start(file, ...args);
  onTestFinished(() => dev.kill());
  return dev;
}

/** An endpoint for deliveries and events. Each request is reported when it arrives. The first one that `holds` gets no answer. */
async function startEndpoint(holds: (path: string, event: string) => boolean) {
  const arrivals = new EventEmitter();
  let isHolding = true;
  const { url, received } = await startReceiver((request, response) => {
    const path = request.url ?? "";
    const event = path.startsWith("/events") ? eventType(received) : "delivery";
    if (isHolding && holds(path, event)) isHolding = false;
    else response.end("ok");
    arrivals.emit(event);
  });
  const deliveries = () => received.filter((request) => request.url.startsWith("/n"));
  return { url, arrivals, deliveries, received };
}

const EXECUTED = "application.post_call_action_executed";
const eventType = (received: readonly Received[]): string =>
  String((JSON.parse(received.at(-1)?.body ?? "{}") as JsonObject)["event_type"]);

/** A PAL with `actions` actions, signed so that each has a call id, and a conversation with a transcript. */
async function prepare(dev: Dev, url: string, actions = 1): Promise<string> {
  const pal = await dev.call("POST", "/v2/pals", { pal_name: "P", system_prompt: "s", default_face_id: "r" });
  const tool_ids: unknown[] = [];
  for (let i = 0; i < actions; i += 1) {
    const api = { url: `${url}/n/${i}`, auth: { type: "hmac", secret: "s" } };
    const tool = await dev.call("POST", "/v2/tools", postCall({ name: `action_${i}`, delivery: { api } }));
    tool_ids.push(tool["tool_id"]);
  }
  await dev.call("POST", `/v2/pals/${pal["pal_id"]}/tools`, { tool_ids });
  return speak(dev, url);
}

/** Another conversation with the PAL, with a transcript. */
async function speak(dev: Dev, url: string): Promise<string> {
  const [pal] = (await dev.call("GET", "/v2/pals"))["data"] as JsonObject[];
  const fields = { pal_id: pal?.["pal_id"], callback_url: `${url}/events` };
  const id = String((await dev.call("POST", "/v2/conversations", fields))["conversation_id"]);
  await dev.call("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: TRANSCRIPT });
  return id;
}

/** An emulator with a file, and a conversation that can end. */
async function begin(holds: (path: string, event: string) => boolean = () => false, actions = 1, ...args: string[]) {
  const [file, endpoint] = [newFile(), await startEndpoint(holds)];
  const first = await startDev(file, ...args);
  return { file, endpoint, first, id: await prepare(first, endpoint.url, actions) };
}

const end = (dev: Dev, id: string) => dev.call("POST", `/v2/conversations/${id}/end`);
const executed = async (dev: Dev, id: string) =>
  actionsOf((await dev.call("GET", `/v2/conversations/${id}?verbose=true`))["events"] as JsonObject[]);

describe("an emulator that is killed", () => {
  it("before the end of a call loses nothing: the call can end after the restart, and its action runs once", async () => {
    const { file, endpoint, first, id } = await begin();
    await first.kill();
    const second = await startDev(file);
    const reported = once(endpoint.arrivals, EXECUTED);
    await end(second, id);
    await end(second, id);
    await reported;
    expect(endpoint.deliveries()).toHaveLength(1);
    expect(await executed(second, id)).toHaveLength(1);
  });

  it("between the end of a call and its action runs it after the restart, once", async () => {
    const { file, endpoint, first, id } = await begin(undefined, 1, "--delay", "1");
    await end(first, id);
    await first.kill();
    expect(endpoint.deliveries()).toEqual([]);
    const reported = once(endpoint.arrivals, EXECUTED);
    const second = await startDev(file);
    await end(second, id);
    await reported;
    expect(endpoint.deliveries()).toHaveLength(1);
    expect(await executed(second, id)).toMatchObject([{ status: "success" }]);
  });

  it("while the endpoint has the request sends the same bytes again, and reports once", async () => {
    const { file, endpoint, first, id } = await begin((path) => path.startsWith("/n"));
    const arrived = once(endpoint.arrivals, "delivery");
    await end(first, id);
    await arrived;
    await first.kill();
    const reported = once(endpoint.arrivals, EXECUTED);
    const second = await startDev(file);
    await reported;
    const [one, two, ...others] = endpoint.deliveries();
    expect(others).toEqual([]);
    expect([two?.body, two?.headers["x-tavus-signature"]]).toEqual([one?.body, one?.headers["x-tavus-signature"]]);
    expect(await executed(second, id)).toMatchObject([{ status: "success" }]);
  });

  it("while a callback is being sent posts it again, and the action doesn't run again", async () => {
    const { file, endpoint, first, id } = await begin((path, event) => path === "/events" && event === EXECUTED);
    const posted = once(endpoint.arrivals, EXECUTED);
    await end(first, id);
    await posted;
    await first.kill();
    const again = once(endpoint.arrivals, EXECUTED);
    const second = await startDev(file);
    await again;
    expect(endpoint.deliveries()).toHaveLength(1);
    expect(await executed(second, id)).toHaveLength(1);
  });

  it("after the report repeats nothing", async () => {
    const { file, endpoint, first, id } = await begin();
    const reported = once(endpoint.arrivals, EXECUTED);
    await end(first, id);
    await reported;
    // The answer to a later call proves that the callback is done.
    await first.call("GET", "/v2/tools");
    await first.kill();
    const second = await startDev(file);
    await end(second, id);
    const other = await speak(second, endpoint.url);
    const next = once(endpoint.arrivals, EXECUTED);
    await end(second, other);
    await next;
    expect(endpoint.deliveries().filter(({ body }) => body.includes(id))).toHaveLength(1);
    expect(await executed(second, id)).toHaveLength(1);
  });

  it.each([1, 2, 3, 5, 8])(
    "as request %i arrives, of ten actions of one call, reports each once and sends none more than twice",
    async (nth) => {
      const { file, endpoint, first, id } = await begin(undefined, 10);
      const arrived = new Promise<void>((resolve) => {
        endpoint.arrivals.on("delivery", () => void (endpoint.deliveries().length === nth && resolve()));
      });
      await end(first, id);
      await arrived;
      await first.kill();
      const all = new Promise<void>((resolve) => {
        const look = (): void => {
          const reports = endpoint.received.filter(({ body }) => body.includes(EXECUTED));
          if (new Set(reports.map(({ body }) => toolOf(body))).size === 10) resolve();
        };
        endpoint.arrivals.on(EXECUTED, look);
        look();
      });
      const second = await startDev(file);
      await all;
      const events = await executed(second, id);
      expect(new Set(events.map(({ tool_id: tool }) => tool)).size).toBe(10);
      expect(events).toHaveLength(10);
      for (let i = 0; i < 10; i += 1) {
        const sent = endpoint.deliveries().filter(({ url }) => url === `/n/${i}`);
        expect(sent.length).toBeGreaterThanOrEqual(1);
        expect(sent.length).toBeLessThanOrEqual(2);
        expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
      }
    },
  );
});

const toolOf = (body: string): unknown => ((JSON.parse(body) as JsonObject)["properties"] as JsonObject)["tool_id"];
