import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { isObject, type JsonObject, jsonEqual } from "../../contract/index.ts";
import type { Behavior } from "../behavior.ts";
import { applyJsonPatch } from "../domain/json-patch.ts";
import { authored, maskPal, palAnswer, translatePatch } from "../domain/pal-document.ts";
import {
  hasMakerChanges,
  isConferencingPatch,
  makerChanges,
  publishedDraft,
  withoutDraft,
} from "../domain/pal-draft.ts";
import { assertPal, assertRoom, hasTool, RESERVED, readToolIds, wrongText } from "../domain/pal-rules.ts";
import type { Document } from "../domain/store.ts";
import { SYSTEM_TOOL, toolAnswer } from "../domain/tool-document.ts";
import { badRequest, HttpError, missing } from "../http-error.ts";
import { pageOf, sorted } from "../paging.ts";
import { bodyOf, type Env } from "../request.ts";
import { type Account, newId, zoned } from "../services.ts";

const attachedTo = (pal: Document): string[] => pal["tool_ids"] as string[];

export function palTools({ store }: Account, palId: string): Document[] {
  const pal = store.get("pal", palId);
  return pal === undefined ? [] : attachedTo(pal).flatMap((id) => store.find("tool", id) ?? []);
}

/** @throws HttpError if the PAL doesn't exist */
export function findPal({ store, behavior }: Account, id: string): Document {
  const pal = store.find("pal", id);
  if (pal === undefined) throw missing("PAL not found", behavior);
  return pal;
}

/** P-20 */
export function createPal(account: Account, body: unknown): Document {
  assertPal(body);
  const at = zoned(account.now());
  const pal: Document = {
    ...authored(body),
    id: newId("p"),
    // P-29
    tool_ids: readToolIds(body["tool_ids"], account),
    created_at: at,
    updated_at: at,
  };
  account.store.put("pal", pal);
  return pal;
}

/** @throws HttpError if the PAL doesn't exist */
export function deletePal(account: Account, id: string): void {
  account.store.put("pal", { ...findPal(account, id), deleted: true, tool_ids: [] });
}

/** P-13 */
function assertWritable(pal: Document, { attachBesideDraft }: Behavior): void {
  if (attachBesideDraft === "refuse" && hasMakerChanges(pal)) throw makerChanges();
}

/**
 * P-1 to P-6
 * @returns the ids of all attached tools
 * @throws HttpError if a tool or the PAL is missing, or the PAL has too many tools
 */
export function attachTools(account: Account, palId: string, given: readonly string[]): string[] {
  const { store, behavior } = account;
  const pal = findPal(account, palId);
  assertWritable(pal, behavior);
  const good = given.filter((id) => hasTool(account, id));
  const isBad = good.length < given.length;
  if (isBad && behavior.badAttachId === "refuse") throw badRequest("Tool not found");
  const all = [...new Set([...attachedTo(pal), ...good])];
  assertRoom(all);
  store.put("pal", { ...pal, tool_ids: all });
  if (isBad && behavior.badAttachId === "partial") throw badRequest("Tool not found");
  return all;
}

/** P-8 */
export function detachTool(account: Account, palId: string, toolId: string): void {
  const { store, behavior } = account;
  const pal = findPal(account, palId);
  assertWritable(pal, behavior);
  const isAttached = attachedTo(pal).includes(toolId);
  if (!isAttached && behavior.repeatedDelete === "204") return;
  if (!isAttached && !hasTool(account, toolId)) throw missing("Tool not found", behavior);
  if (!isAttached) throw missing("Tool not attached to this PAL", behavior);
  store.put("pal", { ...pal, tool_ids: attachedTo(pal).filter((id) => id !== toolId) });
}

const palOf = (c: Context<Env>): Document => findPal(c.var.account, c.req.param("id") ?? "");

