import { type Context, Hono } from "hono";
import { isObject, type JsonObject, jsonEqual, MASK, PAL_TOOLS_MAX } from "../../tavus-api/contract/index.ts";
import { badRequest, HttpError, missing } from "../http-error.ts";
import { applyJsonPatch } from "../json-patch.ts";
import { pageOf } from "../paging.ts";
import { assertPal, RESERVED, wrongText } from "../pal-rules.ts";
import { bodyOf, type Env } from "../request.ts";
import type { Document } from "../store.ts";
import { toolAnswer } from "../tool-document.ts";
import { newId, type World, zoned } from "../world.ts";
import { findTool } from "./tools.ts";

const attachedTo = (pal: Document): string[] => pal["tool_ids"] as string[];

/** P-26: the keys of a PAL's layers read masked. */
export const maskPal = (pal: JsonObject): JsonObject => maskKeys(pal) as JsonObject;

function maskKeys(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => maskKeys(item));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskKeys(item, name)]));
  return key === "api_key" && typeof value === "string" ? MASK : value;
}

/** The tools that are attached to a PAL. */
export function palTools(world: World, account: string, palId: string): Document[] {
  const pal = world.store.get("pal", account, palId);
  return pal === undefined ? [] : attachedTo(pal).flatMap((id) => findTool(world, account, id) ?? []);
}

/** @throws HttpError where there is no such PAL */
export function findPal({ store, behavior }: World, account: string, id: string): Document {
  const pal = store.get("pal", account, id);
  if (pal === undefined || pal["deleted"] === true) throw missing("PAL not found", behavior);
  return pal;
}

/** Section 7 of the contract. */
export function palRoutes(world: World): Hono<Env> {
  const { store, behavior } = world;
  const app = new Hono<Env>();
  const palOf = (c: Context<Env>): Document => findPal(world, c.get("account"), c.req.param("id") ?? "");
  const palAnswer = ({ id, deleted: _, unpublished: __, ...pal }: Document): JsonObject => ({
    pal_id: id,
    persona_id: id,
    ...maskPal(pal),
  });

  // P-20
  app.post("/", async (c) => {
    const body = await bodyOf(c);
    assertPal(body);
    const at = zoned(world.now());
    // G-14: persona_name is the old name of pal_name.
    const pal: Document = {
      ...body,
      pal_name: body["pal_name"] ?? body["persona_name"] ?? "PAL",
      id: newId("p"),
      tool_ids: [],
      created_at: at,
      updated_at: at,
    };
    store.put("pal", c.get("account"), pal);
    return c.json(
      { pal_id: pal.id, persona_id: pal.id, pal_name: pal["pal_name"], created_at: at },
      behavior.createStatus,
    );
  });
  // P-22: there are no system PALs here.
  app.get("/", (c) => {
    const type = c.req.query("pal_type") ?? "user";
    if (!["user", "system"].includes(type)) throw badRequest("pal_type is neither user nor system. (P-22)");
    const pals = type === "system" ? [] : store.list("pal", c.get("account")).filter((pal) => pal["deleted"] !== true);
    return c.json(pageOf(pals, c.req.query(), behavior, palAnswer));
  });
  // P-21
  app.get("/:id", (c) => {
    const pal = palOf(c);
    const draft = { is_draft_view: true, has_unpublished_changes: pal["unpublished"] === true };
    return c.json({ ...palAnswer(pal), ...(c.req.query("source") === "draft" && draft) });
  });
  // P-24
  app.post("/:id/publish", (c) => {
    const pal = palOf(c);
    store.put("pal", c.get("account"), { ...pal, unpublished: false });
    return c.json({ pal_id: pal.id });
  });

  // P-23
  app.patch("/:id", async (c) => {
    const body = await bodyOf(c);
    const pal = palOf(c);
    //
    if (pal["unpublished"] === true && c.req.query("force") !== "true" && c.req.query("target") !== "live")
      throw new HttpError(409, "maker_changes");
    const own = Object.entries(pal).filter(([field]) => RESERVED.includes(field));
    const fields = Object.fromEntries(Object.entries(pal).filter(([field]) => !RESERVED.includes(field)));
    const patched = applyJsonPatch(fields, body, maskPal);
    const reserved = RESERVED.find((field) => Object.hasOwn(patched, field));
    if (reserved !== undefined) throw new HttpError(422, `'${reserved}' cannot be changed`);
    const wrong = wrongText(patched);
    if (wrong !== undefined) throw new HttpError(422, `'${wrong}' is not a string`);
    //
    if (jsonEqual(patched, fields) && behavior.unchangedPatch === "304") return c.body(null, 304);
    const id = pal.id;
    store.put("pal", c.get("account"), {
      ...patched,
      ...Object.fromEntries(own),
      id,
      updated_at: zoned(world.now()),
    });
    return c.json({ pal_id: id });
  });
  app.delete("/:id", (c) => {
    store.put("pal", c.get("account"), { ...palOf(c), deleted: true, tool_ids: [] });
    return c.body(null, 204);
  });

  // P-1 to P-6
  app.post("/:id/tools", async (c) => {
    const body = await bodyOf(c);
    const pal = palOf(c);
    const given = isObject(body) ? body["tool_ids"] : undefined;
    if (!Array.isArray(given) || given.length === 0 || !given.every((id) => typeof id === "string"))
      throw badRequest("tool_ids is a list with at least one tool's id. (P-1)");
    const account = c.get("account");
    const good = given.filter((id) => findTool(world, account, id) !== undefined);
    const isBad = good.length < given.length;
    if (isBad && behavior.badAttachId === "refuse") throw badRequest("Tool not found");
    const all = [...new Set([...attachedTo(pal), ...good])];
    if (all.length > PAL_TOOLS_MAX) throw badRequest(`A PAL takes at most ${PAL_TOOLS_MAX} tools. (P-4)`);
    const unpublished = behavior.attachDrafts || pal["unpublished"];
    store.put("pal", account, { ...pal, unpublished, tool_ids: all });
    if (isBad && behavior.badAttachId === "partial") throw badRequest("Tool not found");
    const answered = { all, given: [...new Set(good)], empty: [] }[behavior.attachAnswer];
    return c.json(
      { data: answered.flatMap((id) => findTool(world, account, id) ?? []).map((tool) => toolAnswer(tool, behavior)) },
      behavior.createStatus,
    );
  });

  // P-7; P-9: the alias answers a bare list where `verbose` is asked for.
  app.get("/:id/tools", (c) => {
    const data = palTools(world, c.get("account"), palOf(c).id).map((tool) => toolAnswer(tool, behavior));
    return c.json(c.req.path.startsWith("/v2/personas") && c.req.query("verbose") === "true" ? data : { data });
  });

  // P-8
  app.delete("/:id/tools/:tool", (c) => {
    const [pal, account, toolId] = [palOf(c), c.get("account"), c.req.param("tool")];
    if (!attachedTo(pal).includes(toolId) && behavior.repeatedDelete === "204") return c.body(null, 204);
    if (findTool(world, account, toolId) === undefined) throw missing("Tool not found", behavior);
    if (!attachedTo(pal).includes(toolId)) throw missing("Tool not attached to this PAL", behavior);
    // P-13
    const unpublished = behavior.attachDrafts || pal["unpublished"];
    store.put("pal", account, { ...pal, unpublished, tool_ids: attachedTo(pal).filter((id) => id !== toolId) });
    return c.body(null, 204);
  });
  return app;
}
