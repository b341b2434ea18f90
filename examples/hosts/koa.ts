/** Koa: the receiver comes before any body parser. */
import Koa from "koa";
import { toNodeHandler } from "pulumi-tavus/webhook";
import { createHooks } from "./hooks.ts";

export function createKoaApp(): Koa {
  const app = new Koa();
  const receive = toNodeHandler(createHooks(() => process.env["HOOK_SECRET"]));
  app.use((context, next) => (context.path.startsWith("/hooks/") ? receive(context, next) : next()));
  return app;
}
