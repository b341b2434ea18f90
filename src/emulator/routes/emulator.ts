import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { isLoopbackHost, isObject, type JsonObject } from "../../contract/index.ts";
import { isHttpUrl } from "../../delivery/url.ts";
import { EXECUTED } from "../domain/conversation-events.ts";
import { editedDraft, isDeployed, withoutDraft } from "../domain/pal-draft.ts";
import { RESERVED, readToolIds, wrongText } from "../domain/pal-rules.ts";
import type { Document } from "../domain/store.ts";
import { badRequest, HttpError } from "../http-error.ts";
import { bodyOf, type Env } from "../request.ts";
import { HeldBack } from "../run/destination.ts";
import { endConversation } from "../run/end.ts";
import { maskDelivery, maskEvent } from "../run/mask.ts";
import { prepareReplay } from "../run/replay.ts";
import { exportSeed } from "../seed.ts";
import { type Account, CHANGES, zoned } from "../services.ts";
import { readCall, startTrial } from "../trial.ts";
import { findPal } from "./pals.ts";

/** @throws HttpError 400 with a string for the user */
function conversationOf(c: Context<Env>): Document {
  const id = c.req.param("id") ?? "";
  const conversation = c.var.account.store.find("conversation", id);
  if (conversation !== undefined) return conversation;
  throw badRequest(
    `This account has no conversation ${id}. npx pulumi-tavus list conversations prints those that it has.`,
  );
}

/** Calls that Tavus doesn't have: to set a call's content, and to read deliveries. */
export function emulatorRoutes(): Hono<Env> {
  const app = new Hono<Env>();
  app.put("/conversations/:id/transcript", async (c) => {
    const body = await bodyOf(c);
    const conversation = conversationOf(c);
    if (conversation["ended"] === true) throw badRequest("The conversation has ended; give the transcript before.");
    c.var.account.store.put("conversation", { ...conversation, ...readCall(body) });
    c.var.account.changed("conversations");
    return c.body(null, 204);
  });
  // P-30
  app.put("/pals/:id/draft", async (c) => {
    const body = await bodyOf(c);
    const { account } = c.var;
    account.store.put("pal", editAsMaker(account, findPal(account, c.req.param("id")), body));
    account.changed("pals");
    return c.body(null, 204);
  });
  // The target of V-1's `conversation_url`.
  app.get("/conversations/:id", (c) => {
    const { id, status, transcript, perception = "" } = conversationOf(c);
    return c.json({ conversation_id: id, status, transcript, perception_analysis: perception });
  });
  app.get("/deliveries", (c) => {
    const { account } = c.var;
    return c.json({ data: account.store.list("delivery").map((one) => maskDelivery(account, one)) });
  });

  // A whole call in one request: it begins, gets its transcript, and ends. The answer contains the results of its actions.
  app.post("/trials", async (c) => {
    const body = await bodyOf(c);
    const { account } = c.var;
    const id = startTrial(account, body);
    await endConversation(account, id, { immediately: true });
    const deliveries = deliveriesOf(account, id).map((one) => maskDelivery(account, one));
    const all = (account.store.find("conversation", id)?.["events"] ?? []) as JsonObject[];
    const events = all
      .filter((event) => event["event_type"] === EXECUTED)
      .map((event) => ({ ...event, properties: maskEvent(account, id, event["properties"] as Document) }));
    return c.json({ conversation_id: id, deliveries, events });
  });
  app.post("/conversations/:id/replays", async (c) => {
    const body = await bodyOf(c);
    const { account } = c.var;
    const { id } = conversationOf(c);
    if (!isObject(body)) throw badRequest('Write { "to": "…", "tool": "…", "again": true }, or {}.');
    const { to, tool, again, allow_public: allowPublic } = body;
    for (const [name, value] of Object.entries({ again, allow_public: allowPublic }))
      if (!["boolean", "undefined"].includes(typeof value)) throw badRequest(`${name} is neither true nor false.`);
    if (to !== undefined && !isHttpUrl(to)) throw badRequest("to is not an http or https URL.");
    if (tool !== undefined && typeof tool !== "string") throw badRequest("tool is not the id or the name of a tool.");
    const recorded = deliveriesOf(account, id).filter(
      (one) =>
        one["replay_of"] === undefined && (tool === undefined || one["tool_id"] === tool || one["tool_name"] === tool),
    );
    const options = { to, again: again === true, allowPublic: allowPublic === true };
    // Either all deliveries are sent or none: if one is held back, all are.
    const prepared = recorded.flatMap((one) => prepareHere(account, one, options) ?? []);
    const replays: JsonObject[] = [];
    for (const send of prepared) {
      const replay = await send();
      if (replay !== undefined) replays.push(maskDelivery(account, replay));
    }
    return c.json({ conversation_id: id, deliveries: replays });
  });
  // Used by --seed, and to start over without a restart.
  app.get("/export", (c) => {
    const withSecrets = c.req.query("secrets") === "true";
    // The emulator can be open to other machines and to pages of other origins (access.ts).
    const from = c.env.incoming.socket.remoteAddress?.replace(/^::ffff:/, "");
    if (withSecrets && (c.req.header("origin") !== undefined || !isLoopbackHost(from ?? "")))
      throw new HttpError(403, "Secrets are exported to programs on the emulator's own machine only.");
    return c.json(exportSeed(c.var.account, { withSecrets }));
  });
  app.post("/reset", (c) => {
    const { account } = c.var;
    account.store.clear();
    account.requests.clear(account.id);
    account.changed(...CHANGES);
    return c.body(null, 204);
  });
  return app;
}

/**
 * P-30: an edit in PAL Maker. It goes to a draft if the PAL is deployed, and otherwise to the live PAL.
 * @param body `{ changes?, has_unpublished_changes? }`: fields with their new values. `true` always creates a draft, and `false` discards it
 * @throws HttpError 400 with a string for the user
 */
function editAsMaker(account: Account, pal: Document, body: unknown): Document {
  const { changes = {}, has_unpublished_changes: flag } = isObject(body) ? body : ({} as JsonObject);
  const isNothing = !isObject(body) || (body["changes"] === undefined && flag === undefined);
  if (isNothing || !isObject(changes) || !["boolean", "undefined"].includes(typeof flag))
    throw badRequest('Write { "changes": { "greeting": "…" } }, or { "has_unpublished_changes": true or false }.');
  const reserved = RESERVED.find((field) => Object.hasOwn(changes, field));
  if (reserved !== undefined) throw badRequest(`changes.${reserved} cannot be changed. Remove it.`);
  const wrong = wrongText(changes);
  if (wrong !== undefined) throw badRequest(`changes.${wrong} is not a string.`);
  const edit = Object.hasOwn(changes, "tool_ids")
    ? { ...changes, tool_ids: readToolIds(changes["tool_ids"], account) }
    : changes;
  if (flag === false) return withoutDraft(pal);
  if (flag === true || isDeployed(account, pal)) return editedDraft(pal, edit);
  return { ...pal, ...edit, updated_at: zoned(account.now()) };
}

function prepareHere(...args: Parameters<typeof prepareReplay>): ReturnType<typeof prepareReplay> {
  try {
    return prepareReplay(...args);
  } catch (error) {
    throw error instanceof HeldBack ? badRequest(error.message) : error;
  }
}

const deliveriesOf = ({ store }: Account, conversationId: string): Document[] =>
  store.startingWith("delivery", `${conversationId}/`);
