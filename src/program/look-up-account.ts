import * as pulumi from "@pulumi/pulumi";
import { explainError } from "../messages/index.ts";
import { resolveSettings, type Settings } from "../provider/settings.ts";
import type { Provider } from "./provider.ts";

const KEYS = ["tavus:apiKey", "tavus:baseUrl", "tavus:allowInsecureBaseUrl"];

/** The account of resources without a provider: the stack's settings, then the environment's. */
export function stackSettings(call: string): Settings {
  const stack = pulumi.runtime.allConfig();
  return resolve(call, (key) => stack[key]);
}

/** The account of resources with this provider: its settings, then the environment's. */
export function settingsOf(call: string, provider: Provider): pulumi.Output<Settings> {
  const given = Object.fromEntries(KEYS.map((key) => [key, Reflect.get(provider, key) as pulumi.Input<string>]));
  return pulumi.output(given).apply((config) => resolve(call, (key) => config[key]));
}

/** @throws RunError if the settings aren't known yet, because waiting for them would never end */
export async function settingsNow(call: string, provider: Provider): Promise<Settings> {
  const settings = settingsOf(call, provider);
  if (await isKnown(settings)) return promiseOf(settings);
  throw new pulumi.RunError(
    `${call}: the settings of its provider aren't known yet in this preview. Use ${call}Output, which waits for them.`,
  );
}

function resolve(call: string, get: (key: string) => string | undefined): Settings {
  try {
    return resolveSettings({ get }, process.env);
  } catch (error) {
    throw asRunError(call, error);
  }
}

/** An error without a stack trace, which is how Pulumi shows errors that the user must fix. */
export const asRunError = (call: string, error: unknown): pulumi.RunError =>
  new pulumi.RunError(`${call}: ${explainError(error)}`);

/** Members of every Output that Pulumi's declarations leave out. */
interface Inner<T> {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<T>;
}
const isKnown = (output: pulumi.Output<unknown>): Promise<boolean> => (output as unknown as Inner<unknown>).isKnown;
export const promiseOf = <T>(output: pulumi.Output<T>): Promise<T> => (output as unknown as Inner<T>).promise();
