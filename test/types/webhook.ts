/** Which receivers compile and which don't. `npm run types` is the test. */
import { z } from "zod";
import { defineAction, fixed } from "../../src/action.ts";
import {
  argumentsOf,
  createReceiver,
  isExecuted,
  parseDelivery,
  parseEvent,
  verifySignature,
} from "../../src/webhook.ts";

const summary = defineAction({
  name: "support_summary",
  description: "d",
  parameters: {
    channel: fixed("C0"),
    message: z.string(),
    urgency: z.enum(["low", "high"]),
    tags: z.array(z.string()).optional(),
  },
});
const note = defineAction({
  name: "log_note",
  description: "d",
  parameters: { text: z.string(), count: z.int(), hidden: z.boolean() },
  body: (p) => ({ text: p.text, n: p.count, title: `x ${p.hidden}` }),
});
const actions = [summary, note] as const;
const auth = { type: "hmac", secret: "s" } as const;
const fine = () => {};

export const receivers = [
  () =>
    createReceiver({
      actions: [summary, note],
      auth,
      on: {
        support_summary: async ({ message, urgency, channel, tags }, { conversationId, secretIndex }) => {
          const texts: [string, "low" | "high", string, string[] | undefined] = [message, urgency, channel, tags];
          const known: [string | undefined, number | undefined] = [conversationId, secretIndex];
          return [texts, known];
        },
        log_note: ({ text, count, hidden }) => {
          const typed: [string, number, boolean | undefined] = [text, count, hidden];
          return typed;
        },
      },
    }),
  // @ts-expect-error a handler without an action
  () => createReceiver({ actions, auth, on: { support_summary: fine, log_note: fine, log_notes: fine } }),
  // @ts-expect-error a handler is missing
  () => createReceiver({ actions, auth, on: { support_summary: fine } }),
  // @ts-expect-error the action doesn't have this argument
  () => createReceiver({ actions, auth, on: { support_summary: ({ mesage }) => mesage, log_note: fine } }),
  // @ts-expect-error an argument that the template doesn't contain as a whole can be missing
  () => createReceiver({ actions, auth, on: { support_summary: fine, log_note: ({ hidden }) => hidden.valueOf() } }),
  // @ts-expect-error hmac requires a secret
  () => createReceiver({ actions, auth: { type: "hmac" }, on: { support_summary: fine, log_note: fine } }),
  // @ts-expect-error a parsed body isn't a raw body
  () => verifySignature({ name: "support_summary" }, "00", "s"),
];

export function read(): "low" | "high" | undefined {
  const event = parseEvent("{}");
  if (isExecuted(event)) return argumentsOf(summary, event).arguments.urgency;
  return parseDelivery(summary, "{}").arguments.urgency;
}
