/** Google Cloud Functions. On Firebase, write `export const hooks = onRequest(toNodeHandler(receive))`. */
import { http } from "@google-cloud/functions-framework";
import { toNodeHandler } from "pulumi-tavus/webhook";
import { createHooks } from "./hooks.ts";

http("hooks", toNodeHandler(createHooks(() => process.env["HOOK_SECRET"])));
