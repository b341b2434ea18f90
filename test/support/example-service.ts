import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { ConversationEvent, ReceiverAuth } from "pulumi-tavus/webhook";
import { createApp, type Note } from "../../examples/receiver/app.ts";
import type { JsonObject } from "../../src/contract/index.ts";
import { caller } from "../../src/emulator/testing/start.ts";
import type { Emulator } from "../../src/emulator.ts";
import { serve } from "./serve.ts";

const TRANSCRIPT = [
  { role: "assistant", content: "How can I help?" },
  { role: "user", content: "Order 4711 never arrived, I lost 90 minutes. It is urgent, high priority." },
  { role: "assistant", content: "It leaves the house today." },
  { role: "user", content: "Yes, thank you." },
];

/** The unchanged service of examples/receiver, behind HTTP. */
export async function startService(auth: ReceiverAuth) {
  const notes: Note[] = [];
  const events: ConversationEvent[] = [];
  const save = async (note: Note) => void notes.push(note);
  const app = createApp({ auth, save, onEvent: (event) => void events.push(event) });
  return { url: await serve(createAdaptorServer({ fetch: app.fetch }) as Server), notes, events };
}

/** Runs a call with the PAL, from its beginning to the last event. */
export async function holdCall(
  emulator: Emulator,
  palId: string,
  callback: string,
): Promise<{ id: string; events: JsonObject[] }> {
  const call = caller(emulator);
  const { body } = await call("POST", "/v2/conversations", { pal_id: palId, callback_url: callback });
  const id = String(body["conversation_id"]);
  await call("PUT", `/_emulator/conversations/${id}/transcript`, { transcript: TRANSCRIPT });
  await call("POST", `/v2/conversations/${id}/end`);
  await emulator.idle();
  const verbose = await call("GET", `/v2/conversations/${id}?verbose=true`);
  return { id, events: verbose.body["events"] as JsonObject[] };
}
