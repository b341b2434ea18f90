import { type Auth, member } from "../contract/index.ts";
import { tryJson } from "../contract/json.ts";
import { basicCredentials } from "./authenticate.ts";
import type { DeliveryRequest } from "./request.ts";
import { type SendOptions, send } from "./send.ts";

export type OAuth2 = Extract<Auth, { type: "oauth2_client_credentials" }>;

/** K-5 doesn't say how the client authenticates at the token endpoint. RFC 6749, section 2.3.1, has two ways. */
export type ClientAuthentication = "basic" | "form";

export type TokenResult =
  | { readonly outcome: "token"; readonly token: string }
  | { readonly outcome: "timeout" | "failed"; readonly reason: string };

/** Access tokens, fetched once and kept until shortly before they expire (K-5). */
export interface TokenCache {
  get(auth: OAuth2, options: SendOptions): Promise<TokenResult>;
  /** Drops a token that the endpoint refused. The next `get` fetches a new one. */
  drop(auth: OAuth2, token: string): void;
}

interface Cached {
  readonly result: Promise<TokenResult>;
  token?: string;
  /** The time in milliseconds after which the token isn't used anymore. */
  staleAt: number;
}

/** Tokens aren't used for this long before they expire, or for a tenth of their lifetime if that is shorter. */
const EARLY_MS = 30_000;

/** @param now the current time in milliseconds */
export function createTokenCache(now: () => number, clientAuthentication: ClientAuthentication = "basic"): TokenCache {
  const cached = new Map<string, Cached>();
  const keyOf = (auth: OAuth2): string =>
    JSON.stringify([auth.token_url, auth.client_id, auth.client_secret, auth.scope ?? ""]);

  return {
    get: (auth, options) => {
      const key = keyOf(auth);
      const known = cached.get(key);
      if (known !== undefined && now() < known.staleAt) return known.result;
      const entry: Cached = {
        // Concurrent callers wait for the same request.
        result: fetchToken(auth, clientAuthentication, options).then(({ result, lifeMs }) => {
          if (result.outcome === "token") {
            entry.token = result.token;
            entry.staleAt = now() + lifeMs - Math.min(EARLY_MS, lifeMs / 10);
          } else if (cached.get(key) === entry) cached.delete(key);
          return result;
        }),
        staleAt: Number.POSITIVE_INFINITY,
      };
      cached.set(key, entry);
      return entry.result;
    },
    drop: (auth, token) => {
      if (cached.get(keyOf(auth))?.token === token) cached.delete(keyOf(auth));
    },
  };
}

export const TOKEN_SIMULATED =
  "simulated: the token endpoint is a public host and was not asked (--allow-public asks it)";

/** Sends no request. Used for a token endpoint that must not get the client's secret. */
export const SIMULATED_TOKENS: TokenCache = {
  get: () => Promise.resolve({ outcome: "token", token: "simulated-by-pulumi-tavus" }),
  drop: () => {},
};

async function fetchToken(
  auth: OAuth2,
  clientAuthentication: ClientAuthentication,
  options: SendOptions,
): Promise<{ result: TokenResult; lifeMs: number }> {
  const failed = (reason: string, outcome: "failed" | "timeout" = "failed") => ({
    result: { outcome, reason: `no access token: ${reason}` },
    lifeMs: 0,
  });
  const answer = await send(tokenRequest(auth, clientAuthentication), options);
  if (answer.outcome === "timeout") return failed("the token endpoint did not answer in time", "timeout");
  if (answer.outcome === "failed") return failed(answer.reason);
  // Leaves out the response body, which may contain the credentials.
  if (answer.status !== 200) return failed(`the token endpoint answered ${answer.status}`);
  const body = tryJson(answer.body);
  const token = member(body, "access_token");
  if (typeof token !== "string" || token === "" || !/^[\x21-\x7e]+$/.test(token))
    return failed("the token endpoint's answer has no access_token");
  const seconds = Number(member(body, "expires_in"));
  // RFC 6749, section 5.1: without a lifetime, a token is valid until the endpoint refuses it.
  return { result: { outcome: "token", token }, lifeMs: seconds > 0 ? seconds * 1000 : Number.POSITIVE_INFINITY };
}

function tokenRequest(auth: OAuth2, clientAuthentication: ClientAuthentication): DeliveryRequest {
  const { client_id: id, client_secret: secret, scope } = auth;
  const form = new URLSearchParams({ grant_type: "client_credentials", ...(scope && { scope }) });
  const headers: Record<string, string> = {
    "content-type": "application/x-www-form-urlencoded",
    accept: "application/json",
  };
  // RFC 6749, section 2.3.1: both parts are form-encoded before they are joined.
  if (clientAuthentication === "basic") headers["authorization"] = basicCredentials(formEncode(id), formEncode(secret));
  else {
    form.set("client_id", id);
    form.set("client_secret", secret);
  }
  return { method: "POST", url: auth.token_url, headers, body: form.toString() };
}

const formEncode = (text: string): string => new URLSearchParams({ "": text }).toString().slice(1);
