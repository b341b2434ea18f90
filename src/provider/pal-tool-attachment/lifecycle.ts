import type { JsonObject } from "../../contract/index.ts";
import { attachmentId, parseAttachmentId } from "../../state-format/attachment-id.ts";
import type { TavusClient } from "../../tavus-api/client.ts";

/** Attaches the tool: one POST, which can contain other attachments to the same PAL (P-1, P-2). */
export async function createAttachment(
  client: TavusClient,
  inputs: JsonObject,
): Promise<{ id: string; outputs: JsonObject }> {
  const [palId, toolId] = [String(inputs["palId"]), String(inputs["toolId"])];
  await client.attachTool(palId, toolId);
  return { id: attachmentId(palId, toolId), outputs: { palId, toolId } };
}

/** Reads an attachment. `undefined` if the tool isn't attached, or if the PAL is gone. One request for each PAL, for any number of tools (P-7). */
export async function readAttachment(
  client: TavusClient,
  id: string,
): Promise<{ inputs: JsonObject; outputs: JsonObject } | undefined> {
  const { palId, toolId } = parseAttachmentId(id);
  const tools = await client.readPalTools(palId);
  if (!tools?.some((tool) => tool.tool_id === toolId)) return undefined;
  return { inputs: { palId, toolId }, outputs: { palId, toolId } };
}

/** The message for a program that reads a missing attachment. */
export function missingAttachment(id: string): string {
  const { palId, toolId } = parseAttachmentId(id);
  const what =
    toolId === ""
      ? `"${id}" is not the id of an attachment, which the program reads with PalToolAttachment.get. Write <PAL id>/<tool id>.`
      : `The attachment "${id}", which the program reads with PalToolAttachment.get, does not exist: tool "${toolId}" is not attached to PAL "${palId}", or the account has no such PAL.`;
  return toolId === "" ? what : `${what} Check both ids and the API key, or remove the PalToolAttachment.get.`;
}

/** Detaches the tool: one DELETE. Succeeds if the tool isn't attached, or if the PAL or the tool is gone (P-8). */
export async function deleteAttachment(client: TavusClient, id: string): Promise<void> {
  const { palId, toolId } = parseAttachmentId(id);
  await client.detachTool(palId, toolId);
}
