import { type JsonObject, maskSecrets } from "../contract/index.ts";
import { maskPal } from "./domain/pal-document.ts";
import { RESERVED } from "./domain/pal-rules.ts";
import { definitionOf } from "./domain/tool-document.ts";
import { palTools } from "./routes/pals.ts";
import type { Seed } from "./seed.ts";
import type { Account } from "./services.ts";

/**
 * An account's tools, PALs, and attachments as a seed, which creates the same account elsewhere. It doesn't contain conversations and deliveries.
 * @param withSecrets exports secrets in plain text. Otherwise each is the mask, which the seeded tools then have as their secret
 */
export function exportSeed(account: Account, { withSecrets }: { withSecrets: boolean }): Required<Seed> {
  const shown = (document: JsonObject, mask: (document: JsonObject) => JsonObject): JsonObject =>
    withSecrets ? document : mask(document);
  return {
    tools: account.store.live("tool").map((tool) => shown(definitionOf(tool), maskSecrets)),
    pals: account.store.live("pal").map((pal) => {
      const fields = Object.fromEntries(
        // Tools have other ids in another account, so their names follow.
        Object.entries(pal).filter(([field]) => field !== "tool_ids" && !RESERVED.includes(field)),
      );
      const tools = palTools(account, pal.id).map((tool) => String(tool["name"]));
      return { ...shown(fields, maskPal), tools };
    }),
  };
}
