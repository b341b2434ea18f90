import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { serve } from "../../../test/support/serve.ts";
import type { JsonObject } from "../../contract/index.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../emulator.ts";

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The text as JSON if it is an object, otherwise an empty object. */
  readonly body: JsonObject;
  readonly headers: Headers;
}
/** Sends a call. A string body is sent unchanged. */
export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

export const caller =
  ({ url, apiKey }: Emulator): Call =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "x-api-key": apiKey, ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = text.startsWith("{") ? (JSON.parse(text) as JsonObject) : {};
    return { status: response.status, text, body: json, headers: response.headers };
  };

/** Sends half of a body, does something else, and sends the rest. Data that a handler has already read is then out of date. */
export async function sendSlowly(
  { url, apiKey }: Emulator,
  method: string,
  path: string,
  body: unknown,
  meanwhile: () => Promise<unknown>,
): Promise<number> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const sent = fetch(`${url}${path}`, { method, headers: { "x-api-key": apiKey }, body: readable, duplex: "half" });
  await writer.write(bytes.slice(0, 5));
  await meanwhile();
  await writer.write(bytes.slice(5));
  await writer.close();
  return (await sent).status;
}

/** An emulator that stops when the test ends, and a function that calls it. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<{ emulator: Emulator; call: Call }> {
  const emulator = await createEmulator(options);
  onTestFinished(() => emulator.close());
  return { emulator, call: caller(emulator) };
}

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A real endpoint on loopback that stops when the test ends. It responds with `answer`. */
export async function startReceiver(
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end("noted"),
) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const { method = "", url = "", headers } = request;
    received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    answer(request, response);
  });
  return { url: await serve(server), received, server };
}

/** A test's secrets, which must not appear in output. */
export const TOKEN = "c4nary-token-0123456789";

/** A post-call action with a fixed and an open parameter. */
export const postCall = (fields: JsonObject = {}): JsonObject => ({
  name: "log_note",
  description: "Log a note.",
  trigger_type: "post_call",
  parameters: {
    type: "object",
    properties: {
      channel: { type: "string", const: "C0" },
      message: { type: "string", description: "What the caller wanted." },
    },
    required: ["channel", "message"],
  },
  delivery: { api: { url: "https://crm.acme.dev/n", timeout: 20, auth: { type: "bearer", token: TOKEN } } },
  ...fields,
});

export const inCall = (name: string, fields: JsonObject = {}): JsonObject => ({ name, description: "d", ...fields });

export const names = ({ body }: Answer): unknown[] => (body["data"] as JsonObject[]).map((tool) => tool["name"]);

export async function createTool(call: Call, definition: JsonObject): Promise<string> {
  return idOf(await call("POST", "/v2/tools", definition), "tool_id");
}

export async function createPal(call: Call): Promise<string> {
  return idOf(await call("POST", "/v2/pals", { pal_name: "P", system_prompt: "s", default_face_id: "r1" }), "pal_id");
}

function idOf({ body, text }: Answer, field: string): string {
  if (typeof body[field] !== "string") throw new Error(text);
  return body[field];
}

export const TRANSCRIPT = [
  { role: "assistant", content: "How can I help?" },
  { role: "user", content: "Order 4711 never arrived." },
];

/** A PAL with one action that delivers to `api`, and a conversation with the PAL. */
export async function createConversation(call: Call, api: JsonObject, fields: JsonObject = {}) {
  const palId = await createPal(call);
  const toolId = await createTool(call, postCall({ delivery: { api } }));
  await call("POST", `/v2/pals/${palId}/tools`, { tool_ids: [toolId] });
  const conversation = await call("POST", "/v2/conversations", { pal_id: palId, ...fields });
  return { palId, toolId, id: idOf(conversation, "conversation_id") };
}

/** Ends a conversation with a transcript, and waits for its actions. Returns its events. */
export async function end(
  emulator: Emulator,
  call: Call,
  id: string,
  transcript: unknown = TRANSCRIPT,
): Promise<JsonObject[]> {
  await call("PUT", `/_emulator/conversations/${id}/transcript`, { transcript, perception_analysis: "Calm." });
  await call("POST", `/v2/conversations/${id}/end`);
  await emulator.idle();
  return eventsOf(call, id);
}

export async function eventsOf(call: Call, id: string): Promise<JsonObject[]> {
  return (await call("GET", `/v2/conversations/${id}?verbose=true`)).body["events"] as JsonObject[];
}

/** The properties of the events about actions. */
export const actionsOf = (events: readonly JsonObject[]): JsonObject[] =>
  events
    .filter((event) => event["event_type"] === "application.post_call_action_executed")
    .map((event) => event["properties"] as JsonObject);
