/** A web-standard program as a service would write it: only the definition and the receiver. */
import { createReceiver } from "../../../src/webhook.ts";
import { summary } from "./definition.ts";

const receive = createReceiver({
  actions: [summary],
  auth: { type: "hmac", secret: ["new-secret", "c4nary-secret"] },
  on: {
    support_summary: async ({ message, count }, { conversationId, secretIndex }) => {
      handled.push({ message, count, conversationId, secretIndex });
    },
  },
});
const handled: object[] = [];

const worker = {
  fetch: async (request: Request, _env: unknown, context: { waitUntil(work: Promise<unknown>): void }) =>
    new URL(request.url).pathname === "/handled" ? Response.json(handled) : receive(request, context),
};
// biome-ignore lint/style/noDefaultExport: a Worker needs it
export default worker;
