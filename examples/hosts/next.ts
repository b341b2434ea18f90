/** Next.js, `app/hooks/[action]/route.ts`: the receiver is the route. */
import { createHooks } from "./hooks.ts";

export const POST = createHooks(() => process.env["HOOK_SECRET"]);
