import { UnreadableBodyError } from "./errors.ts";

/** The largest body in bytes. Definitions have at most 10,000 characters, and the values that an AI fills in have a similar size. */
export const BODY_MAX = 262_144;

/**
 * The body's bytes, or undefined if there are more than `limit`. Never keeps more than that in memory.
 * @throws UnreadableBodyError if something has already read the body
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) return undefined;
  if (request.bodyUsed || request.body?.locked)
    throw new UnreadableBodyError(
      "the body was read before the receiver got the request. Call the receiver first, or give it a request.clone() from before.",
    );
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks as ConstructorParameters<typeof Blob>[0]).arrayBuffer());
}
