import type { ConversationEvent } from "../event.ts";
import type { DeliveryContext, ReceiverOptions } from "../options.ts";
import { createReceiver } from "../receiver.ts";
import { listen, note, SECRET, signatureOf, summary } from "./listen.ts";

/** The definitions that the tests' receiver handles. */
export const actions = [summary, note] as const;
export type Options = ReceiverOptions<typeof actions>;

/** Starts a receiver behind HTTP, and records the arguments that its handlers get. */
export async function start(options: Partial<Options> = {}) {
  const handled: { args: object; context: DeliveryContext }[] = [];
  const events: ConversationEvent[] = [];
  const errors: { message: string; status: number }[] = [];
  const record = (args: object, context: DeliveryContext): void => void handled.push({ args, context });
  const url = await listen(
    createReceiver({
      actions,
      auth: { type: "hmac", secret: SECRET },
      on: { support_summary: record, log_note: record },
      onEvent: (event) => void events.push(event),
      onError: (error, { status }) => void errors.push({ message: String(error), status }),
      ...options,
    }),
  );
  const send = async (
    body: string | undefined,
    headers: Record<string, string> = {},
    { path = "/hooks/support_summary", method = "POST" } = {},
  ) => {
    const response = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const sendSigned = (body: string, path?: string) =>
    send(body, { "X-Tavus-Signature": signatureOf(body) }, path === undefined ? {} : { path });
  return { url, handled, events, errors, send, sendSigned };
}
