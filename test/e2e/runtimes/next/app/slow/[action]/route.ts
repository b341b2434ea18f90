import { after } from "next/server";
import { createReceiver } from "pulumi-tavus/webhook";
import { logOrders } from "../../../action.ts";

const receive = createReceiver({
  actions: [logOrders],
  auth: { type: "none" },
  answerWithinMs: 1,
  waitUntil: after,
  on: { log_orders: () => new Promise((resolve) => setTimeout(resolve, 100)) },
});

export { receive as PATCH, receive as POST };
