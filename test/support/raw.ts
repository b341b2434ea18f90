import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A connection to which a test writes bytes that no HTTP client would send. */
export async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // A broken connection is a valid outcome here.
  socket.on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** The first bytes of the response, with all of its headers. If the connection ends earlier, the bytes received so far. */
export async function firstAnswer(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    text += String(chunk);
    if (text.includes("\r\n\r\n")) return text;
  }
  return text;
}

/** Everything that arrives until the connection ends. */
export async function untilClosed(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // Doesn't use `once`, which would treat a broken connection as a failure.
  if (!socket.closed) await new Promise((resolve) => socket.on("close", resolve));
  return Buffer.concat(chunks).toString();
}

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
