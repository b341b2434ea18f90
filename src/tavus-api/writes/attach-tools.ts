import { fact } from "../errors/explain.ts";
import { ApiError, isTavusError } from "../errors/index.ts";
import { palToolsPath } from "../paths.ts";
import { parsePage, parseUserTool } from "../reads/page.ts";
import { readPalTools } from "../reads/pal-reads.ts";
import { send } from "../transport/send.ts";
import type { Session } from "../transport/session.ts";

/** Refusals that concern the tools or the PAL. Each tool alone may have a different result (P-6). */
const ABOUT_THE_TOOLS = new Set([400, 404, 409, 410, 413, 422]);

/** A result for each tool. `undefined` means "attached". */
export type Verdicts = Map<string, Error | undefined>;

/**
 * Attaches tools to a PAL in one request. Attached tools stay attached (P-2), and attaching twice is harmless (P-3). If the whole request is refused,
 * each tool is attached separately, so that one bad id doesn't fail the other tools.
 */
export async function attachTools(session: Session, palId: string, toolIds: readonly string[]): Promise<Verdicts> {
  try {
    return await attachTogether(session, palId, toolIds);
  } catch (error) {
    if (!isTavusError(error)) throw error;
    if (toolIds.length === 1 || !(error instanceof ApiError) || !ABOUT_THE_TOOLS.has(error.status))
      return new Map(toolIds.map((id) => [id, error]));
  }
  const verdicts: Verdicts = new Map();
  for (const id of toolIds)
    for (const [key, value] of await attachTools(session, palId, [id])) verdicts.set(key, value);
  return verdicts;
}

function attachTogether(session: Session, palId: string, toolIds: readonly string[]): Promise<Verdicts> {
  return session.call(async (call) => {
    const subject = toolIds.length === 1 ? `tool ${toolIds[0]}` : `${toolIds.length} tools`;
    const what = `attach ${subject} to PAL ${palId}`;
    const reply = await send(session, call, {
      kind: "attach",
      method: "POST",
      path: palToolsPath(palId),
      body: { tool_ids: toolIds },
      what,
      parse: attachedIds,
    });
    const named = reply.action === "done" ? reply.value : new Set<string>();
    if (toolIds.every((id) => named.has(id))) return new Map(toolIds.map((id) => [id, undefined]));
    // P-5: the answer may name all tools, some, or none. The PAL itself decides.
    const tools = await readPalTools(session, call, palId);
    const attached = new Set([...named, ...(tools ?? []).map((tool) => tool.tool_id)]);
    const path = palToolsPath(palId);
    const said = reply.action === "done" ? `POST ${path} answered with success` : fact(reply.names, reply.outcome);
    return new Map(toolIds.map((id) => [id, attached.has(id) ? undefined : notListed(said, path, palId, id)]));
  });
}

/** The ids in the answer. An object without a list proves nothing, but any 2xx is success (C-1, P-1). */
function attachedIds(body: unknown): Set<string> | undefined {
  const page = parsePage(body);
  if (page === undefined) return undefined;
  return new Set(page.items.map((item) => parseUserTool(item)?.tool_id ?? "").filter((id) => id !== ""));
}

function notListed(said: string, path: string, palId: string, toolId: string): ApiError {
  const facts = [`${said}, but the PAL doesn't list the tool afterwards`];
  return new ApiError(
    { operation: `attach tool ${toolId} to PAL ${palId}`, outcome: { kind: "not-listed" }, facts },
    { status: 200, method: "POST", path, serverText: "" },
  );
}
