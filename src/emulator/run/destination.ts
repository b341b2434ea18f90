import { type ApiDelivery, isLocalHost } from "../../contract/index.ts";
import { forward } from "../../delivery/forward.ts";
import type { DeliveryRequest } from "../../delivery/request.ts";
import { SIMULATED_TOKENS } from "../../delivery/tokens.ts";
import type { Account } from "../services.ts";

export interface Destination {
  readonly request: DeliveryRequest;
  /** Whether the access token is made up, because the token endpoint must not be called. */
  readonly isTokenSimulated: boolean;
  /** The tool's own address, if the request goes elsewhere. */
  readonly forwardedFrom?: string;
}

/** Thrown if a delivery with made-up content and a real credential would go to a public host, and nobody has allowed it. */
export class HeldBack extends Error {
  constructor(hosts: readonly string[]) {
    super(
      `not sent: ${describeHosts(hosts)}, and this call was made up. Add --allow-public (createEmulator: allowPublic), ` +
        "start the emulator with --forward-to, or confirm the delivery on its page.",
    );
  }
}

/** "a.dev is a public host", or "a.dev and b.dev are public hosts". */
export function describeHosts(hosts: readonly string[]): string {
  return `${hosts.join(" and ")} ${hosts.length === 1 ? "is a public host" : "are public hosts"}`;
}

export const deliverOptions = (account: Account, { isTokenSimulated }: Destination) => ({
  tokens: isTokenSimulated ? SIMULATED_TOKENS : account.tokens,
  allowNonPublic: account.allowNonPublic,
  signal: account.closing,
});

/**
 * The destination of a delivery: an endpoint that the user named, `forwardTo`, or the tool's URL. A public token host doesn't get the client secret
 * of oauth2 until the user allows it. Until then, the delivery is held back. If it goes elsewhere anyway, it gets a simulated token.
 * @param options whether the user named the endpoint, and whether the user allowed public hosts
 * @throws HeldBack if the user must first allow a public host
 */
export function destinationOf(
  account: Account,
  request: DeliveryRequest,
  { auth, isNamed, isAllowed }: { auth: ApiDelivery["auth"]; isNamed: boolean; isAllowed: boolean },
): Destination {
  const isTokenSimulated = !isAllowed && !account.allowPublic && publicHosts(tokenUrls(auth)).length > 0;
  if (isNamed) return { request, isTokenSimulated };
  const { forwardTo } = account;
  if (forwardTo !== undefined)
    return { request: forward(request, forwardTo), forwardedFrom: request.url, isTokenSimulated };
  const held = isAllowed ? [] : heldHosts(account, request.url, auth);
  if (held.length > 0) throw new HeldBack(held);
  return { request, isTokenSimulated: false };
}

/** The public hosts that the user must allow before this tool's delivery goes to its own URL. */
export function heldHosts({ forwardTo, allowPublic }: Account, url: string, auth: ApiDelivery["auth"]): string[] {
  if (forwardTo !== undefined || allowPublic) return [];
  const hosts = publicHosts([url]);
  const others = publicHosts(tokenUrls(auth)).filter((host) => !hosts.includes(host));
  return [...hosts, ...others.map((host) => `${host} (token endpoint)`)];
}

const tokenUrls = (auth: ApiDelivery["auth"]): string[] =>
  auth?.type === "oauth2_client_credentials" ? [auth.token_url] : [];

function publicHosts(urls: readonly string[]): string[] {
  const parsed = urls.flatMap((url) => URL.parse(url) ?? []);
  return parsed.filter(({ hostname }) => !isLocalHost(hostname)).map(({ host }) => host);
}
