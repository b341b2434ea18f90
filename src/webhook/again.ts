import { isLoopbackHost } from "../contract/endpoint-host.ts";

/** A header that asks a receiver on this machine to handle a repeated delivery again: `pulumi-tavus replay --again`. Tavus never sends it. */
export const AGAIN_HEADER = "pulumi-tavus-again";

/** Headers that proxies add. With one of them, the client can be on any machine. */
const FORWARDED = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/**
 * Whether a request has the header and may use it. Not with `hmac`: an attacker who recorded a signed delivery can't change it, and must not get it
 * handled twice. With any other auth, somebody who has recorded a delivery can create a new one anyway.
 */
export function mayHandleAgain({ headers, url }: Pick<Request, "headers" | "url">, authType: string): boolean {
  return (
    headers.has(AGAIN_HEADER) &&
    authType !== "hmac" &&
    isLoopbackHost(new URL(url).hostname) &&
    !FORWARDED.some((name) => headers.has(name))
  );
}
