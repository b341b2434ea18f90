import { type JsonObject, maskSecrets } from "../contract/index.ts";
import { maskPal } from "./domain/pal-document.ts";
import { RESERVED } from "./domain/pal-rules.ts";
import { definitionOf } from "./domain/tool-document.ts";
import { livePals, palTools } from "./routes/pals.ts";
import { liveTools } from "./routes/tools.ts";
import type { Seed } from "./seed.ts";
import type { EmulatorServices } from "./services.ts";

/**
 * An account's tools, PALs, and attachments as a seed, which creates the same account elsewhere. It doesn't contain conversations and deliveries.
 * @param withSecrets exports secrets in plain text. Otherwise each is the mask, which the seeded tools then have as their secret
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
        // Tools have other ids in another account, so their names follow.
        Object.entries(pal).filter(([field]) => field !== "tool_ids" && !RESERVED.includes(field)),
      );
      const tools = palTools(services, account, pal.id).map((tool) => String(tool["name"]));
      return { ...shown(fields, maskPal), tools };
    }),
  };
}
