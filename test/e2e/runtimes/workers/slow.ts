/** A Worker whose handler takes longer than the receiver waits. The query of the request says how to call the receiver. */
import { createReceiver } from "pulumi-tavus/webhook";
import { logOrders } from "../../../../examples/receiver/actions.ts";

const handled: unknown[] = [];
const errors: string[] = [];
const receive = createReceiver({
  actions: [logOrders],
  auth: { type: "none" },
  answerWithinMs: 1,
  on: {
    log_orders: async ({ orders }) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      handled.push(...orders);
    },
  },
  onError: (error) => void errors.push(String(error)),
});

// biome-ignore lint/style/noDefaultExport: a Worker needs it
export default {
  fetch: async (
    request: Request,
    env: unknown,
    ctx: { waitUntil(work: Promise<unknown>): void },
  ): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/handled") return Response.json({ handled, errors });
    switch (searchParams.get("call")) {
      case "request, ctx":
        return receive(request, ctx);
      case "request":
        return receive(request);
      default:
        return receive(request, env, ctx);
    }
  },
};
