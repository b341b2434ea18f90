/** Deno: `deno run --allow-net --allow-env=HOOK_SECRET,PORT examples/hosts/deno.ts` */
import { createHooks } from "./hooks.ts";

Deno.serve(
  {
    hostname: "127.0.0.1",
    port: Number(Deno.env.get("PORT") ?? 3000),
    onListen: ({ port }) => console.log(`Receiving on http://127.0.0.1:${port}/hooks`),
  },
  createHooks(() => Deno.env.get("HOOK_SECRET")),
);
