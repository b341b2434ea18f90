import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isMetadataAddress, isNonPublicAddress } from "../contract/index.ts";
import type { DeliveryRequest } from "./request.ts";

export interface SendOptions {
  /** The time limit for the whole exchange, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Allows addresses outside the public internet (D-10), except those where a cloud provides credentials. @default false */
  readonly allowNonPublic?: boolean;
  /** The number of bytes of the response to keep. @default 65536 */
  readonly maxResponseBytes?: number;
}

/** The outcome of a request. A failure is a result, not an exception, so that the event can report it. */
export type SendResult =
  | {
      readonly outcome: "response";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly outcome: "timeout" }
  | { readonly outcome: "failed"; readonly reason: string };

/** Sends a request once. It doesn't retry, and a redirect counts as the response. */
export async function send(request: DeliveryRequest, options: SendOptions): Promise<SendResult> {
  const { allowNonPublic = false, maxResponseBytes = 65_536, timeoutMs, signal } = options;
  const url = URL.parse(request.url);
  if (url === null || !["http:", "https:"].includes(url.protocol))
    return { outcome: "failed", reason: "the endpoint's address is not an http or https URL" };
  // The look-up never sees a literal address.
  const refusal = (address: string): string | undefined => refusalOf(address, allowNonPublic);
  const reason = refusal(url.hostname.replace(/^\[|\]$/g, ""));
  if (reason !== undefined) return { outcome: "failed", reason };
  const { Agent, request: httpRequest } = await import("undici");
  const deadline = AbortSignal.timeout(timeoutMs);
  // Each request has its own agent, so that its socket ends with the request. undici's own time limits would report a slow endpoint as a broken
  // connection.
  const agent = new Agent({
    connect: { timeout: timeoutMs, lookup: lookupUnless(refusal) },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    const response = await httpRequest(request.url, {
      dispatcher: agent,
      method: request.method as "POST",
      headers: request.headers,
      body: request.body ?? null,
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
    const headers = Object.entries(response.headers).map(([name, value]) => [name, [value ?? []].flat().join(", ")]);
    return {
      outcome: "response",
      status: response.statusCode,
      headers: Object.fromEntries(headers),
      body: await readUpTo(response.body, maxResponseBytes),
    };
  } catch (error) {
    if (signal?.aborted === true) return { outcome: "failed", reason: "the request was stopped" };
    if (deadline.aborted || codeOf(error) === "UND_ERR_CONNECT_TIMEOUT") return { outcome: "timeout" };
    return { outcome: "failed", reason: reasonOf(error) };
  } finally {
    await agent.destroy();
  }
}

function refusalOf(address: string, allowNonPublic: boolean): string | undefined {
  if (!allowNonPublic && isNonPublicAddress(address)) return "the endpoint's address is not public";
  // Always refused, even on a laptop or in CI: no endpoint has these addresses, and the answer would be stored with the delivery.
  return isMetadataAddress(address) ? "the endpoint's address is link-local, or a cloud's metadata service" : undefined;
}

/**
 * Looks up a name, and refuses it if one of its addresses is refused. The connection then uses exactly these addresses, so nothing can change in
 * between.
 */
function lookupUnless(refusal: (address: string) => string | undefined): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "");
      const [reason] = addresses.flatMap(({ address }) => refusal(address) ?? []);
      if (reason !== undefined) return callback(new Error(reason), "");
      const [first] = addresses;
      if (options.all === true) return callback(null, addresses);
      return callback(null, first?.address ?? "", first?.family);
    });
  };
}

async function readUpTo(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > limit) break;
  }
  // Decodes as a stream, so that a character at the cut is left out instead of becoming U+FFFD.
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, limit), { stream: size > limit });
}

/** What went wrong, as text. undici's messages never contain header values or the URL. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "the request failed";
  const cause = error.cause instanceof Error ? error.cause : error;
  // If a name has several addresses, their failures arrive as a group without its own text.
  const single = cause instanceof AggregateError && cause.errors[0] instanceof Error ? cause.errors[0] : cause;
  const code = codeOf(single);
  if (code === undefined || single.message.includes(code)) return single.message;
  return single.message === "" ? code : `${code}: ${single.message}`;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
