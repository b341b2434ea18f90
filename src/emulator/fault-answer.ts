import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { FaultKind } from "./faults.ts";

/** Milliseconds between two bytes of a `drip` response. */
const DRIP_MS = 20;
const HTML = "<!doctype html><html><head><title>Gateway</title></head><body><h1>Gateway</h1></body></html>";

/** Whether only the response fails, so that the request must be handled first. */
export function needsAnswer(fault: Response | FaultKind | undefined): boolean {
  return typeof fault === "string" && ["drip", "truncated", "text", "twice"].includes(fault);
}

/** @param right the correct response, if the request was handled */
export async function spoil(
  fault: Response | FaultKind,
  right: Response | undefined,
  incoming: IncomingMessage,
): Promise<Response> {
  // Returns a copy, because a plan can be used again.
  if (typeof fault !== "string") return fault.clone();
  switch (fault) {
    case "reset":
      incoming.socket.destroy();
      // Nobody receives this response, but hono requires one for every request.
      return new Response(null);
    case "hang":
      if (!incoming.socket.destroyed) await once(incoming.socket, "close");
      return new Response(null);
    case "garbage":
      return new Response('{"data": [{"tool_id": ', { headers: { "content-type": "application/json" } });
    case "empty":
      return new Response("", { headers: { "content-type": "application/json" } });
    case "html":
      return new Response(HTML, { headers: { "content-type": "text/html" } });
    default:
      return right === undefined ? new Response(null, { status: 500 }) : spoilAnswer(fault, right, incoming);
  }
}

async function spoilAnswer(fault: FaultKind, right: Response, incoming: IncomingMessage): Promise<Response> {
  if (fault === "twice") return right;
  const bytes = new Uint8Array(await right.arrayBuffer());
  const headers = new Headers(right.headers);
  const { status } = right;
  if (bytes.length === 0) return new Response(null, { status, headers });
  headers.set("content-length", String(bytes.length));
  if (fault === "text") {
    headers.set("content-type", "text/plain");
    return new Response(bytes, { status, headers });
  }
  const parts = fault === "drip" ? dripping(bytes) : half(bytes, incoming);
  return new Response(ReadableStream.from(parts), { status, headers });
}

async function* half(bytes: Uint8Array, { socket }: IncomingMessage): AsyncGenerator<Uint8Array> {
  yield bytes.slice(0, Math.ceil(bytes.length / 2));
  await setImmediate();
  socket.destroy();
}

async function* dripping(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (const byte of bytes) {
    await setTimeout(DRIP_MS);
    yield Uint8Array.of(byte);
  }
}
