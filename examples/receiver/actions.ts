/** What happens after a call, defined once: the infrastructure deploys it, the service receives it, and both get their types from here. */
import { defineAction, fixed } from "pulumi-tavus/action";
import { z } from "zod";

export const supportSummary = defineAction({
  name: "support_summary",
  description: "After the call ends, post a one-sentence summary.",
  parameters: {
    // The infrastructure sets the channel.
    channel: fixed(),
    message: z.string().describe("One sentence: what the caller wanted, and the outcome."),
    urgency: z.enum(["low", "high"]).describe("high if the caller is blocked, else low."),
    minutes: z.int().min(0).describe("How many minutes of work the caller lost."),
  },
});

export const logOrders = defineAction({
  name: "log_orders",
  description: "After the call ends, log the orders that the caller mentioned.",
  parameters: {
    source: fixed("call"),
    orders: z.array(z.string()).describe("The numbers of all orders that were mentioned."),
    resolved: z.boolean().describe("Whether the caller's problem was solved."),
  },
});
