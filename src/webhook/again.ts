import { isLoopbackHost } from "../contract/endpoint-host.ts";

/** A header that asks a receiver on this machine to handle a repeated delivery again: `pulumi-tavus replay --again`. Tavus never sends it. */
export const AGAIN_HEADER = "pulumi-tavus-again";

/** Headers that proxies add. If one of them is present, the client can be on any machine. */
const FORWARDED = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/**
 * Whether a request has the header and may use it. With `hmac`, it may not: an attacker can't change a recorded delivery, and must not be able to
 * repeat it. With other auth, anybody who has recorded a delivery can create a new one anyway.
 */
export function mayHandleAgain({ headers, url }: Pick<Request, "headers" | "url">, authType: string): boolean {
  return (
    headers.has(AGAIN_HEADER) &&
    authType !== "hmac" &&
    isLoopbackHost(new URL(url).hostname) &&
    !FORWARDED.some((name) => headers.has(name))
  );
}
