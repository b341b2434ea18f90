import { isCredentialName } from "../contract/credentials.ts";
import { MASK, SIGNATURE_HEADER } from "../contract/index.ts";
import type { Redactor } from "../tavus-api/redactor.ts";
import type { DeliveryRequest } from "./request.ts";

export type Headers = Readonly<Record<string, string>>;

/** The headers that authentication added to a request. A signature is shown, because it is useless for another body. */
export function maskedAuthHeaders(rendered: DeliveryRequest, authenticated: DeliveryRequest): Headers {
  const added = Object.entries(authenticated.headers).filter(([name, value]) => rendered.headers[name] !== value);
  return Object.fromEntries(
    added.map(([name, value]) => [
      name,
      name === SIGNATURE_HEADER ? value : value.replace(/^((?:Bearer|Basic) )?.*$/s, `$1${MASK}`),
    ]),
  );
}

/** Headers of an answer, without cookies, credentials, and secrets of the request that the endpoint echoes. */
export function maskedResponseHeaders(headers: Headers, redactor: Redactor): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name === "set-cookie" || isCredentialName(name) ? MASK : redactor.redact(value),
    ]),
  );
}
