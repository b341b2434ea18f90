import type { Auth } from "../tavus-api/contract/index.ts";
import type { DeliveryRequest } from "./request.ts";

/** Thrown for a kind of authentication that cannot be performed here; sending without it would be a lie. */
export class UnsupportedAuthError extends Error {
  override name = "UnsupportedAuthError";
}

/**
 * The request with its credentials (K-1 to K-4).
 * @throws UnsupportedAuthError for `hmac` and `oauth2_client_credentials`, which this version does not perform
 */
export function authenticate(request: DeliveryRequest, auth: Auth = { type: "none" }): DeliveryRequest {
  const withHeader = (name: string, value: string): DeliveryRequest => ({
    ...request,
    headers: { ...request.headers, [name]: value },
  });
  switch (auth.type) {
    case "none":
      return request;
    case "bearer":
      return withHeader("authorization", `Bearer ${auth.token}`);
    case "basic":
      return withHeader(
        "authorization",
        `Basic ${Buffer.from(`${auth.username}:${auth.password}`, "utf8").toString("base64")}`,
      );
    case "api_key": {
      if (auth.location !== "query") return withHeader(auth.name, auth.value);
      const url = new URL(request.url);
      url.searchParams.append(auth.name, auth.value);
      return { ...request, url: url.href };
    }
    case "oauth2_client_credentials":
    case "hmac":
      throw new UnsupportedAuthError(
        `authentication of type ${auth.type} is not performed by this version of the emulator`,
      );
  }
}
