/** Runs the service on this machine: HOOK_SECRET=… node examples/receiver/serve.ts */
import { serve } from "@hono/node-server";
import { createApp } from "./app.ts";

const secrets = [process.env["HOOK_SECRET"], process.env["HOOK_SECRET_OLD"]].filter((secret) => secret !== undefined);
const app = createApp({
  // During a rotation, both are accepted. Without any, createReceiver throws.
  auth: { type: "hmac", secret: secrets },
  save: async ({ conversation, text }) => console.log(`${conversation ?? "unknown conversation"}: ${text}`),
  onEvent: ({ eventType }) => console.log(`event ${eventType}`),
});

serve({ fetch: app.fetch, port: Number(process.env["PORT"] ?? 3000), hostname: "127.0.0.1" }, ({ port }) =>
  console.log(`Receiving on http://127.0.0.1:${port}/hooks`),
);
