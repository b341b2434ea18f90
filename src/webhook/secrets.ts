import { MissingSecretError } from "./errors.ts";
import { encode } from "./raw-body.ts";

/**
 * One secret, or during a rotation the new one and those that still count. A function is asked for each request, for secrets that a
 * store rotates or that a runtime hands over late.
 */
export type Secrets =
  | string
  | readonly string[]
  | (() => string | readonly string[] | Promise<string | readonly string[]>);

/** @throws MissingSecretError where nothing is set: an open door is never the default */
export async function readSecrets(secrets: Secrets, what: string): Promise<readonly string[]> {
  return assertSecrets(typeof secrets === "function" ? await secrets() : secrets, what);
}

export function assertSecrets(given: unknown, what: string): readonly string[] {
  const all = [given].flat();
  if (all.length === 0 || !all.every((secret) => typeof secret === "string" && secret !== ""))
    throw new MissingSecretError(`${what} is not set. Nothing is accepted without it.`);
  return all as readonly string[];
}

/** The place of the text among the secrets, or -1. The time does not tell how much of it was right. */
export function findSecret(text: string, secrets: readonly string[]): number {
  const given = encode(text);
  return secrets.map((secret) => areEqual(given, encode(secret))).indexOf(true);
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] ?? 0) ^ (b[i % b.length] ?? 0);
  return difference === 0;
}
