/** Code of Cloudflare users, compiled with only Cloudflare's types. */
import { createHooks } from "../../../../examples/hosts/hooks.ts";

interface Env {
  readonly HOOK_SECRET: string;
}
const receive = createHooks(() => "secret");

export const exported = { fetch: receive } satisfies ExportedHandler<Env>;

export const called = {
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname === "/short") return receive(request, ctx);
    return receive(request, env, ctx);
  },
} satisfies ExportedHandler<Env>;

export const withProps: ExportedHandler<Env, unknown, unknown, { tenant: string }> = { fetch: receive };

/** Cloudflare Pages. */
export const onRequest: PagesFunction<Env> = (context) => receive(context.request, context);

addEventListener("fetch", (event) => event.respondWith(receive(event.request, event)));
