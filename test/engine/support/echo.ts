import type { ServerResponse } from "node:http";
import { type Received, startReceiver } from "../../../src/emulator/testing/start.ts";

export interface Echo {
  readonly url: string;
  /** The requests to refuse. @default none */
  refuses: (request: Received) => boolean;
  /** Returns the methods of the requests that it has refused since the last call. */
  refused(): string[];
}

/** The statuses of refused requests, in turn. */
const STATUSES = [400, 422, 403];

/** A proxy that echoes each request that it refuses: the headers, and the body unchanged, as a string, and URL-encoded. */
export async function startEcho(target: string): Promise<Echo> {
  const methods: string[] = [];
  let count = 0;
  const { url, received } = await startReceiver((_request, response) => {
    const request = received.at(-1);
    if (request === undefined) return;
    if (!echo.refuses(request)) return void pass(target, request, response);
    const { method, url: path, headers, body } = request;
    methods.push(method);
    const text = `${method} ${path} ${Object.values(headers).join(" ")} ${valuesIn(body)}`;
    response.writeHead(STATUSES[count % STATUSES.length] ?? 400, { "content-type": "application/json" });
    count += 1;
    response.end(JSON.stringify({ error: `Refused: ${text} ${encodeURIComponent(text)}`, sent: { headers, body } }));
  });
  const echo: Echo = {
    url,
    refuses: () => false,
    refused: () => methods.splice(0),
  };
  return echo;
}

/** The strings in a body, as a server sees them after parsing it. */
function valuesIn(body: string): string {
  const found: string[] = [];
  if (body !== "")
    JSON.parse(body, (_key, value: unknown) => {
      if (typeof value === "string") found.push(value);
      return value;
    });
  return found.join(" ");
}

async function pass(target: string, { method, url, headers, body }: Received, response: ServerResponse): Promise<void> {
  const sent = { "x-api-key": String(headers["x-api-key"]), "content-type": "application/json" };
  const answer = await fetch(`${target}${url}`, { method, headers: sent, ...(body !== "" && { body }) });
  const text = await answer.text();
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
  response.end(text);
}
