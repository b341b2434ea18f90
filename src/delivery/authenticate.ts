import type { Auth } from "../tavus-api/contract/index.ts";
import type { DeliveryRequest } from "./request.ts";
import { appendQuery } from "./url.ts";

/** Thrown for a kind of authentication that cannot be performed here; sending without it would be a lie. */
export class UnsupportedAuthError extends Error {
  override name = "UnsupportedAuthError";
}

/**
 * The request with its credentials (K-1 to K-4).
 * @param auth nothing and null mean none (U-9)
 * @throws UnsupportedAuthError for `hmac` and `oauth2_client_credentials`, which this version does not perform
 */
export function authenticate(request: DeliveryRequest, auth?: Auth | null): DeliveryRequest {
  if (auth === undefined || auth === null) return request;
  switch (auth.type) {
    case "none":
      return request;
    case "bearer":
      return withHeader(request, "authorization", `Bearer ${auth.token}`);
    case "basic": {
      const credentials = Buffer.from(`${auth.username}:${auth.password}`, "utf8").toString("base64");
      return withHeader(request, "authorization", `Basic ${credentials}`);
    }
    case "api_key":
      if (auth.location === "query") return { ...request, url: appendQuery(request.url, auth.name, auth.value) };
      return withHeader(request, auth.name, auth.value);
    case "oauth2_client_credentials":
    case "hmac":
      throw new UnsupportedAuthError(
        `authentication of type ${auth.type} is not performed by this version of the emulator`,
      );
  }
}

/** Header names do not differ by case: two spellings of one name would be sent as two values. */
function withHeader(request: DeliveryRequest, name: string, value: string): DeliveryRequest {
  const others = Object.entries(request.headers).filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  return { ...request, headers: { ...Object.fromEntries(others), [name]: value } };
}
