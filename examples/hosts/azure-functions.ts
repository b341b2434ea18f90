/** Azure Functions, programming model 4. */
import { app } from "@azure/functions";
import { createHooks } from "./hooks.ts";

app.http("hooks", {
  route: "hooks/{action}",
  methods: ["POST"],
  authLevel: "anonymous",
  handler: createHooks(() => process.env["HOOK_SECRET"]),
});
