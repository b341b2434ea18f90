/**
 * A Pulumi stack for our commands: its resources of this package, its program's changes, and its accounts. Changes nothing.
 * @module
 */

import { member } from "../../contract/index.ts";
import { tryJson } from "../../contract/json.ts";
import { ONLY_LOOKS } from "../../provider/guard.ts";
import { errorOf, type PreviewStep, readPreview } from "./preview.ts";
import { reasonOf, runPulumi } from "./pulumi.ts";
import { readState, type StackConfig, type StackState } from "./state.ts";

export type { PreviewStep } from "./preview.ts";
export { reasonOf, runPulumi } from "./pulumi.ts";
export { isEncrypted } from "./secret.ts";
export {
  nameOf,
  objectsAt,
  parseUrn,
  resourcesOf,
  type StackConfig,
  type StackResource,
  type StackState,
} from "./state.ts";

export interface StackOptions {
  /** @default the selected stack */
  readonly stack?: string | undefined;
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  /** The time limit for each call of `pulumi`. @default none */
  readonly timeoutMs?: number;
}

/** The last applied state. Its secrets are in plain text, so it must stay in memory. */
export async function readStack(options: StackOptions = {}): Promise<StackState> {
  const [exported, config] = await Promise.all([
    pulumiJson(["stack", "export", "--show-secrets"], options),
    readConfig(options),
  ]);
  const state = readState(exported, config, options.env ?? process.env);
  // A state without resources doesn't contain the stack's name.
  return state.stackName === undefined ? { ...state, stackName: await readStackName(options) } : state;
}

/** The state as stored, with encrypted secrets. */
export function exportStack(options: StackOptions = {}): Promise<unknown> {
  return pulumiJson(["stack", "export"], options);
}

export async function readStackName(options: StackOptions = {}): Promise<string> {
  const result = await runPulumi(["stack", "--show-name", ...stackArgument(options)], options);
  if (result.exitCode !== 0) throw new Error(reasonOf(result));
  return result.stdout.trim();
}

/** A value of the stack's config as stored. The value of a secret isn't returned. */
export interface StoredConfigValue {
  readonly secret: boolean;
  readonly value: string | undefined;
}

/** The stack's config as stored. No secret is decrypted, so no passphrase is needed. */
export async function readStoredConfig(options: StackOptions = {}): Promise<Record<string, StoredConfigValue>> {
  const config = await pulumiJson(["config", "--json"], options);
  const values = Object.entries(config as object).map(([key, entry]): [string, StoredConfigValue] => {
    const [value, secret] = [member(entry, "value"), member(entry, "secret") === true];
    return [key, { secret, value: secret || typeof value !== "string" ? undefined : value }];
  });
  return Object.fromEntries(values);
}

/** The stack's config, with secrets in plain text. */
export async function readConfig(options: StackOptions = {}): Promise<StackConfig> {
  const config = await pulumiJson(["config", "--json", "--show-secrets"], options);
  const values = Object.entries(config as object).map(([key, entry]) => [key, member(entry, "value")]);
  return Object.fromEntries(values.filter(([, value]) => typeof value === "string"));
}

/** The program's changes, from `pulumi preview --json`. Sends no API request. */
export async function previewStack(options: StackOptions = {}): Promise<PreviewStep[]> {
  // With `refresh: always` in the project's options, the engine would compare the state with the account, which isn't wanted here.
  const args = ["preview", "--json", "--diff", "--refresh=false"];
  const env = { ...options.env, [ONLY_LOOKS]: "true" };
  const result = await runPulumi([...args, ...stackArgument(options)], { ...options, env });
  const json = tryJson(result.stdout);
  if (result.exitCode !== 0) throw new Error(`pulumi preview failed: ${(json && errorOf(json)) ?? reasonOf(result)}`);
  if (json === undefined) throw new Error("pulumi preview --json did not answer with JSON.");
  return readPreview(json);
}

async function pulumiJson(args: readonly string[], options: StackOptions): Promise<unknown> {
  const result = await runPulumi([...args, ...stackArgument(options)], options);
  const command = `pulumi ${args
    .slice(0, 2)
    .filter((arg) => !arg.startsWith("-"))
    .join(" ")}`;
  if (result.exitCode !== 0) throw new Error(`${command} failed: ${reasonOf(result)}`);
  const json = tryJson(result.stdout);
  if (json === undefined) throw new Error(`${command} did not answer with JSON.`);
  return json;
}

export function stackArgument({ stack }: StackOptions): string[] {
  return stack === undefined || stack === "" ? [] : ["--stack", stack];
}
