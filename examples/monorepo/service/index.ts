/** HOOK_SECRET=… pnpm --filter service start */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { supportSummary } from "@acme/actions";
import { createReceiver, toNodeHandler } from "pulumi-tavus/webhook";

const receive = createReceiver({
  actions: [supportSummary],
  auth: { type: "hmac", secret: process.env["HOOK_SECRET"] ?? "" },
  on: { support_summary: ({ message }, { conversationId }) => console.log(`${conversationId}: ${message}`) },
});

const server = createServer(toNodeHandler(receive)).listen(Number(process.env["PORT"] ?? 3000), () =>
  console.log(`Receiving on http://localhost:${(server.address() as AddressInfo).port}/hooks`),
);
