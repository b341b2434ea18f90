/** The receiver is the `fetch` handler, and finds `waitUntil` in the host's context. */
import { env } from "cloudflare:workers";
import { createReceiver } from "pulumi-tavus/webhook";
import { logOrders } from "./actions.ts";

const receive = createReceiver({
  actions: [logOrders],
  auth: { type: "hmac", secret: () => env.HOOK_SECRET },
  on: { log_orders: ({ orders }, { conversationId }) => console.log(`${conversationId}: ${orders.join(", ")}`) },
  onError: (error, { status }) => console.error(`answered ${status}: ${error}`),
});

// biome-ignore lint/style/noDefaultExport: a Worker needs it
export default { fetch: receive } satisfies ExportedHandler;

declare global {
  namespace Cloudflare {
    // `wrangler types` generates this.
    interface Env {
      HOOK_SECRET: string;
    }
  }
}
