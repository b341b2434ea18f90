import { isApiKey } from "../../../tavus-api/api-key.ts";
import type { Accounts, Setting } from "../facts/accounts.ts";
import type { Known } from "../known.ts";
import { type Finding, notChecked, ok, problem, warning } from "../report.ts";

const PLACES = { "stack config": "tavus:apiKey of the stack", environment: "TAVUS_API_KEY", default: "" } as const;
const FIX = "Fix apiKey and baseUrl of this tavus.Provider in the program, then pulumi up.";
const SET = "pulumi config set --secret tavus:apiKey <key>; create one at https://maker.tavus.io/dev/api-keys.";

/**
 * The source of the key, and whether it can be a key. The check of the account says whether it is one.
 * @param stack unknown if no stack's config could be decrypted
 * @param isStored whether the stack's config has a key, even an unreadable one
 */
export function checkApiKey(
  accounts: Accounts,
  { stack, isStored, env }: { stack: Known<unknown>; isStored: boolean; env: NodeJS.ProcessEnv },
): Finding[] {
  if (!stack.known && isStored)
    return [notChecked("api-key", `tavus:apiKey of the stack is set, but cannot be read: ${stack.reason}`)];
  const { apiKey, unusable } = accounts;
  const others = unusable.map(({ name, reason }) => problem("api-key", `${name}: ${reason}`, FIX));
  if (apiKey !== undefined) return [judge(apiKey, env), ...others];
  if (!stack.known) return [notChecked("api-key", `TAVUS_API_KEY is not set. ${stack.reason}`), ...others];
  if (!accounts.usesDefault) return [ok("api-key", "Every resource has a tavus.Provider of its own."), ...others];
  return [problem("api-key", "Neither the stack's config nor TAVUS_API_KEY has a key.", SET), ...others];
}

function judge({ text, source }: Setting, env: NodeJS.ProcessEnv): Finding {
  const place = PLACES[source];
  if (!isApiKey(text.trim()))
    return problem("api-key", `The key of ${place} contains spaces or line breaks, which no key has.`, again(source));
  const unused =
    source === "stack config" && (env["TAVUS_API_KEY"] ?? "").trim() !== ""
      ? " TAVUS_API_KEY is set as well; the stack's wins."
      : "";
  if (text !== text.trim())
    return warning(
      "api-key",
      `The key of ${place} has spaces or a line break around it. pulumi-tavus removes them; other programs may not.${unused}`,
      again(source),
    );
  return ok("api-key", `${place}.${unused}`);
}

function again(source: Setting["source"]): string {
  return source === "environment"
    ? "Set TAVUS_API_KEY again, without them."
    : 'printf %s "$KEY" | pulumi config set --secret tavus:apiKey';
}
