import { Hono } from "hono";
import { isObject } from "../../tavus-api/contract/index.ts";
import type { TranscriptLine } from "../filler/context.ts";
import { badRequest, HttpError } from "../http-error.ts";
import { bodyOf, type Env } from "../request.ts";
import type { World } from "../world.ts";
import { findConversation } from "./conversations.ts";

const ROLES = ["user", "assistant", "system", "tool"];

/** Calls that Tavus does not have: what a call would have brought, and what has been delivered. */
export function ownRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  app.put("/conversations/:id/transcript", async (c) => {
    const body = await bodyOf(c);
    const [account, id] = [c.get("account"), c.req.param("id")];
    const conversation = findConversation(world, account, id);
    if (conversation === undefined) throw new HttpError(400, "Invalid conversation_id");
    if (conversation["ended"] === true) throw badRequest("The conversation has ended; give the transcript before.");
    const lines = isObject(body) ? body["transcript"] : undefined;
    const perception = isObject(body) ? (body["perception_analysis"] ?? "") : undefined;
    if (!Array.isArray(lines) || !lines.every(isLine) || typeof perception !== "string")
      throw badRequest(
        'Write { "transcript": [{ "role": "user" or "assistant", "content": "…" }], "perception_analysis": "…" }.',
      );
    world.store.put("conversation", account, {
      ...conversation,
      transcript: lines,
      perception,
    });
    return c.body(null, 204);
  });
  // What `conversation_url` of V-1 leads to.
  app.get("/conversations/:id", (c) => {
    const conversation = findConversation(world, c.get("account"), c.req.param("id"));
    if (conversation === undefined) throw new HttpError(400, "Invalid conversation_id");
    return c.json({
      conversation_id: conversation.id,
      status: conversation["status"],
      transcript: conversation["transcript"],
      perception_analysis: conversation["perception"] ?? "",
    });
  });
  app.get("/deliveries", (c) => c.json({ data: world.store.list("delivery", c.get("account")) }));
  return app;
}

function isLine(line: unknown): line is TranscriptLine {
  return isObject(line) && ROLES.includes(String(line["role"])) && typeof line["content"] === "string";
}
