import type { JsonObject } from "../tavus-api/contract/index.ts";
import { maskPal } from "./pal-document.ts";
import { RESERVED } from "./pal-rules.ts";
import { livePals, palTools } from "./routes/pals.ts";
import { liveTools } from "./routes/tools.ts";
import type { Seed } from "./seed.ts";
import { definitionOf, maskTool } from "./tool-document.ts";
import type { World } from "./world.ts";

/**
 * An account's tools, PALs and attachments as a seed, which makes the same account elsewhere. Conversations and deliveries are not part of it.
 * @param withSecrets secrets in clear. Otherwise each is the mask, and the seeded tools have it as their secret
 */
export function exportSeed(world: World, account: string, { withSecrets }: { withSecrets: boolean }): Required<Seed> {
  const pals = livePals(world, account);
  const shown = (document: JsonObject, mask: (document: JsonObject) => JsonObject): JsonObject =>
    withSecrets ? document : mask(document);
  return {
    tools: liveTools(world, account).map((tool) => shown(definitionOf(tool), maskTool)),
    pals: pals.map((pal) => {
      const fields = Object.fromEntries(
        // The ids of the attached tools are other ones in another account: their names follow.
        Object.entries(pal).filter(([field]) => field !== "tool_ids" && !RESERVED.includes(field)),
      );
      const tools = palTools(world, account, pal.id).map((tool) => String(tool["name"]));
      return { ...shown(fields, maskPal), tools };
    }),
  };
}
