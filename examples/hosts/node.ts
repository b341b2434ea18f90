/** Plain Node, and every container that runs it: Google Cloud Run, AWS Fargate, Fly.io, Render. */
import { createServer, type Server } from "node:http";
import { toNodeHandler } from "pulumi-tavus/webhook";
import { createHooks } from "./hooks.ts";

export function createNodeServer(): Server {
  return createServer(toNodeHandler(createHooks(() => process.env["HOOK_SECRET"])));
}
