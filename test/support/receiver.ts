import type { DeliveryContext } from "../../src/webhook/options.ts";
import { createReceiver } from "../../src/webhook/receiver.ts";
import { ARGUMENTS, envelopeOf, SECRET, signatureOf } from "../../src/webhook/testing/listen.ts";
import { actions, type Options } from "../../src/webhook/testing/start.ts";

/** Handlers that do nothing. */
export const nothing: Options["on"] = { support_summary: () => {}, log_note: () => {} };

/** A receiver without a server, and the calls of its handlers and of `onError`. */
export function create(options: Partial<Options> = {}) {
  const handled: { args: object; context: DeliveryContext }[] = [];
  const errors: string[] = [];
  const record = (args: object, context: DeliveryContext): void => void handled.push({ args, context });
  const receive = createReceiver({
    actions,
    auth: { type: "hmac", secret: SECRET },
    on: { support_summary: record, log_note: record },
    onError: (error, { status }) => void errors.push(`${status} ${error}`),
    ...options,
  });
  return { receive, handled, errors };
}

export const SUMMARY_URL = "https://support.acme.dev/hooks/support_summary";
/** A delivery with this body. */
export const posted = (
  body: string | Uint8Array<ArrayBuffer>,
  url = SUMMARY_URL,
  headers: Record<string, string> = {},
): Request => new Request(url, { method: "POST", body, headers });
/** A signed delivery of an envelope. */
export function signed(fields: object = {}, url?: string, headers: Record<string, string> = {}): Request {
  const body = envelopeOf(ARGUMENTS, fields);
  return posted(body, url, { "x-tavus-signature": signatureOf(body), ...headers });
}
