import { type JsonObject, maskSecrets } from "../contract/index.ts";
import { maskPal } from "./domain/pal-document.ts";
import { RESERVED } from "./domain/pal-rules.ts";
import { definitionOf } from "./domain/tool-document.ts";
import { livePals, palTools } from "./routes/pals.ts";
import { liveTools } from "./routes/tools.ts";
import type { Seed } from "./seed.ts";
import type { EmulatorServices } from "./services.ts";

/**
 * An account's tools, PALs and attachments as a seed, which makes the same account elsewhere. Conversations and deliveries are not part of it.
 * @param withSecrets secrets in clear. Otherwise each is the mask, and the seeded tools have it as their secret
 */
export function exportSeed(
  services: EmulatorServices,
  account: string,
  { withSecrets }: { withSecrets: boolean },
): Required<Seed> {
  const pals = livePals(services, account);
  const shown = (document: JsonObject, mask: (document: JsonObject) => JsonObject): JsonObject =>
    withSecrets ? document : mask(document);
  return {
    tools: liveTools(services, account).map((tool) => shown(definitionOf(tool), maskSecrets)),
    pals: pals.map((pal) => {
      const fields = Object.fromEntries(
        // The ids of the attached tools are other ones in another account: their names follow.
        Object.entries(pal).filter(([field]) => field !== "tool_ids" && !RESERVED.includes(field)),
      );
      const tools = palTools(services, account, pal.id).map((tool) => String(tool["name"]));
      return { ...shown(fields, maskPal), tools };
    }),
  };
}
