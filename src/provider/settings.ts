import { BASE_URL_DEFAULT } from "../contract/limits.ts";
import { isEmulatorUrl, parseBaseUrl } from "../tavus-api/base-url.ts";
import { SettingsError } from "../tavus-api/errors/index.ts";

/**
 * The engine's argument to `configure`: the stack's settings, or the inputs of an explicit provider.
 * @since 0.1.0
 */
export interface Config {
  /** The value of a setting, such as `tavus:apiKey`. */
  get(key: string): string | undefined;
}

const WITHOUT_PROGRAM =
  " destroy and refresh use the settings of the last up. There, set the variable or add --run-program.";

/** What happens to an update or a deletion of an object that somebody changed outside Pulumi. */
const GUARDS = ["off", "warn", "refuse"] as const;
export type Guard = (typeof GUARDS)[number];

export interface Settings {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Whether http to a private host is accepted. @default false */
  readonly allowInsecureBaseUrl?: boolean;
  /** Whether the base URL is an emulator's, so that endpoints can be local (design, section 1). */
  readonly allowLocalEndpoints: boolean;
  /** @default "off" */
  readonly guard: Guard;
}

/**
 * The server to use, which doesn't depend on a key.
 * @throws SettingsError if the key must not be sent to the base URL
 */
export function resolveServer(
  config: Config | undefined,
  env: NodeJS.ProcessEnv,
): Pick<Settings, "baseUrl" | "allowInsecureBaseUrl" | "allowLocalEndpoints"> {
  const baseUrl = find(config?.get("tavus:baseUrl"), env["TAVUS_BASE_URL"]) ?? BASE_URL_DEFAULT;
  const allowInsecureBaseUrl = readFlag(config, "tavus:allowInsecureBaseUrl");
  const url = parseBaseUrl(baseUrl, { allowInsecure: allowInsecureBaseUrl });
  return {
    baseUrl,
    ...(allowInsecureBaseUrl && { allowInsecureBaseUrl }),
    allowLocalEndpoints: isEmulatorUrl(url),
  };
}

/**
 * The account to use. The first setting found wins: explicit `tavus.Provider`, stack config, environment, default base URL.
 * @param options `runsNoProgram`: the operation is a destroy or a refresh
 * @throws SettingsError if there is no key, or if the key must not be sent to the base URL
 */
export function resolveSettings(
  config: Config | undefined,
  env: NodeJS.ProcessEnv,
  { runsNoProgram = false }: { readonly runsNoProgram?: boolean } = {},
): Settings {
  const server = resolveServer(config, env);
  const apiKey = find(config?.get("tavus:apiKey"), env["TAVUS_API_KEY"]);
  if (apiKey === undefined)
    throw new SettingsError(
      "No Tavus API key. Give it in one of three ways: pulumi config set --secret tavus:apiKey <key>, the environment variable " +
        `TAVUS_API_KEY, or apiKey of a tavus.Provider. Create a key at https://maker.tavus.io/dev/api-keys.${runsNoProgram ? WITHOUT_PROGRAM : ""}`,
    );
  return { apiKey, ...server, guard: resolveGuard(config) };
}

function resolveGuard(config: Config | undefined): Guard {
  const given = find(config?.get("tavus:guard")) ?? "off";
  const guard = GUARDS.find((one) => one === given);
  if (guard !== undefined) return guard;
  throw new SettingsError(
    `tavus:guard is ${JSON.stringify(given)}. Use one of: ${GUARDS.join(", ")}. For example, run pulumi config set tavus:guard refuse.`,
  );
}

function readFlag(config: Config | undefined, key: string): boolean {
  // An explicit provider that another version created can contain the flag.
  const given = find(String(config?.get(key) ?? "")) ?? "false";
  if (given === "true" || given === "false") return given === "true";
  throw new SettingsError(`${key} is neither true nor false. Set one: pulumi config set ${key} true.`);
}

function find(...values: (string | undefined)[]): string | undefined {
  return values.map((value) => value?.trim()).find((value) => value !== undefined && value !== "");
}
