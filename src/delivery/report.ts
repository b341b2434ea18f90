import { isCredentialName } from "../contract/credentials.ts";
import { type ApiDelivery, type JsonObject, MASK, SIGNATURE_HEADER, TIMEOUT_DEFAULT } from "../contract/index.ts";
import { Redactor, secretsIn } from "../tavus-api/redactor.ts";
import { keyParameter } from "./authenticate.ts";
import { type DeliverOptions, deliver } from "./deliver.ts";
import { redirect } from "./forward.ts";
import { outcomeOf } from "./outcome.ts";
import type { DeliveryRequest } from "./request.ts";
import { withoutQuery } from "./url.ts";

type Headers = Readonly<Record<string, string>>;

export interface Reported {
  /** `status`, `request`, `response`, and `error` as in the event (E-6). The only possible secret is a key in the URL (E-12). */
  readonly properties: JsonObject;
  readonly durationMs: number;
  /** The headers that authentication added, with credentials masked. */
  readonly authHeaders: Headers;
  /** The headers of the endpoint's answer, with credentials masked. */
  readonly responseHeaders?: Headers | undefined;
}

export async function deliverReported(
  request: DeliveryRequest,
  delivery: Pick<ApiDelivery, "auth" | "timeout">,
  options: Omit<DeliverOptions, "timeoutMs">,
): Promise<Reported> {
  const { auth, timeout = TIMEOUT_DEFAULT } = delivery;
  const started = performance.now();
  const sent = await deliver(request, auth, {
    ...options,
    // D-20: timers need whole milliseconds.
    timeoutMs: Math.ceil(timeout * 1000),
  });
  const redactor = new Redactor([...secretsIn({ delivery: { api: { auth } } }), ...sent.secrets]);
  return {
    properties: outcomeOf(sent.result, sent.request, redactor),
    durationMs: Math.round(performance.now() - started),
    authHeaders: maskedAuthHeaders(request, sent.request),
    ...(sent.result.outcome === "response" && {
      responseHeaders: maskedResponseHeaders(sent.result.headers, redactor),
    }),
  };
}

/**
 * A recorded request to send again: without the key in its URL (E-12), and to another endpoint if one is given.
 * @param formerKey the query parameter that contained the key, if it is known
 */
export function toReplay(
  recorded: DeliveryRequest,
  auth: ApiDelivery["auth"],
  { to, formerKey }: { readonly to?: string | undefined; readonly formerKey?: string | undefined },
): DeliveryRequest {
  const names = [formerKey, keyParameter(auth)].filter((name) => name !== undefined);
  const plain = { ...recorded, url: names.reduce(withoutQuery, recorded.url) };
  return to === undefined ? plain : redirect(plain, to);
}

/** The headers that authentication added to a request. A signature is shown, because it is useless for another body. */
function maskedAuthHeaders(rendered: DeliveryRequest, authenticated: DeliveryRequest): Headers {
  const added = Object.entries(authenticated.headers).filter(([name, value]) => rendered.headers[name] !== value);
  return Object.fromEntries(
    added.map(([name, value]) => [
      name,
      name === SIGNATURE_HEADER ? value : value.replace(/^((?:Bearer|Basic) )?.*$/s, `$1${MASK}`),
    ]),
  );
}

/** Headers of an answer, without cookies, credentials, and secrets of the request that the endpoint echoes. */
function maskedResponseHeaders(headers: Headers, redactor: Redactor): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name === "set-cookie" || isCredentialName(name) ? MASK : redactor.redact(value),
    ]),
  );
}
