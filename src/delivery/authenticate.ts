import { createHmac } from "node:crypto";
import { type Auth, SIGNATURE_HEADER } from "../contract/index.ts";
import type { DeliveryRequest } from "./request.ts";
import { appendQuery } from "./url.ts";

/**
 * The request with its credentials (K-1 to K-6).
 * @param auth undefined and null mean none (U-9)
 * @param accessToken the token endpoint's token, for `oauth2_client_credentials`
 */
export function authenticate(request: DeliveryRequest, auth?: Auth | null, accessToken = ""): DeliveryRequest {
  if (auth === undefined || auth === null) return request;
  switch (auth.type) {
    case "none":
      return request;
    case "bearer":
      return withHeader(request, "authorization", `Bearer ${auth.token}`);
    case "basic":
      return withHeader(request, "authorization", basicCredentials(auth.username, auth.password));
    case "api_key":
      if (auth.location === "query") return { ...request, url: appendQuery(request.url, auth.name, auth.value) };
      return withHeader(request, auth.name, auth.value);
    case "oauth2_client_credentials":
      return withHeader(request, "authorization", `Bearer ${accessToken}`);
    case "hmac":
      return withHeader(request, SIGNATURE_HEADER, sign(request.body ?? "", auth.secret));
  }
}

/** R-20: lower-case hex of HMAC-SHA256 over exactly the bytes of the body in UTF-8, without prefix or timestamp. */
export const sign = (body: string, secret: string): string => createHmac("sha256", secret).update(body).digest("hex");

/** RFC 7617, in UTF-8. */
export function basicCredentials(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Header names are case-insensitive. Two spellings of one name would be sent as two values. */
function withHeader(request: DeliveryRequest, name: string, value: string): DeliveryRequest {
  const others = Object.entries(request.headers).filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  return { ...request, headers: { ...Object.fromEntries(others), [name]: value } };
}

export function keyParameter(auth: Auth | null | undefined): string | undefined {
  return auth?.type === "api_key" && auth.location === "query" ? auth.name : undefined;
}
