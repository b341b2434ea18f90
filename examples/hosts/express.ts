/** Express: the receiver comes before any body parser. */
import express from "express";
import { toNodeHandler } from "pulumi-tavus/webhook";
import { createHooks } from "./hooks.ts";

export function createExpressApp(): express.Express {
  const app = express();
  app.all("/hooks/:action", toNodeHandler(createHooks(() => process.env["HOOK_SECRET"])));
  app.use(express.json());
  return app;
}
