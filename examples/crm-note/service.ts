/** The service, on plain Node: HOOK_SECRET=… node service.ts */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createReceiver, toNodeHandler } from "pulumi-tavus/webhook";
import { crmNote } from "./actions.ts";

const receive = createReceiver({
  actions: [crmNote],
  auth: { type: "hmac", secret: process.env["HOOK_SECRET"] ?? "" },
  on: {
    // Store the note here. If this throws, the receiver answers 500, and the event of the action says `error`.
    crm_note: ({ email, note }, { conversationId }) => console.log(`${conversationId}: ${email}: ${note}`),
  },
  onError: (error, { status }) => console.error(`answered ${status}: ${error}`),
});

const server = createServer(toNodeHandler(receive)).listen(Number(process.env["PORT"] ?? 3000), () =>
  console.log(`Receiving on http://localhost:${(server.address() as AddressInfo).port}/hooks`),
);
