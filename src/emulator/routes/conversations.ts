import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { isObject, isUnset, type JsonObject, member } from "../../contract/index.ts";
import { isHttpUrl } from "../../delivery/url.ts";
import { askForAnswer, isChat, takeTurn } from "../domain/chat.ts";
import { beginConversation } from "../domain/conversation-events.ts";
import type { Document } from "../domain/store.ts";
import { badRequest, HttpError } from "../http-error.ts";
import { pageOf } from "../paging.ts";
import { bodyOf, type Env } from "../request.ts";
import { endConversation } from "../run/end.ts";

/** W-6: the reason for a shutdown has a different name in the verbose conversation than in the webhook. */
function asRead(event: JsonObject): JsonObject {
  if (event["event_type"] !== "system.shutdown") return event;
  return { ...event, properties: { reason: member(event["properties"], "shutdown_reason") } };
}

/** Leaves out members that only the emulator has. */
const item = ({
  id,
  events: _events,
  transcript: _transcript,
  perception: _perception,
  ended: _ended,
  arguments: _arguments,
  assignments: _assignments,
  variant: _variant,
  only_tool: _only,
  deliver_to: _to,
  allow_public: _public,
  shutdown_reason: _reason,
  chat: _chat,
  answer: _answer,
  greeting: _greeting,
  ...rest
}: Document): JsonObject => ({ conversation_id: id, ...rest });

function conversationOf(c: Context<Env>): Document {
  const { store, behavior } = c.var.account;
  const conversation = store.find("conversation", c.req.param("id") ?? "");
  //
  if (conversation === undefined) throw new HttpError(behavior.missingStatus, "Invalid conversation_id");
  return conversation;
}

/** Section 11 of the contract. */
export function conversationRoutes(): Hono<Env> {
  const app = new Hono<Env>();
  // V-1
  app.post("/", async (c) => {
    const body = await bodyOf(c);
    if (!isObject(body)) throw badRequest("The body is a JSON object. (V-1)");
    // G-14
    const palId = body["pal_id"] ?? body["persona_id"];
    const { account } = c.var;
    const pal = typeof palId === "string" ? account.store.find("pal", palId) : undefined;
    const faceId = body["face_id"] ?? body["replica_id"];
    const isOdd = ["pal_id", "persona_id"].some((field) => !isUnset(body[field]) && typeof body[field] !== "string");
    // V-1: a face alone is enough.
    const isFace = isUnset(palId) && typeof faceId === "string" && faceId !== "";
    //
    if (isOdd || (!isFace && pal === undefined)) throw new HttpError(400, "Invalid pal_id");
    const chat = isChat(body);
    const callback = body["callback_url"];
    if (!isUnset(callback) && callback !== "" && !isHttpUrl(callback))
      throw badRequest("callback_url is not an http or https URL. (W-1)");
    const name = body["conversation_name"] ?? "Conversation";
    if (typeof name !== "string") throw badRequest("conversation_name is not a string. (V-1)");
    if (!isUnset(body["test_mode"]) && typeof body["test_mode"] !== "boolean")
      throw badRequest("test_mode is neither true nor false. (V-6)");
    const conversation = beginConversation(account, name, callback, pal, {
      // V-6: the conversation starts as ended, so nothing runs.
      ...(body["test_mode"] === true && { status: "ended", ended: true }),
      ...(chat && { chat, greeting: body["custom_greeting"] ?? pal?.["greeting"] }),
    });
    return c.json(item(conversation), account.behavior.createStatus);
  });
  app.get("/", (c) => {
    const status = c.req.query("status");
    if (status !== undefined && !["active", "ended"].includes(status))
      throw badRequest("status is neither active nor ended. (V-2)");
    const { store, behavior } = c.var.account;
    const found = store.live("conversation").filter((one) => status === undefined || one["status"] === status);
    return c.json(pageOf(found, c.req.query(), behavior, item));
  });
  // V-3
  app.get("/:id", (c) => {
    const conversation = conversationOf(c);
    if (c.req.query("verbose") !== "true") return c.json(item(conversation));
    return c.json({
      ...item(conversation),
      events: (conversation["events"] as JsonObject[]).map(asRead),
      shutdown_reason: conversation["shutdown_reason"] ?? null,
    });
  });
  // V-7
  app.post("/:id/respond", async (c) => {
    const body = await bodyOf(c);
    const { store, behavior } = c.var.account;
    store.put("conversation", takeTurn(conversationOf(c), body, behavior.pendingAnswers));
    return c.json({ status: "pending" });
  });
  app.get("/:id/respond", (c) => {
    const { conversation, reply } = askForAnswer(conversationOf(c));
    c.var.account.store.put("conversation", conversation);
    return c.json(reply);
  });
  // V-4
  app.post("/:id/end", (c) => {
    void endConversation(c.var.account, conversationOf(c).id);
    return c.body(null, 200);
  });
  app.delete("/:id", (c) => {
    c.var.account.store.put("conversation", { ...conversationOf(c), deleted: true });
    return c.body(null, 204);
  });
  return app;
}
