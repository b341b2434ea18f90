import { createReceiver, toNodeHandler } from "pulumi-tavus/webhook";
import { logOrders } from "../../../action.ts";

export const config = { api: { bodyParser: false } };

const receive = createReceiver({
  actions: [logOrders],
  auth: { type: "hmac", secret: () => process.env["HOOK_SECRET"] ?? "" },
  on: { log_orders: ({ orders }) => console.log(orders.join(", ")) },
});

// biome-ignore lint/style/noDefaultExport: a route of the pages router needs it
export default toNodeHandler(receive);
