import { isObject, type JsonObject } from "../contract/value.ts";
import { explainError } from "../messages/index.ts";
import { type Config, resolveServer, resolveSettings } from "../provider/settings.ts";
import type { Account } from "../tavus-api/client.ts";
import { withoutTrailing } from "../tavus-api/trailing.ts";
import { readConfig, readStack, type StackOptions } from "./stack/index.ts";
import { findProjectFile } from "./stack/project-file.ts";

export interface AccountSettings extends Account {
  /** Whether only an emulator can have this base URL. */
  readonly isEmulator: boolean;
}

/** Without `--stack` and `--cwd`, `pulumi` must answer within this many milliseconds. Otherwise its settings aren't used. */
export const IMPLICIT_TIMEOUT_MS = 20_000;

const NO_STACK = /no stack|login|logged in|PULUMI_ACCESS_TOKEN|not on PATH/i;

interface Source {
  readonly config?: Config;
  readonly problem?: string;
}

/**
 * The stack's settings. If the user names a stack or a folder, they must be readable. Otherwise they come from the selected stack of the current
 * project, if there is one.
 */
async function readSource(options: StackOptions): Promise<Source> {
  const stack = stackToRead(options);
  if (stack === undefined) return {};
  try {
    const values = await readConfig(stack);
    return { config: { get: (key) => values[key] } };
  } catch (error) {
    if (isNamed(options)) throw error;
    return { problem: explainError(error) };
  }
}

const isNamed = ({ stack, cwd }: StackOptions): boolean => stack !== undefined || cwd !== undefined;

/** The options for reading a command's stack. `undefined` if there is no stack. */
export function stackToRead(options: StackOptions): StackOptions | undefined {
  if (isNamed(options)) return options;
  return findProjectFile(process.cwd()) === undefined ? undefined : { ...options, timeoutMs: IMPLICIT_TIMEOUT_MS };
}

/**
 * The account of a command. The first setting found wins: the stack's `tavus:apiKey` and `tavus:baseUrl`, then `TAVUS_API_KEY` and `TAVUS_BASE_URL`.
 * If the stack's only account belongs to a `tavus.Provider`, the command uses that account.
 */
export async function readAccount(options: StackOptions = {}): Promise<AccountSettings> {
  const env = options.env ?? process.env;
  const { config, problem } = await readSource(options);
  const server = resolveServer(config, env);
  const hasKey = [config?.get("tavus:apiKey"), env["TAVUS_API_KEY"]].some(
    (key) => key !== undefined && key.trim() !== "",
  );
  if (hasKey) return toAccount(resolveSettings(config, env));
  const ofProvider = config === undefined ? undefined : await onlyAccount(options);
  if (ofProvider !== undefined) return toAccount(ofProvider);
  const reason =
    problem === undefined || NO_STACK.test(problem) ? "" : ` The stack's settings couldn't be read: ${problem}`;
  throw new Error(
    server.allowLocalEndpoints
      ? `TAVUS_API_KEY is not set. The emulator printed its key when it started. The default is: emulator${reason && `.${reason}`}`
      : "TAVUS_API_KEY is not set. For the emulator set TAVUS_BASE_URL too, as npx pulumi-tavus dev prints them; create keys of a real account " +
          `at https://maker.tavus.io/dev/api-keys.${reason}`,
  );
}

/** The base URL of a command, which doesn't depend on a key. */
export async function readBaseUrl(options: StackOptions = {}): Promise<string> {
  const { config } = await readSource(options);
  return resolveServer(config, options.env ?? process.env).baseUrl;
}

type Settings = ReturnType<typeof resolveSettings>;

const toAccount = ({ apiKey, baseUrl, allowInsecureBaseUrl, allowLocalEndpoints }: Settings): AccountSettings => ({
  apiKey,
  baseUrl,
  ...(allowInsecureBaseUrl && { allowInsecureBaseUrl }),
  isEmulator: allowLocalEndpoints,
});

/** The account of the stack's resources, if they all use the same one. */
async function onlyAccount(options: StackOptions): Promise<Settings | undefined> {
  const { resources, accountOf } = await readStack(options);
  const [account, ...others] = resources.filter(({ providerName }) => providerName !== undefined).map(accountOf);
  const isSame = ({ apiKey, baseUrl }: Settings) => apiKey === account?.apiKey && baseUrl === account.baseUrl;
  return others.every(isSame) ? account : undefined;
}

export async function askEmulator(
  { baseUrl, apiKey }: AccountSettings,
  path: string,
  body?: object,
): Promise<JsonObject> {
  let response: Response;
  try {
    response = await fetch(`${withoutTrailing(baseUrl, "/")}/_emulator${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "x-api-key": apiKey, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Error(
      `No emulator answers at ${baseUrl}. Start one with npx pulumi-tavus dev, and set TAVUS_BASE_URL as it prints.`,
    );
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && isObject(answer)) return answer;
  const text = isObject(answer) ? String(answer["error"] ?? answer["message"] ?? "") : "";
  const said = text.replace(/^Bad Request\. /, "") || `The emulator answered ${response.status}.`;
  throw new Error(response.status === 401 ? unknownKey(apiKey) : said);
}

function unknownKey(apiKey: string): string {
  const isOfEnvironment = process.env["TAVUS_API_KEY"]?.trim() === apiKey;
  return `The emulator does not know the key in ${isOfEnvironment ? "TAVUS_API_KEY" : "tavus:apiKey of the stack"}.`;
}
