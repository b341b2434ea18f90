/** Bun: `bun examples/hosts/bun.ts` */
import { createHooks } from "./hooks.ts";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(Bun.env["PORT"] ?? 3000),
  routes: { "/hooks/*": createHooks(() => Bun.env["HOOK_SECRET"]) },
});
console.log(`Receiving on http://127.0.0.1:${server.port}/hooks`);
