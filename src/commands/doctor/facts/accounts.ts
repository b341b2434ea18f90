import { BASE_URL_DEFAULT } from "../../../contract/index.ts";
import { resolveSettings, type Settings } from "../../../provider/settings.ts";
import { isApiKey } from "../../../tavus-api/api-key.ts";
import type { Account } from "../../../tavus-api/client.ts";
import type { StackConfig, StackState } from "../../stack/index.ts";
import { reasonFor } from "../../words.ts";
import { type Known, known, unknown } from "../known.ts";

export type Source = "stack config" | "environment" | "default";

export interface Setting {
  /** The key as written, including surrounding spaces. */
  readonly text: string;
  readonly source: Source;
}

/** An account that the stack uses, or that commands would use here. */
export interface NamedAccount extends Account {
  /** `the stack's default`, the name of a `tavus.Provider`, or `TAVUS_API_KEY` if the stack's config is not known. */
  readonly name: string;
}

const DEFAULT_URL: Setting = { source: "default", text: BASE_URL_DEFAULT };

export type Accounts = ReturnType<typeof findAccounts>;

/** The first setting found wins: explicit `tavus.Provider`, stack config, environment, default base URL (design, section 1). */
export function findAccounts(config: StackConfig | undefined, state: StackState | undefined, env: NodeJS.ProcessEnv) {
  const find = (key: string, variable: string): Setting | undefined => {
    const [ofStack, ofEnvironment] = [config?.[key], env[variable]];
    if (isSet(ofStack)) return { source: "stack config", text: ofStack };
    return isSet(ofEnvironment) ? { source: "environment", text: ofEnvironment } : undefined;
  };
  const apiKey = find("tavus:apiKey", "TAVUS_API_KEY");
  const usable: NamedAccount[] = [];
  const unusable: { name: string; reason: string }[] = [];
  const explicit = new Map((state?.resources ?? []).map(({ provider, providerName }) => [provider, providerName]));
  // Whether any resource uses the settings without a provider. Also true if that can't be determined.
  const usesDefault = explicit.size === 0 || [...explicit.values()].includes(undefined);
  if (usesDefault && apiKey !== undefined) {
    const settings = attempt(() => resolveSettings({ get: (key) => config?.[key] }, env));
    // The checks of the key and the base URL report problems with these settings. If the stack's config can't be read, the settings come from the
    // environment alone.
    const name = config === undefined ? "TAVUS_API_KEY" : "the stack's default";
    if (settings.known) usable.push({ name, ...settings.value });
  }
  for (const [provider, providerName] of explicit) {
    if (providerName === undefined) continue;
    const name = `tavus.Provider ${providerName}`;
    const settings = attempt(() => state?.accountOf({ provider }) ?? resolveSettings(undefined, env));
    if (settings.known) usable.push({ name, ...settings.value });
    else unusable.push({ name, reason: settings.reason });
  }
  return {
    apiKey,
    baseUrl: find("tavus:baseUrl", "TAVUS_BASE_URL") ?? DEFAULT_URL,
    allowInsecureBaseUrl: config?.["tavus:allowInsecureBaseUrl"]?.trim() === "true",
    usesDefault,
    usable,
    unusable,
  };
}

function attempt(read: () => Settings): Known<Account> {
  try {
    const settings = read();
    return isApiKey(settings.apiKey)
      ? known(settings)
      : unknown("the key contains spaces or line breaks, which no key has.");
  } catch (error) {
    return unknown(reasonFor(error));
  }
}

const isSet = (text: string | undefined): text is string => text !== undefined && text.trim() !== "";
