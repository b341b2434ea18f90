/** Vercel Functions, `api/hooks/[action].ts`. */
import { waitUntil } from "@vercel/functions";
import { createHooks } from "./hooks.ts";

export const POST = createHooks(() => process.env["HOOK_SECRET"], { waitUntil });
