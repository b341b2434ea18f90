/** The same with Express. Mount the receiver before any body parser, because parsing a body loses the bytes that were signed. */
import express from "express";
import { createReceiver, type ReceiverAuth, toNodeHandler } from "pulumi-tavus/webhook";
import { logOrders } from "./actions.ts";

export function createExpressApp(auth: ReceiverAuth, log: (orders: readonly string[]) => void): express.Express {
  const receive = createReceiver({
    actions: [logOrders],
    auth,
    on: { log_orders: ({ orders }) => log(orders) },
  });
  const app = express();
  app.all("/hooks/:action", toNodeHandler(receive));
  // Everything else can have its bodies parsed.
  app.use(express.json());
  return app;
}