/** Section 7 of the contract: PALs. */
export function palRoutes(): Hono<Env> {
  const app = new Hono<Env>();

  // P-20
  app.post("/", async (c) => {
    const body = await bodyOf(c);
    const { id, pal_name, created_at } = createPal(c.var.account, body);
    return c.json({ pal_id: id, persona_id: id, pal_name, created_at }, c.var.account.behavior.createStatus);
  });
  // P-22: there are no system PALs here.
  app.get("/", (c) => {
    const { store, behavior } = c.var.account;
    const query = c.req.query();
    const type = query["pal_type"] ?? "user";
    if (!["user", "system"].includes(type)) throw badRequest("pal_type is neither user nor system. (P-22)");
    const pals = sorted(type === "system" ? [] : store.live("pal"), query, "P-22");
    return c.json(pageOf(pals, query, behavior, palAnswer, behavior.firstPalPage));
  });
  // P-21: always the live PAL. A draft is never shown.
  app.get("/:id", (c) => c.json(palAnswer(palOf(c))));
  // P-24
  app.post("/:id/publish", (c) => {
    const pal = publishedDraft(palOf(c), c.var.account);
    c.var.account.store.put("pal", pal);
    const { pal_name: name, system_prompt: prompt = null, updated_at: at } = pal;
    return c.json({ status: "success", pal_id: pal.id, pal_name: name, system_prompt: prompt, updated_at: at });
  });

  // P-23
  app.patch("/:id", async (c) => {
    const body = await bodyOf(c);
    const { account } = c.var;
    const pal = palOf(c);
    // X-8, P-30
    const isIdentity = isConferencingPatch(body);
    const isForced = c.req.query("force") === "true";
    if (hasMakerChanges(pal) && !isIdentity && !isForced) throw makerChanges();
    const fields = authored(pal);
    const patched = patchedFields(account, fields, body);
    const discarded = hasMakerChanges(pal) && !isIdentity;
    //
    if (jsonEqual(patched, fields) && !discarded && account.behavior.unchangedPatch === "304") return c.body(null, 304);
    const own = Object.fromEntries(Object.entries(pal).filter(([field]) => RESERVED.includes(field)));
    const changed = { ...patched, ...own, id: pal.id, updated_at: zoned(account.now()) };
    account.store.put("pal", isIdentity ? changed : withoutDraft(changed));
    return c.json({ pal_id: pal.id, ...(discarded && { discarded_maker_changes: true }) });
  });
  app.delete("/:id", (c) => {
    deletePal(c.var.account, c.req.param("id"));
    return c.body(null, 204);
  });
  app.route("/", palToolRoutes());
  return app;
}

/** @throws HttpError 422 if the patch is malformed, or breaks a rule of a PAL */
function patchedFields(account: Account, fields: JsonObject, patch: unknown): JsonObject {
  const patched = applyJsonPatch(fields, translatePatch(patch), maskPal);
  const reserved = RESERVED.find((field) => Object.hasOwn(patched, field));
  if (reserved !== undefined) throw new HttpError(422, `'${reserved}' cannot be changed`);
  const wrong = wrongText(patched);
  if (wrong !== undefined) throw new HttpError(422, `'${wrong}' is not a string`);
  // P-29
  return { ...patched, tool_ids: readToolIds(patched["tool_ids"], account) };
}

/** Section 7 of the contract: the tools of a PAL. */
function palToolRoutes(): Hono<Env> {
  const app = new Hono<Env>();

  // P-1 to P-6
  app.post("/:id/tools", async (c) => {
    const body = await bodyOf(c);
    const pal = palOf(c);
    const given = isObject(body) ? body["tool_ids"] : undefined;
    if (!Array.isArray(given) || given.length === 0 || !given.every((id) => typeof id === "string"))
      throw badRequest("tool_ids is a list with at least one tool's id. (P-1)");
    const { account } = c.var;
    const { store, behavior } = account;
    const all = attachTools(account, pal.id, given);
    // A tool that doesn't exist isn't in the response.
    const answered = { all, given: [...new Set(given)], empty: [] }[behavior.attachAnswer];
    const data = answered.flatMap((id) => store.find("tool", id) ?? []).map((tool) => toolAnswer(tool, behavior));
    return c.json({ data }, behavior.createStatus);
  });

  // P-7, P-28. P-9: the alias returns a bare list if `verbose` is set.
  app.get("/:id/tools", (c) => {
    const { behavior } = c.var.account;
    const attached = palTools(c.var.account, palOf(c).id).map((tool) => toolAnswer(tool, behavior));
    const data = behavior.listEndCall ? [SYSTEM_TOOL, ...attached] : attached;
    return c.json(c.req.path.startsWith("/v2/personas") && c.req.query("verbose") === "true" ? data : { data });
  });

  // P-8
  app.delete("/:id/tools/:tool", (c) => {
    detachTool(c.var.account, c.req.param("id"), c.req.param("tool"));
    return c.body(null, 204);
  });
  return app;
}
