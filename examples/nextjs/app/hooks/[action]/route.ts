/** The receiver is the route. */
import { createReceiver } from "pulumi-tavus/webhook";
import { logOrders } from "../../../actions.ts";

export const POST = createReceiver({
  actions: [logOrders],
  auth: { type: "hmac", secret: () => process.env["HOOK_SECRET"] ?? "" },
  on: { log_orders: ({ orders }, { conversationId }) => console.log(`${conversationId}: ${orders.join(", ")}`) },
  onError: (error, { status }) => console.error(`answered ${status}: ${error}`),
});
