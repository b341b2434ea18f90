/** The same with Express. The receiver stands before any body parser: a parsed body has lost the bytes that were signed. */
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
  // Everything else may have its bodies parsed.
  app.use(express.json());
  return app;
}
