import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SeenRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

export type Script =
  /** An answer. A body that isn't a string is sent as JSON. */
  | { status: number; body?: unknown; headers?: Record<string, string> }
  /** The connection is cut before an answer. */
  | "reset"
  /** No answer, ever. */
  | "hang"
  /** The head of a 200 and half of its body, then the connection is cut. */
  | "cut";

export type Handler = (request: SeenRequest, count: number) => Script | Promise<Script>;

/** A server on a free loopback port that answers as a test specifies, and records requests. */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  handler: Handler = () => ({ status: 500, body: { error: "no script" } });
  inFlight = 0;
  maxInFlight = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(handler?: Handler): Promise<ScriptedServer> {
    const server = createServer((request, response) => void scripted.#serve(request, response));
    const scripted = new ScriptedServer(server);
    if (handler !== undefined) scripted.handler = handler;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** `["GET /v2/tools", …]` in the order of arrival. */
  get calls(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  /** How often a call was made, such as `POST /v2/tools`. */
  count(call: string): number {
    return this.calls.filter((seen) => seen === call).length;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight++;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    response.on("close", () => this.inFlight--);
    let text = "";
    for await (const chunk of request) text += chunk;
    const url = new URL(request.url ?? "/", this.url);
    const seen: SeenRequest = {
      method: request.method ?? "",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
    this.requests.push(seen);
    play(await this.handler(seen, this.requests.length), response);
  }
}

function play(script: Script, response: ServerResponse): void {
  if (script === "hang") return;
  if (script === "reset") {
    response.socket?.destroy();
    return;
  }
  if (script === "cut") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "200" });
    response.write('{"tool_id":"t1","na', () => response.socket?.destroy());
    return;
  }
  const { status, body, headers = {} } = script;
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { date: "Mon, 01 Jun 2026 12:00:00 GMT", ...headers });
  response.end(text);
}

/** Answers with these scripts in turn, and repeats the last one forever. */
export function inTurn(...scripts: Script[]): Handler {
  let next = 0;
  return () => scripts[Math.min(next++, scripts.length - 1)] ?? "hang";
}
