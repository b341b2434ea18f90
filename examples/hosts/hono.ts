/** hono, on any runtime. On Cloudflare, pass `c.executionCtx` as the second argument. */
import { Hono } from "hono";
import { createHooks } from "./hooks.ts";

const receive = createHooks(() => process.env["HOOK_SECRET"]);

export const app = new Hono().all("/hooks/*", (c) => receive(c.req.raw));
