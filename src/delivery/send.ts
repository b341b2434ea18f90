import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { isNonPublicAddress } from "../tavus-api/contract/index.ts";
import type { DeliveryRequest } from "./request.ts";

export interface SendOptions {
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Also addresses outside the public internet (D-10). @default false */
  readonly allowNonPublic?: boolean;
  /** Bytes of the answer that are kept. @default 65536 */
  readonly maxResponseBytes?: number;
}

/** What became of a request. None of it is an exception: each is a result that the event reports. */
export type SendResult =
  | { readonly outcome: "response"; readonly status: number; readonly body: string }
  | { readonly outcome: "timeout" }
  | { readonly outcome: "failed"; readonly reason: string };

/** Sends one request once: no retry, no redirect (an answer that redirects is an answer). */
export async function send(request: DeliveryRequest, options: SendOptions): Promise<SendResult> {
  const { allowNonPublic = false, maxResponseBytes = 65_536 } = options;
  const { Agent, request: httpRequest } = await import("undici");
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const host = new URL(request.url).hostname.replace(/^\[|\]$/g, "");
  // A literal address never reaches the look-up.
  if (!allowNonPublic && isIP(host) !== 0 && isNonPublicAddress(host)) return { outcome: "failed", reason: NON_PUBLIC };
  const agent = new Agent({ connect: allowNonPublic ? {} : { lookup: publicLookup } });
  try {
    const response = await httpRequest(request.url, {
      dispatcher: agent,
      method: request.method as "POST",
      headers: request.headers,
      body: request.body ?? null,
      signal: options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal]),
    });
    return { outcome: "response", status: response.statusCode, body: await readUpTo(response.body, maxResponseBytes) };
  } catch (error) {
    if (deadline.aborted) return { outcome: "timeout" };
    return { outcome: "failed", reason: reasonOf(error) };
  } finally {
    await agent.destroy();
  }
}

const NON_PUBLIC = "the endpoint's address is not public";

/** Looks a name up and refuses addresses inside; the connection is then made to just these addresses, so nothing can change between. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "");
    if (addresses.some(({ address }) => isNonPublicAddress(address))) return callback(new Error(NON_PUBLIC), "");
    const [first] = addresses;
    if (options.all === true) return callback(null, addresses);
    return callback(null, first?.address ?? "", first?.family);
  });
};

async function readUpTo(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit).toString("utf8");
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return "code" in cause && typeof cause.code === "string" ? `${cause.code}: ${cause.message}` : cause.message;
}
