import { Hono } from "hono/tiny";
import type { JsonObject } from "../../contract/index.ts";
import type { Document } from "../domain/store.ts";
import { newTool, patchedTool, SYSTEM_TOOL, toolAnswer } from "../domain/tool-document.ts";
import { badRequest, HttpError, missing } from "../http-error.ts";
import { pageOf } from "../paging.ts";
import { bodyOf, type Env } from "../request.ts";
import type { EmulatorServices } from "../services.ts";

const NOT_FOUND = "Tool not found";
const NOT_DELETED = "Tool not found or attempt to delete a system tool";

/** The tools of an account that exist. */
export function liveTools({ store }: EmulatorServices, account: string): Document[] {
  return store.list("tool", account).filter((tool) => tool["deleted"] !== true);
}

export function findTool(services: EmulatorServices, account: string, id: string): Document | undefined {
  const tool = services.store.get("tool", account, id);
  return tool?.["deleted"] === true ? undefined : tool;
}

/** a name is unique in the account. SYSTEM_TOOL's name is also taken. */
function assertFreeName(services: EmulatorServices, account: string, name: unknown, except?: string): void {
  const namesakes = typeof name === "string" ? services.store.named("tool", account, name) : [];
  const taken = namesakes.some((tool) => tool["deleted"] !== true && tool.id !== except);
  if (taken || name === SYSTEM_TOOL["name"]) throw new HttpError(409, "A tool with this name already exists. (X-7)");
}

/**
 * Changes the fields in the patch (C-8).
 * @throws HttpError with the API's answer
 */
export function updateTool(
  services: EmulatorServices,
  account: string,
  id: string,
  patch: unknown,
): { document: Document; unchanged: boolean } {
  const tool = findTool(services, account, id);
  // C-17
  if (id === SYSTEM_TOOL["tool_id"]) throw badRequest("Cannot update system tools");
  if (tool === undefined) throw missing(NOT_FOUND, services.behavior);
  const patched = patchedTool(tool, patch, services);
  assertFreeName(services, account, patched.document["name"], id);
  if (!patched.unchanged || services.behavior.unchangedPatch !== "304")
    services.store.put("tool", account, patched.document);
  return patched;
}

/**
 * C-20, C-21: deletes a tool, which detaches it from every PAL.
 * @throws HttpError if the tool doesn't exist
 */
export function deleteTool(services: EmulatorServices, account: string, id: string): void {
  const { store, behavior } = services;
  // T-14: the tool exists, so the switches for missing objects don't apply.
  if (id === SYSTEM_TOOL["tool_id"]) throw badRequest(NOT_DELETED);
  const tool = findTool(services, account, id);
  if (tool === undefined && behavior.repeatedDelete === "204") return;
  if (tool === undefined) throw missing(NOT_DELETED, behavior);
  store.atomic(() => {
    store.put("tool", account, { ...tool, deleted: true });
    for (const pal of store.list("pal", account)) {
      const toolIds = pal["tool_ids"] as string[];
      if (toolIds.includes(id))
        store.put("pal", account, { ...pal, tool_ids: toolIds.filter((attached) => attached !== id) });
    }
  });
}

/** Section 6 of the contract. */
export function toolRoutes(services: EmulatorServices): Hono<Env> {
  const { store, behavior } = services;
  const app = new Hono<Env>();

  app.post("/", async (c) => {
    const account = c.get("account");
    const tool = newTool(await bodyOf(c), services);
    assertFreeName(services, account, tool["name"]);
    store.put("tool", account, tool);
    return c.json(toolAnswer(tool, behavior, { written: true }), behavior.createStatus);
  });

  // C-4, C-5
  app.get("/", (c) => {
    const query = c.req.query();
    const type = query["type"] ?? "user";
    if (!["user", "system", "all"].includes(type)) throw badRequest("type must be user, system, or all. (C-4)");
    const sort = query["sort"] ?? "asc";
    if (!["asc", "desc"].includes(sort)) throw badRequest("sort is neither asc nor desc. (C-4)");
    const user: JsonObject[] = liveTools(services, c.get("account"));
    if (sort === "desc") user.reverse();
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
    const account = c.get("account");
    const tool = behavior.deletedTool === "200" ? store.get("tool", account, id) : findTool(services, account, id);
    if (tool === undefined) throw missing(NOT_FOUND, behavior);
    return c.json(toolAnswer(tool, behavior));
  });

  app.patch("/:id", async (c) => {
    const body = await bodyOf(c);
    const { document, unchanged } = updateTool(services, c.get("account"), c.req.param("id"), body);
    if (unchanged && behavior.unchangedPatch === "304") return c.body(null, 304);
    return c.json(toolAnswer(document, behavior, { written: true }));
  });

  app.delete("/:id", (c) => {
    deleteTool(services, c.get("account"), c.req.param("id"));
    return c.body(null, 204);
  });
  return app;
}
