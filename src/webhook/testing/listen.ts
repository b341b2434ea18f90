import { createHmac } from "node:crypto";
import * as z from "zod";
import { serve } from "../../../test/support/serve.ts";
import { defineAction, fixed } from "../../action.ts";
import { toNodeHandler } from "../node.ts";
import type { Receiver } from "../options.ts";

export const SECRET = "c4nary-secret-0123456789";
export const CONVERSATION = "c0123456789ab";

/** A real server on loopback with the receiver at `/hooks/…`. It stops when the test ends. */
export const listen = (receiver: Receiver): Promise<string> => serve(toNodeHandler(receiver));

/** Has no template, so the arguments are the body. */
export const summary = defineAction({
  name: "support_summary",
  description: "Summarise the call.",
  parameters: {
    channel: fixed("C0SUPPORT"),
    message: z.string().describe("One sentence."),
    urgency: z.enum(["low", "high"]).describe("How urgent."),
    items: z.array(z.object({ sku: z.string(), count: z.int() })).describe("What was ordered."),
    amount: z.number().nullable().describe("How much."),
    resolved: z.boolean().describe("Whether it is."),
  },
});

/** Has a template that leaves out some arguments. */
export const note = defineAction({
  name: "log_note",
  description: "Log a note.",
  parameters: {
    message: z.string().describe("What."),
    count: z.int().describe("How many."),
    tag: z.string().describe("Tag."),
  },
  body: (p) => ({ text: p.message, n: [{ count: p.count }], title: `Note: ${p.tag}`, call: p.tavusConversationId }),
});

export const ARGUMENTS = {
  channel: "C0SUPPORT",
  message: "Order 4711 – où?",
  urgency: "high",
  items: [{ sku: "A", count: 2 }],
  amount: 9.5,
  resolved: false,
} as const;

/** Tavus's signature, computed without any code of this package. */
export const signatureOf = (body: string, secret = SECRET): string =>
  createHmac("sha256", secret).update(body).digest("hex");

export const envelopeOf = (args: unknown, fields: object = {}): string =>
  JSON.stringify({
    name: "support_summary",
    arguments: typeof args === "string" ? args : JSON.stringify(args),
    tool_call_id: "call_1",
    conversation_id: CONVERSATION,
    ...fields,
  });

/** The event that Tavus posts to a `callback_url`. */
export const eventOf = (properties: object = {}, fields: object = {}) => ({
  event_type: "application.post_call_action_executed",
  message_type: "application",
  conversation_id: CONVERSATION,
  timestamp: "2026-04-29T03:47:05Z",
  properties: {
    tool_id: "t1",
    tool_name: "support_summary",
    status: "success",
    request: { url: "https://a.dev/hooks/support_summary", method: "POST", body: JSON.stringify(ARGUMENTS) },
    response: { http_status: 200, body: "ok" },
    ...properties,
  },
  ...fields,
});
