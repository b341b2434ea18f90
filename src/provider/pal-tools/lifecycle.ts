import { type JsonObject, PAL_TOOLS_MAX } from "../../contract/index.ts";
import { explainError } from "../../messages/index.ts";
import { attachmentId } from "../../state-format/attachment-id.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { isApiError, TavusError } from "../../tavus-api/errors/index.ts";
import { keepOrder, sameTools, toolIdsOf } from "./tool-ids.ts";

/** The result of a write. With `problems`, the PAL has a different set than requested, and the outputs contain the actual set. */
export interface WrittenSet {
  readonly id: string;
  readonly outputs: JsonObject;
  readonly problems: string[];
}

/** Gives a PAL exactly these tools: one GET, one POST if tools are missing, one DELETE for each tool that isn't listed (P-1, P-2, P-8). */
export async function createPalTools(client: TavusClient, inputs: JsonObject): Promise<WrittenSet> {
  const palId = String(inputs["palId"]);
  const { before, after, problems } = await bring(client, palId, toolIdsOf(inputs));
  // Nothing was done, so there is nothing to store. A destroy must not detach the tools that the PAL had before.
  if (problems.length > 0 && sameTools(before, after)) throw new TavusError(problems.join(" "));
  return { id: palId, outputs: outputsOf(palId, toolIdsOf(inputs), after), problems };
}

/** Does the same for a PAL that is already managed. Also corrects attachments that changed outside Pulumi. */
export async function updatePalTools(client: TavusClient, palId: string, news: JsonObject): Promise<WrittenSet> {
  const { after, problems } = await bring(client, palId, toolIdsOf(news));
  return { id: palId, outputs: outputsOf(palId, toolIdsOf(news), after), problems };
}

/** The PAL's current tools. `undefined` if the PAL is gone. One call for each PAL, shared with its attachments (P-7). */
export async function readPalTools(
  client: TavusClient,
  palId: string,
  state: JsonObject,
): Promise<{ inputs: JsonObject; outputs: JsonObject } | undefined> {
  const tools = await client.readPalTools(palId);
  if (tools === undefined) return undefined;
  const ids = tools.map((tool) => tool.tool_id);
  const actual = outputsOf(palId, toolIdsOf(state), ids);
  return { inputs: actual, outputs: actual };
}

/** The message for a program that reads the tools of a missing PAL. */
export function missingPal(palId: string): string {
  return (
    `The account has no PAL with the id "${palId}", which the program reads with PalTools.get. ` +
    "Check the id, the API key and the base URL, or remove the PalTools.get."
  );
}

/**
 * Detaches the tools that are still attached: one GET, one DELETE for each tool. Succeeds if a tool isn't attached, or if the PAL is gone (P-8).
 * @param held the attachments to delete, as `<palId>/<toolId>`. The PAL's other tools aren't ours
 */
export async function deletePalTools(client: TavusClient, palId: string, held: readonly string[]): Promise<void> {
  const tools = (await client.readPalTools(palId)) ?? [];
  const ours = tools.map((tool) => tool.tool_id).filter((id) => held.includes(attachmentId(palId, id)));
  const failed = await detach(client, palId, ours);
  if (failed.size > 0) throw new TavusError([...new Set(failed.values())].join(" "));
}

/** The ids of a set's attachments. */
export function attachmentsOf(palId: string, state: JsonObject): string[] {
  return toolIdsOf(state).map((id) => attachmentId(palId, id));
}

async function bring(
  client: TavusClient,
  palId: string,
  given: readonly string[],
): Promise<{ before: string[]; after: string[]; problems: string[] }> {
  const wanted = [...new Set(given)];
  // The list has no system tools (P-7, T-14), so they are never detached.
  const tools = await client.readPalTools(palId);
  if (tools === undefined)
    throw new TavusError(
      `There is no PAL ${palId} in this account: it was deleted, or palId or the API key belongs to another account. ` +
        "Fix palId, or remove this PalTools, then run again.",
    );
  const before = tools.map((tool) => tool.tool_id);
  const missing = wanted.filter((id) => !before.includes(id));
  const strays = before.filter((id) => !wanted.includes(id));
  // Attaches first, and detaches only on success, so that a PAL keeps its tools until it has the new ones. The exception is a full PAL (P-4).
  const excess = Math.max(0, before.length + missing.length - PAL_TOOLS_MAX);
  const steps = [
    { write: detach, toolIds: strays.slice(0, excess) },
    { write: attach, toolIds: missing },
    { write: detach, toolIds: strays.slice(excess) },
  ];
  const known = new Set(before);
  for (const { write, toolIds } of steps) {
    const failed = await write(client, palId, toolIds);
    for (const id of toolIds.filter((one) => !failed.has(one)))
      if (write === attach) known.add(id);
      else known.delete(id);
    if (failed.size === 0) continue;
    // A failed request may still have succeeded, so this reads the PAL again. If reading fails, it uses the known results.
    const now = await client.readPalTools(palId).catch(() => undefined);
    return { before, after: now?.map((tool) => tool.tool_id) ?? [...known], problems: [...new Set(failed.values())] };
  }
  return { before, after: wanted, problems: [] };
}

/** By tool: the problem. */
type Failures = Map<string, string>;

/** One request for all tools (P-1). */
async function attach(client: TavusClient, palId: string, toolIds: readonly string[]): Promise<Failures> {
  const refused = await each(toolIds, (id) => client.attachTool(palId, id));
  const explained = [...refused].map(
    async ([id, error]) => [id, await explainRefusal(client, palId, id, error)] as const,
  );
  return new Map(await Promise.all(explained));
}

/** One request for each tool (P-8). */
async function detach(client: TavusClient, palId: string, toolIds: readonly string[]): Promise<Failures> {
  const refused = await each(toolIds, (id) => client.detachTool(palId, id));
  return new Map([...refused].map(([id, error]) => [id, explainError(error)]));
}

/** Calls `write` for each tool, even after a failure. Returns the failed tools and their errors. */
async function each(toolIds: readonly string[], write: (id: string) => Promise<void>): Promise<Map<string, unknown>> {
  const failed = new Map<string, unknown>();
  await Promise.all(toolIds.map((id) => write(id).catch((error: unknown) => void failed.set(id, error))));
  return failed;
}

/** A 400 can mean that the tool is gone. The account's list decides. */
async function explainRefusal(client: TavusClient, palId: string, toolId: string, error: unknown): Promise<string> {
  if (!isApiError(error) || ![400, 404].includes(error.status)) return explainError(error);
  const found = await client.readTool(toolId).catch(() => error);
  if (found !== undefined) return explainError(error);
  return (
    `Could not attach tool ${toolId} of toolIds to PAL ${palId}: it is not in this account. It was deleted outside of Pulumi, or belongs to another account. ` +
    "Remove it from toolIds. If it is a Tool of this stack, run pulumi up --refresh, which creates it again and attaches it."
  );
}

function outputsOf(palId: string, familiar: readonly string[], actual: readonly string[]): JsonObject {
  return { palId, toolIds: keepOrder(familiar, actual) };
}
