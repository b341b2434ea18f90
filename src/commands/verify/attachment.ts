import type { TavusClient } from "../../tavus-api/client.ts";
import type { StackResource } from "../stack/index.ts";
import { resultsOf } from "./check.ts";
import type { VerifyCheck } from "./report.ts";

const attachment = resultsOf("attachment");
const pal = resultsOf("pal");

export function attachmentsOf(tool: StackResource, resources: readonly StackResource[]): Map<string, StackResource> {
  const sameAccount = resources.filter(({ provider, external }) => provider === tool.provider && !external);
  return new Map(
    sameAccount.flatMap((resource): [string, StackResource][] => {
      const { kind, id, outputs } = resource;
      const [palId = "", toolId] = id.split("/");
      if (kind === "palToolAttachment") return toolId === tool.id ? [[palId, resource]] : [];
      const isIn = Array.isArray(outputs["toolIds"]) && outputs["toolIds"].includes(tool.id);
      return kind === "palTools" && isIn ? [[id, resource]] : [];
    }),
  );
}

export function palsOf(tool: StackResource, resources: readonly StackResource[]): string[] {
  return [...attachmentsOf(tool, resources).keys()];
}

/** Checks for each PAL whether the PAL and the attachment exist. All tools of a PAL share one request. */
export async function checkAttachments(
  toolId: string,
  palIds: readonly string[],
  client: TavusClient,
): Promise<VerifyCheck[]> {
  if (palIds.length === 0)
    return [
      attachment.warn(
        "attached by nothing in this stack: it runs with no PAL that this stack knows of",
        "Declare a PalToolAttachment.",
      ),
    ];
  const checks = await Promise.all(
    palIds.map(async (palId) => {
      const tools = await client.readPalTools(palId);
      if (tools === undefined) return [pal.fail(`PAL ${palId} is gone`, "Correct palId, or remove the attachment.")];
      const isThere = tools.some((tool) => tool.tool_id === toolId);
      return [
        isThere
          ? attachment.pass(`attached to PAL ${palId}`)
          : attachment.fail(
              `detached from PAL ${palId} outside of Pulumi`,
              "Run pulumi up --refresh, which attaches it again.",
            ),
        // P-21: no response shows whether PAL Maker has a draft of the PAL.
        pal.pass(`PAL ${palId} is there`),
      ];
    }),
  );
  return checks.flat();
}
