/** Fastify: the receiver has its own plugin, whose routes get the bytes of their bodies. */
import { type FastifyInstance, fastify } from "fastify";
import { toNodeHandler } from "pulumi-tavus/webhook";
import { createHooks } from "./hooks.ts";

export function createFastifyApp(): FastifyInstance {
  const app = fastify();
  app.register(async (hooks) => {
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    hooks.all("/hooks/:action", toNodeHandler(createHooks(() => process.env["HOOK_SECRET"])));
  });
  return app;
}
