/** Code of Bun users, compiled with only Bun's types. */
import { createHooks } from "../../../../examples/hosts/hooks.ts";

const receive = createHooks(() => Bun.env["HOOK_SECRET"]);

Bun.serve({ fetch: receive });
Bun.serve({ port: 0, routes: { "/hooks/*": receive, "/hooks/:action": { POST: receive } } });
Bun.serve({ fetch: (request, server) => receive(request, server) });

export const exported = { port: 0, fetch: receive };
Bun.serve(exported);
