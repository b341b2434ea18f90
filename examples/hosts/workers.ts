/** Cloudflare Workers: the receiver is the `fetch` handler, and finds `waitUntil` in `ctx`. */
import { env } from "cloudflare:workers";
import { createHooks } from "./hooks.ts";

// biome-ignore lint/style/noDefaultExport: what a Worker is
export default { fetch: createHooks(() => env.HOOK_SECRET) } satisfies ExportedHandler;

declare global {
  namespace Cloudflare {
    // `wrangler types` writes this.
    interface Env {
      HOOK_SECRET: string;
    }
  }
}
