import type { StackResource } from "../stack/index.ts";
import type { TavusClient } from "../tavus-api/client.ts";
import { fail, pass, warn } from "./check.ts";
import type { VerifyCheck } from "./report.ts";

/** The PALs that a stack attaches a tool to. */
export function palsOf(tool: StackResource, resources: readonly StackResource[]): string[] {
  const sameAccount = resources.filter(({ provider }) => provider === tool.provider);
  const single = sameAccount
    .filter(({ kind, id }) => kind === "palToolAttachment" && id.split("/")[1] === tool.id)
    .map(({ id }) => id.split("/")[0] ?? "");
  const sets = sameAccount
    .filter(
      ({ kind, outputs }) =>
        kind === "palTools" && Array.isArray(outputs["toolIds"]) && outputs["toolIds"].includes(tool.id),
    )
    .map(({ id }) => id);
  return [...new Set([...single, ...sets])];
}

/** Whether the tool is attached where it was declared; the PALs' tools are read once for all. */
export async function checkAttachment(
  toolId: string,
  palIds: readonly string[],
  client: TavusClient,
): Promise<VerifyCheck[]> {
  if (palIds.length === 0)
    return [
      warn(
        "attachment",
        "attached by nothing in this stack: it runs with no PAL that this stack knows of",
        "Declare a PalToolAttachment.",
      ),
    ];
  return Promise.all(
    palIds.map(async (palId) => {
      const tools = await client.readPalTools(palId);
      if (tools === undefined) return fail("pal", `PAL ${palId} is gone`, "Correct palId, or remove the attachment.");
      return tools.some((tool) => tool.tool_id === toolId)
        ? pass("attachment", `attached to PAL ${palId}`)
        : fail(
            "attachment",
            `detached from PAL ${palId} outside of Pulumi`,
            "Run pulumi up --refresh, which attaches it again.",
          );
    }),
  );
}

/** Unpublished edits of a PAL may hide what is attached (U-15), and block later changes. */
export async function checkPal(palId: string, client: TavusClient): Promise<VerifyCheck> {
  const isEdited = await client.hasUnpublishedChanges(palId);
  return isEdited === true
    ? warn(
        "pal",
        `PAL ${palId} has edits in PAL Maker that are not published (X-8)`,
        "Publish or discard them in PAL Maker.",
      )
    : pass("pal", `PAL ${palId} is there${isEdited === false ? ", without unpublished edits" : ""}`);
}
