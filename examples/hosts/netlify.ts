/** Netlify Functions: the receiver is the function, and finds `waitUntil` in its context. */
import type { Config } from "@netlify/functions";
import { createHooks } from "./hooks.ts";

// biome-ignore lint/style/noDefaultExport: a Netlify function needs it
export default createHooks(() => process.env["HOOK_SECRET"]);

export const config: Config = { path: "/hooks/:action" };
