import { isObject, isUnset, type JsonObject, type Path, valueAt } from "../contract/index.ts";
import { isUnknown } from "./unknown.ts";

// How the engine recognizes a secret in a provider's answer (sdk/nodejs/runtime/rpc.ts: specialSigKey, specialSecretSig).
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/**
 * A copy in which the engine treats the values at the paths as secret, even if the program doesn't. The engine also marks each output as secret if
 * the input of the same name is secret.
 */
export function markSecrets(value: JsonObject, paths: readonly Path[]): JsonObject {
  let marked = value;
  for (const path of paths) marked = markAt(marked, path) as JsonObject;
  return marked;
}

function markAt(value: unknown, [step, ...rest]: Path): unknown {
  if (step === undefined)
    return isUnset(value) || isUnknown(value) ? value : { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
  if (!isObject(value) || !Object.hasOwn(value, step)) return value;
  return { ...value, [step]: markAt(value[step], rest) };
}

/** The plain values at the paths, to keep them out of messages. */
export function secretValues(value: JsonObject, paths: readonly Path[]): string[] {
  return paths
    .map((path) => valueAt(value, path))
    .filter((secret): secret is string => typeof secret === "string" && !isUnknown(secret));
}
