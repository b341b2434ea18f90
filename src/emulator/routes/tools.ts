import { Hono } from "hono/tiny";
import type { JsonObject } from "../../contract/index.ts";
import type { Document } from "../domain/store.ts";
import { newTool, patchedTool, SYSTEM_TOOL, toolAnswer } from "../domain/tool-document.ts";
import { badRequest, HttpError, missing } from "../http-error.ts";
import { pageOf, sorted } from "../paging.ts";
import { bodyOf, type Env } from "../request.ts";
import type { Account } from "../services.ts";

const NOT_FOUND = "Tool not found";
const NOT_DELETED = "Tool not found or attempt to delete a system tool";

/** a name is unique in the account. SYSTEM_TOOL's name is also taken. */
function assertFreeName(account: Account, name: unknown, except?: string): void {
  const namesakes = typeof name === "string" ? account.store.named("tool", name) : [];
  const taken = namesakes.some((tool) => tool["deleted"] !== true && tool.id !== except);
  if (taken || name === SYSTEM_TOOL["name"]) throw new HttpError(409, "A tool with this name already exists. (X-7)");
}

/** Changes the fields in the patch (C-8). */
export function updateTool(account: Account, id: string, patch: unknown): ReturnType<typeof patchedTool> {
  const { store, behavior } = account;
  const tool = store.find("tool", id);
  // C-17
  if (id === SYSTEM_TOOL["tool_id"]) throw badRequest("Cannot update system tools");
  if (tool === undefined) throw missing(NOT_FOUND, behavior);
  const patched = patchedTool(tool, patch, account);
  assertFreeName(account, patched.document["name"], id);
  if (!patched.unchanged || behavior.unchangedPatch !== "304") store.put("tool", patched.document);
  return patched;
}

/** C-20, C-21: deletes a tool, which detaches it from every PAL. */
export function deleteTool(account: Account, id: string): void {
  const { store, behavior } = account;
  // T-14: the tool exists, so the switches for missing objects don't apply.
  if (id === SYSTEM_TOOL["tool_id"]) throw badRequest(NOT_DELETED);
  const tool = store.find("tool", id);
  if (tool === undefined && behavior.repeatedDelete === "204") return;
  if (tool === undefined) throw missing(NOT_DELETED, behavior);
  store.atomic(() => {
    store.put("tool", { ...tool, deleted: true });
    for (const pal of store.list("pal")) {
      const toolIds = pal["tool_ids"] as string[];
      if (toolIds.includes(id)) store.put("pal", { ...pal, tool_ids: toolIds.filter((attached) => attached !== id) });
    }
  });
}

/** Section 6 of the contract. */
export function toolRoutes(): Hono<Env> {
  const app = new Hono<Env>();

  app.post("/", async (c) => {
    const { account } = c.var;
    const tool = newTool(await bodyOf(c), account);
    assertFreeName(account, tool["name"]);
    account.store.put("tool", tool);
    return c.json(toolAnswer(tool, account.behavior, { written: true }), account.behavior.createStatus);
  });

  // C-4, C-5
  app.get("/", (c) => {
    const { store, behavior } = c.var.account;
    const query = c.req.query();
    const type = query["type"] ?? "user";
    if (!["user", "system", "all"].includes(type)) throw badRequest("type must be user, system, or all. (C-4)");
    const user: JsonObject[] = sorted(store.live("tool"), query, "C-4");
    const all = [...(type === "user" ? [] : [SYSTEM_TOOL]), ...(type === "system" ? [] : user)];
    const text = behavior.filter ? query["name_or_uuid"]?.toLowerCase() : undefined;
    const matches = (tool: JsonObject): boolean =>
      text === undefined ||
      (tool["id"] ?? tool["tool_id"]) === query["name_or_uuid"] ||
      String(tool["name"]).toLowerCase().includes(text);
    const answer = (tool: JsonObject): JsonObject =>
      tool === SYSTEM_TOOL ? SYSTEM_TOOL : toolAnswer(tool as Document, behavior);
    return c.json(pageOf(all.filter(matches), query, behavior, answer));
  });

  // C-7
  app.get("/:id", (c) => {
    const id = c.req.param("id");
    if (id === SYSTEM_TOOL["tool_id"]) return c.json(SYSTEM_TOOL);
    const { store, behavior } = c.var.account;
    const tool = behavior.deletedTool === "200" ? store.get("tool", id) : store.find("tool", id);
    if (tool === undefined) throw missing(NOT_FOUND, behavior);
    return c.json(toolAnswer(tool, behavior));
  });

  app.patch("/:id", async (c) => {
    const body = await bodyOf(c);
    const { behavior } = c.var.account;
    const { document, unchanged } = updateTool(c.var.account, c.req.param("id"), body);
    if (unchanged && behavior.unchangedPatch === "304") return c.body(null, 304);
    return c.json(toolAnswer(document, behavior, { written: true }));
  });

  app.delete("/:id", (c) => {
    deleteTool(c.var.account, c.req.param("id"));
    return c.body(null, 204);
  });
  return app;
}
