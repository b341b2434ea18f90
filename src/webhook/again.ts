import { isLoopbackHost } from "../contract/endpoint-host.ts";

/**
 * Asks a receiver on this machine to handle a delivery once more though it has been handled: `pulumi-tavus replay --again`. Tavus never sends it.
 */
export const AGAIN_HEADER = "pulumi-tavus-again";

/** What a proxy adds: then whoever asks may be anywhere. */
const FORWARDED = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/**
 * Whether a request asks for that and may. Not with `hmac`: somebody who has recorded a signed delivery can't change it, and must not have it
 * handled twice. With any other auth, who has recorded a delivery can make another one.
 */
export function mayHandleAgain({ headers, url }: Pick<Request, "headers" | "url">, authType: string): boolean {
  return (
    headers.has(AGAIN_HEADER) &&
    authType !== "hmac" &&
    isLoopbackHost(new URL(url).hostname) &&
    !FORWARDED.some((name) => headers.has(name))
  );
}
