import { isObject, type JsonObject, maskSecrets } from "../contract/index.ts";
import { authored, maskPal } from "./domain/pal-document.ts";
import { assertRoom, RESERVED, wrongText } from "./domain/pal-rules.ts";
import { definitionOf, newTool } from "./domain/tool-document.ts";
import { palTools } from "./routes/pals.ts";
import { type Account, newId, zoned } from "./services.ts";

/**
 * Tools and PALs that the emulator creates at its start, if no tool or PAL has the same name. Several entries with the same name create several PALs.
 * @example const seed: Seed = { tools: [definition], pals: [{ pal_name: "Support", tools: ["crm_note"] }] };
 * @since 0.1.0
 */
export interface Seed {
  /** Definitions, in the format of `POST /v2/tools`. @default none */
  readonly tools?: readonly JsonObject[];
  /** PALs with a `pal_name`, in the format of `POST /v2/pals`. `tools` has the names of the attached tools. @default none */
  readonly pals?: readonly JsonObject[];
}

/** Creates the tools and PALs whose names are missing. The same seed can be given at every start. */
export function applySeed(account: Account, seed: unknown): void {
  const { tools = [], pals = [] } = isObject(seed) ? seed : { tools: undefined };
  if (!isObject(seed) || !Array.isArray(tools) || !Array.isArray(pals))
    throw new Error(
      'The seed is not valid. Write { "tools": [definitions], "pals": [{ "pal_name": "…", "tools": ["names"] }] }.',
    );
  const [strange] = Object.keys(seed).filter((key) => key !== "tools" && key !== "pals");
  if (strange !== undefined) throw new Error(`The seed has ${strange}, which is unknown. It may have tools and pals.`);
  account.store.atomic(() => {
    for (const [i, definition] of tools.entries()) addTool(account, definition, i);
    // Several PALs can have the same name. Only the missing ones are created.
    const present = account.store.live("pal").map((one) => one["pal_name"]);
    for (const [i, pal] of pals.entries()) {
      const at = present.indexOf(isObject(pal) ? pal["pal_name"] : undefined);
      if (at >= 0) present.splice(at, 1);
      else addPal(account, pal, i);
    }
  });
}

function addTool(account: Account, definition: unknown, i: number): void {
  const name = isObject(definition) ? definition["name"] : undefined;
  if (account.store.live("tool").some((tool) => tool["name"] === name)) return;
  try {
    // K-12: an export can contain the mask instead of a secret.
    account.store.put("tool", newTool(definition, account, true));
  } catch (error) {
    throw new Error(`The seed's tools[${i}] is refused. ${error instanceof Error ? error.message : ""}`);
  }
}

function addPal(account: Account, pal: unknown, i: number): void {
  const { tools = [], ...fields } = isObject(pal) ? pal : {};
  if (typeof fields["pal_name"] !== "string" || !Array.isArray(tools))
    throw new Error(`The seed's pals[${i}] has no pal_name, or its tools are not a list of names.`);
  const wrong = wrongText(fields);
  if (wrong !== undefined) throw new Error(`The seed's pals[${i}] has a ${wrong} that is not a string.`);
  const at = zoned(account.now());
  const toolIds = tools.map((wanted) => {
    const found = account.store.live("tool").find((tool) => tool["name"] === wanted);
    if (found === undefined)
      throw new Error(`The seed's pals[${i}] names the tool ${String(wanted)}, which does not exist.`);
    return found.id;
  });
  assertRoom(toolIds);
  account.store.put("pal", { ...authored(fields), id: newId("p"), tool_ids: toolIds, created_at: at, updated_at: at });
}

/**
 * An account's tools, PALs, and attachments as a seed, which creates the same account elsewhere. It doesn't contain conversations and deliveries.
 * @param withSecrets exports secrets in plain text. Otherwise each secret is the mask, and the seeded tools use the mask as their secret
 */
export function exportSeed(account: Account, { withSecrets }: { withSecrets: boolean }): Required<Seed> {
  const shown = (document: JsonObject, mask: (document: JsonObject) => JsonObject): JsonObject =>
    withSecrets ? document : mask(document);
  return {
    tools: account.store.live("tool").map((tool) => shown(definitionOf(tool), maskSecrets)),
    pals: account.store.live("pal").map((pal) => {
      const fields = Object.fromEntries(
        // Tools get new ids in another account, so their names are exported instead.
        Object.entries(pal).filter(([field]) => field !== "tool_ids" && !RESERVED.includes(field)),
      );
      const tools = palTools(account, pal.id).map((tool) => String(tool["name"]));
      return { ...shown(fields, maskPal), tools };
    }),
  };
}
