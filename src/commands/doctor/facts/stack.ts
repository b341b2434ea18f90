import {
  exportStack,
  readConfig,
  readStack,
  readStackName,
  readStoredConfig,
  type StackConfig,
  type StackOptions,
  type StackState,
  type StoredConfigValue,
} from "../../stack/index.ts";
import { type Known, known, reasonFor, unknown } from "../known.ts";

/** A stack. Each part is known if it could be read. */
export interface StackFacts {
  readonly name: string;
  /** The stored config: values, and which of them are secret. */
  readonly stored: Known<Readonly<Record<string, StoredConfigValue>>>;
  /** The decrypted config. */
  readonly config: Known<StackConfig>;
  /** The export, with encrypted secrets. */
  readonly exported: Known<unknown>;
  /** The decrypted state. */
  readonly state: Known<StackState>;
}

/** The limit for each call of `pulumi`, which may have to ask a remote backend. */
const PULUMI_TIMEOUT_MS = 60_000;

export async function readStackFacts(options: StackOptions): Promise<Known<StackFacts>> {
  const bounded = { ...options, timeoutMs: PULUMI_TIMEOUT_MS };
  try {
    const name = await readStackName(bounded);
    const [stored, config, exported, state] = await Promise.all([
      attempt(readStoredConfig(bounded)),
      attempt(readConfig(bounded)),
      attempt(exportStack(bounded)),
      attempt(readStack(bounded)),
    ]);
    return known({ name, stored, config, exported, state });
  } catch (error) {
    return unknown(reasonFor(error));
  }
}

function attempt<T>(promise: Promise<T>): Promise<Known<T>> {
  return promise.then(known, (error: unknown) => unknown(reasonFor(error)));
}
