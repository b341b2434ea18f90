import type { Auth } from "../contract/index.ts";
import { authenticate } from "./authenticate.ts";
import type { DeliveryRequest } from "./request.ts";
import { type SendOptions, type SendResult, send } from "./send.ts";
import type { TokenCache } from "./tokens.ts";

export interface DeliverOptions extends SendOptions {
  readonly tokens: TokenCache;
  /** whether a signed request is sent again after a 5xx. Sources disagree. @default false */
  readonly retrySigned5xx?: boolean;
}

export interface Delivered {
  readonly request: DeliveryRequest;
  readonly result: SendResult;
  /** Credentials that were obtained during the delivery and aren't part of a definition. */
  readonly secrets: readonly string[];
}

/**
 * Authenticates and sends a request once. If an endpoint refuses the access token with a 401, fetches a new token and sends the request again (K-5).
 * `retrySigned5xx` is the only other retry. Returns a failure as a result instead of throwing it.
 */
export async function deliver(
  request: DeliveryRequest,
  auth: Auth | null | undefined,
  options: DeliverOptions,
): Promise<Delivered> {
  if (auth?.type === "oauth2_client_credentials") return deliverWithToken(request, auth, options);
  const authenticated = authenticate(request, auth);
  let result = await send(authenticated, options);
  if (auth?.type === "hmac" && options.retrySigned5xx === true && statusOf(result) >= 500)
    result = await send(authenticated, options);
  return { request: authenticated, result, secrets: [] };
}

async function deliverWithToken(
  request: DeliveryRequest,
  auth: Extract<Auth, { type: "oauth2_client_credentials" }>,
  options: DeliverOptions,
): Promise<Delivered> {
  const secrets: string[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const found = await options.tokens.get(auth, options);
    if (found.outcome !== "token")
      return {
        request,
        // E-6: an endpoint that can't be reached in time is a timeout. The same applies to the token endpoint.
        result: found.outcome === "timeout" ? { outcome: "timeout" } : { outcome: "failed", reason: found.reason },
        secrets,
      };
    secrets.push(found.token);
    const authenticated = authenticate(request, auth, found.token);
    const result = await send(authenticated, options);
    const isRefused = statusOf(result) === 401;
    if (isRefused) options.tokens.drop(auth, found.token);
    if (!isRefused || attempt === 2) return { request: authenticated, result, secrets };
  }
}

const statusOf = (result: SendResult): number => (result.outcome === "response" ? result.status : 0);
