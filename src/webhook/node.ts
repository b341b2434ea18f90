import type { Receiver } from "./receiver.ts";

/** What is used of `http.IncomingMessage`; Express's request is one, if nothing has parsed its body before. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Express's: the URL before a router cut its own part off. */
  readonly originalUrl?: string;
  /** What a body parser has left. */
  readonly body?: unknown;
}

/** What is used of `http.ServerResponse`. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(text: string): unknown;
}

/**
 * A receiver for Node's `http` and for Express. In Express, mount it before `express.json()`, or give it `express.raw({ type: "*\/*" })`: a
 * parsed body has lost its bytes.
 * @example createServer(toNodeHandler(receive)).listen(3000);
 */
export function toNodeHandler(receive: Receiver): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (request, response) => {
    let answer: Response;
    try {
      answer = await receive(toRequest(request));
    } catch (error) {
      // A parsed body is the mistake of whoever wires the receiver up, and the answer is where they look.
      answer = Response.json({ error: error instanceof TypeError ? error.message : "failed" }, { status: 500 });
    }
    response.statusCode = answer.status;
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.end(await answer.text());
  };
}

function toRequest(request: NodeRequest): Request {
  const { method = "GET", originalUrl, url = "/", headers: given } = request;
  const headers = new Headers();
  // A list is joined with commas (RFC 9110, section 5.3).
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && !name.startsWith(":")) headers.set(name, `${value}`);
  const body = /^(GET|HEAD)$/.test(method) ? undefined : bodyOf(request);
  // The host is never used: only path and query are.
  return new Request(`http://localhost${originalUrl ?? url}`, { method, headers, body, duplex: "half" } as RequestInit);
}

function bodyOf(request: NodeRequest): unknown {
  const { body } = request;
  // A text is as good as its bytes; an object is not.
  if (body instanceof Uint8Array || typeof body === "string") return body;
  if (body !== undefined)
    throw new TypeError(
      'the body was parsed before. Mount the receiver before express.json(), or use express.raw({ type: "*/*" }).',
    );
  // Node's Request reads from whatever can be iterated.
  return request;
}
