/** The receiver that every host in this folder mounts. */
import { createReceiver, type Receiver, type ReceiverOptions } from "pulumi-tavus/webhook";
import { logOrders } from "../receiver/actions.ts";

type Options = ReceiverOptions<readonly [typeof logOrders]>;

/** @param secret a function, because some hosts know it only when a request comes */
export function createHooks(secret: () => string | undefined, options: Pick<Options, "waitUntil"> = {}): Receiver {
  return createReceiver({
    actions: [logOrders],
    auth: { type: "hmac", secret: () => secret() ?? "" },
    on: { log_orders: ({ orders }, { conversationId }) => console.log(`${conversationId}: ${orders.join(", ")}`) },
    onError: (error, { status }) => console.error(`${status}: ${error}`),
    ...options,
  });
}
