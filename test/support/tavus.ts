import { test } from "vitest";
import type { JsonObject } from "../../src/contract/index.ts";
import * as start from "../../src/emulator/testing/start.ts";
import type { EmulatorOptions } from "../../src/emulator.ts";

export type Tavus = Awaited<ReturnType<typeof startTavus>>;

/** An emulator that stops when the test ends, with functions for its account. */
export async function startTavus(options: EmulatorOptions = {}) {
  const { emulator, call } = await start.startEmulator(options);
  const get = async (path: string): Promise<JsonObject> => (await call("GET", path)).body;
  const events = (id: string): Promise<JsonObject[]> => start.eventsOf(call, id);
  return {
    emulator,
    call,
    /** Returns the body of the response to a GET. */
    get,
    /** Returns a page as a browser requests it. */
    page: async (path: string): Promise<string> => await (await fetch(emulator.url + path)).text(),
    createPal: () => start.createPal(call),
    createTool: (definition: JsonObject) => start.createTool(call, definition),
    /** Creates in-call tools `tool_0`, `tool_1`, … */
    createTools: (count: number) =>
      Promise.all(Array.from({ length: count }, (_, i) => start.createTool(call, start.inCall(`tool_${i}`)))),
    attach: (palId: string, ...ids: unknown[]) => call("POST", `/v2/pals/${palId}/tools`, { tool_ids: ids }),
    /** Returns the names of a PAL's tools. */
    attached: async (palId: string) => start.names(await call("GET", `/v2/pals/${palId}/tools`)),
    toolIds: async (palId: string) => (await get(`/v2/pals/${palId}`))["tool_ids"],
    /** Starts another conversation with a PAL. */
    converse: async (palId: string, fields: JsonObject = {}): Promise<string> =>
      String((await call("POST", "/v2/conversations", { pal_id: palId, ...fields })).body["conversation_id"]),
    createConversation: (api: JsonObject, fields?: JsonObject) => start.createConversation(call, api, fields),
    speak: (id: string) => call("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: start.TRANSCRIPT }),
    hangUp: (id: string) => call("POST", `/v2/conversations/${id}/end`),
    /** Ends a conversation with a transcript, and waits for its actions. */
    end: (id: string, transcript?: unknown) => start.end(emulator, call, id, transcript),
    /** Like `end`, but returns the reports about actions. */
    actionsAtEnd: async (id: string, transcript?: unknown) =>
      start.actionsOf(await start.end(emulator, call, id, transcript)),
    events,
    actions: async (id: string) => start.actionsOf(await events(id)),
    trial: (fields: JsonObject) => call("POST", "/_emulator/trials", { transcript: start.TRANSCRIPT, ...fields }),
    replay: (id: string, fields: JsonObject = {}) => call("POST", `/_emulator/conversations/${id}/replays`, fields),
    deliveries: async () => (await get("/_emulator/deliveries"))["data"] as JsonObject[],
  };
}

/** Vitest's `it` with an emulator and an endpoint for each test. */
export const it = test.extend("tavus", () => startTavus()).extend("endpoint", () => start.startReceiver());
