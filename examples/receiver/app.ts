/** The service, which receives the deliveries after a call. */
import { Hono } from "hono";
import { type ConversationEvent, createReceiver, type ReceiverAuth, type SeenStore } from "pulumi-tavus/webhook";
import { logOrders, supportSummary } from "./actions.ts";

export interface Note {
  readonly conversation: string | undefined;
  readonly text: string;
}

export interface AppOptions {
  /** The same type as the tools' `auth` in `infrastructure.ts`. */
  readonly auth: ReceiverAuth;
  /** Where notes go, for example a database. */
  readonly save: (note: Note) => Promise<void>;
  readonly onEvent?: (event: ConversationEvent) => void;
  /** If several processes answer, a store that they share: `redisSeen(…)`. */
  readonly seen?: SeenStore;
}

export function createApp({ auth, save, onEvent, seen }: AppOptions): Hono {
  const receive = createReceiver({
    actions: [supportSummary, logOrders],
    auth,
    on: {
      // Types come from the definition: `urgency` is "low" | "high", and `minutes` is a number, in any form of delivery.
      support_summary: ({ channel, message, urgency, minutes }, { conversationId }) =>
        save({ conversation: conversationId, text: `#${channel} [${urgency}, ${minutes} min] ${message}` }),
      log_orders: ({ orders, resolved }, { conversationId }) =>
        save({ conversation: conversationId, text: `orders ${orders.join(", ")}: ${resolved ? "solved" : "open"}` }),
    },
    onError: (error, { status }) => console.error(`delivery answered with ${status}: ${error}`),
    ...(onEvent !== undefined && { onEvent }),
    ...(seen !== undefined && { seen }),
  });
  // Each action is received at /hooks/<its name>, and events of conversations at /hooks/events.
  return new Hono().all("/hooks/*", (c) => receive(c.req.raw));
}
