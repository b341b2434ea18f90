import { isLoopbackHost } from "../contract/endpoint-host.ts";
import { tryUrl } from "../contract/url.ts";
import { AGAIN_HEADER } from "./again.ts";
import { UnreadableBodyError } from "./errors.ts";
import type { Receiver } from "./options.ts";
import { bytesOf } from "./raw-body.ts";

/** A body that the host or a body parser has read: its bytes in `rawBody` (Google Cloud Functions, Firebase, NestJS, Koa), or the parsed value. */
interface ParsedBody {
  readonly rawBody?: unknown;
  readonly body?: unknown;
}

/**
 * The part of `http.IncomingMessage` that {@link toNodeHandler} reads. The requests of Express and Google Cloud Functions fit too.
 * @since 0.1.0
 */
export interface NodeRequest extends AsyncIterable<Uint8Array | string>, ParsedBody {
  /** The HTTP method. */
  readonly method?: string | undefined;
  /** Path and query. */
  readonly url?: string | undefined;
  /** Headers by lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** In Express, the URL before a router removes its own part. */
  readonly originalUrl?: string;
  /** Whether something has read the body. */
  readonly readableDidRead?: boolean;
  /** The connection, for the address of the client. */
  readonly socket?: { readonly remoteAddress?: string | undefined } | undefined;
}

/**
 * The part of `http.ServerResponse` that {@link toNodeHandler} uses.
 * @since 0.1.0
 */
export interface NodeResponse {
  /** The HTTP status. */
  statusCode: number;
  /** Sets a header of the answer. */
  setHeader(name: string, value: string): unknown;
  /** Sends the answer with this body. */
  end(text: string): unknown;
}

/**
 * The part of Fastify's request that {@link toNodeHandler} reads.
 * @since 0.1.0
 */
export interface FastifyRequest extends ParsedBody {
  /** Node's own request. */
  readonly raw: NodeRequest;
}

/**
 * The part of Fastify's reply that {@link toNodeHandler} uses.
 * @since 0.1.0
 */
export interface FastifyReply {
  /** Node's own response. */
  readonly raw: NodeResponse;
  /** Tells Fastify that another handler sends the answer. */
  hijack(): unknown;
}

/**
 * The part of Koa's context that {@link toNodeHandler} uses.
 * @since 0.1.0
 */
export interface KoaContext {
  /** Node's own request. */
  readonly req: NodeRequest;
  /** Node's own response. */
  readonly res: NodeResponse;
  /** Koa's request. A body parser stores its result here. */
  readonly request: object;
  /** Set to false, so that Koa doesn't answer as well. */
  respond?: boolean | undefined;
}

/**
 * A handler that Node's `http`, Express, Fastify, and Koa accept. It never rejects.
 * @since 0.1.0
 */
export interface NodeHandler {
  (request: NodeRequest, response: NodeResponse): Promise<void>;
  (request: FastifyRequest, reply: FastifyReply): Promise<void>;
  (context: KoaContext, next: () => Promise<unknown>): Promise<void>;
}

/**
 * Mounts a receiver on Node's `http`, Express, Fastify, Koa, Google Cloud Functions, or Firebase. Mount it before any body parser, because the
 * signature covers the exact bytes. If a parser has read them and kept no `rawBody`, the answer is a 500 that says what to change.
 * @param receive the result of {@link createReceiver}
 * @example createServer(toNodeHandler(receive)).listen(3000);
 * @since 0.1.0
 */
export function toNodeHandler(receive: Receiver): NodeHandler {
  return async (first: First, second: Second): Promise<void> => {
    const { message, parsed, response, remedy } = unwrap(first, second);
    let answer: Response;
    try {
      answer = await receive(requestOf(message, read(message, parsed, remedy)));
    } catch {
      answer = Response.json({ error: "failed" }, { status: 500 });
    }
    response.statusCode = answer.status;
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.end(await answer.text());
  };
}

type First = NodeRequest | FastifyRequest | KoaContext;
type Second = NodeResponse | FastifyReply | (() => unknown);

/** Returns Node's own request and response from the framework's arguments, and the remedy if a body parser came first. */
function unwrap(first: First, second: Second) {
  if ("hijack" in second) {
    const { raw: message } = first as FastifyRequest;
    second.hijack();
    const remedy =
      'Mount the receiver in a plugin of its own (app.register(async (hooks) => { … })), after hooks.removeAllContentTypeParsers() and hooks.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body)).';
    return { message, parsed: first as ParsedBody, response: second.raw, remedy };
  }
  if (typeof second === "function") {
    const { req: message, request: parsed, res: response } = first as KoaContext;
    (first as KoaContext).respond = false;
    return { message, parsed: parsed as ParsedBody, response, remedy: "Mount the receiver before bodyParser()." };
  }
  const remedy =
    'Mount the receiver before express.json(), or use express.raw({ type: "*/*" }). In NestJS, set rawBody: true. In pages/api of Next.js, export const config = { api: { bodyParser: false } }. Elsewhere, set request.rawBody to the bytes.';
  return { message: first as NodeRequest, parsed: first as ParsedBody, response: second, remedy };
}

function requestOf(
  { method = "GET", originalUrl, url = "/", headers: given, socket }: NodeRequest,
  chunks: AsyncGenerator<Uint8Array | string>,
): Request {
  const headers = new Headers();
  // A list is joined with commas (RFC 9110, section 5.3).
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && !name.startsWith(":")) headers.set(name, `${value}`);
  // The URL below always says localhost, even if the client used another host name.
  const addresses = [socket?.remoteAddress?.replace(/^::ffff:/, ""), tryUrl(`http://${headers.get("host")}`)?.hostname];
  if (!addresses.every((address) => isLoopbackHost(address ?? ""))) headers.delete(AGAIN_HEADER);
  const body = /^(GET|HEAD)$/.test(method) ? null : streamOf(chunks);
  // The host doesn't matter, because only path and query are used.
  return new Request(`http://localhost${(originalUrl ?? url).replace(/^(?!\/)/, "/")}`, {
    method,
    headers,
    body,
    duplex: "half",
  } as RequestInit);
}

async function* read(
  message: NodeRequest,
  { rawBody, body }: ParsedBody,
  remedy: string,
): AsyncGenerator<Uint8Array | string> {
  // A string works as well as bytes, but an object doesn't.
  const bytes = bytesOf(rawBody) ?? bytesOf(body);
  if (bytes) yield bytes;
  // Some parsers set an object even if they read nothing, because of the content type.
  else if (message.readableDidRead ?? body !== undefined)
    throw new UnreadableBodyError(`a body parser read the body before the receiver. ${remedy}`);
  else yield* message;
}

/** Doesn't use `ReadableStream.from`. It would close the connection of a body that is too large before the response is sent. */
function streamOf(chunks: AsyncGenerator<Uint8Array | string>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      pull: async (controller) => {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(bytesOf(value) as Uint8Array);
      },
    },
    // Reads nothing until the receiver asks for it.
    { highWaterMark: 0 },
  );
}
