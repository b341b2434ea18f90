import { defineAction, fixed } from "pulumi-tavus/action";
import { z } from "zod";

export const logOrders = defineAction({
  name: "log_orders",
  description: "After the call ends, log the orders that the caller mentioned.",
  parameters: {
    source: fixed("call"),
    orders: z.array(z.string()).describe("The numbers of all orders that were mentioned."),
    resolved: z.boolean().describe("Whether the caller's problem was solved."),
  },
});
