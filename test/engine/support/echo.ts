import type { ServerResponse } from "node:http";
import { type Received, startReceiver } from "../../../src/emulator/testing/stage.ts";

/** What is refused, and how. */
export interface Refusal {
  readonly status: number;
  isMeant(request: Received): boolean;
}

export interface Echo {
  readonly url: string;
  refusal: Refusal | undefined;
  /** How many requests it has refused since the last call. */
  refused(): number;
}

/** A server before another, which repeats what it was sent where it refuses: the headers, and the body as it is and once more as a text. */
export async function startEcho(target: string): Promise<Echo> {
  let refused = 0;
  const { url, received } = await startReceiver((_request, response) => {
    const request = received.at(-1);
    if (request === undefined) return;
    if (echo.refusal?.isMeant(request) !== true) return void pass(target, request, response);
    refused += 1;
    const { method, url: path, headers, body } = request;
    const text = `Refused: ${method} ${path} ${Object.values(headers).join(" ")} ${valuesIn(body)}`;
    response.writeHead(echo.refusal.status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: text, sent: { headers, body } }));
  });
  const echo: Echo = {
    url,
    refusal: undefined,
    refused: () => {
      const count = refused;
      refused = 0;
      return count;
    },
  };
  return echo;
}

/** The texts of a body as a server knows them, which has parsed it. */
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
