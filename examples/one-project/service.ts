/** The service: HOOK_SECRET=… npm start */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createReceiver, toNodeHandler } from "pulumi-tavus/webhook";
import { supportSummary } from "#actions";

const receive = createReceiver({
  actions: [supportSummary],
  auth: { type: "hmac", secret: process.env.HOOK_SECRET ?? "" },
  on: {
    support_summary: ({ message, urgency }, { conversationId }) => console.log(conversationId, urgency, message),
  },
  onError: (error, { status }) => console.error(`answered ${status}: ${error}`),
});

const server = createServer(toNodeHandler(receive)).listen(Number(process.env.PORT ?? 3000), () =>
  console.log(`Receiving on http://localhost:${(server.address() as AddressInfo).port}/hooks`),
);
