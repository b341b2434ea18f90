import { createReceiver } from "pulumi-tavus/webhook";
import { logOrders } from "../../../action.ts";

export const POST = createReceiver({
  actions: [logOrders],
  auth: { type: "hmac", secret: () => process.env["HOOK_SECRET"] ?? "" },
  on: { log_orders: ({ orders }) => console.log(orders.join(", ")) },
});
