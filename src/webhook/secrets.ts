import { MASK } from "../contract/limits.ts";
import { MissingSecretError } from "./errors.ts";
import { encode } from "./raw-body.ts";

/**
 * One secret, or a list with the new one first while you rotate it. A function is called for each request: use it if a secret store
 * rotates the secret, or if the runtime provides it late. It can return a promise.
 * @example const secret: Secrets = () => [process.env.HOOK_SECRET ?? "", process.env.HOOK_SECRET_OLD ?? ""].filter(Boolean);
 * @since 0.1.0
 */
export type Secrets =
  | string
  | readonly string[]
  | (() => string | readonly string[] | Promise<string | readonly string[]>);

/** @throws MissingSecretError if no usable secret is set: a receiver never accepts everything by default */
export async function readSecrets(secrets: Secrets, what: string): Promise<readonly string[]> {
  return assertSecrets(typeof secrets === "function" ? await secrets() : secrets, what);
}

/** Checks secrets that are set when the receiver is created. The environment may not have them yet, because `next build` loads each route. */
export function assertGiven(secrets: Secrets | undefined, what: string): void {
  const remedy =
    " Set it or, if it only exists when requests arrive and not in a build, pass a function that returns it.";
  if (typeof secrets !== "function") assertSecrets(secrets, what, false, remedy);
}

/**
 * @param isTolerant whether to accept a string that Tavus wouldn't accept as a secret. `verifySignature` checks the string only if nothing matches
 * @param remedy what to do if no secret is set
 */
export function assertSecrets(given: unknown, what: string, isTolerant = false, remedy = ""): readonly string[] {
  const all = Array.isArray(given) ? given : [given];
  if (all.length === 0 || all.some(isUnset))
    throw new MissingSecretError(`${what} is not set. Nothing is accepted without it.${remedy}`);
  for (const [i, secret] of all.entries()) {
    const problem = problemOf(secret);
    if (problem && !(isTolerant && typeof secret === "string"))
      throw new MissingSecretError(`${what}${all.length > 1 ? `[${i}]` : ""} ${problem}`);
  }
  return all;
}

const isUnset = (secret: unknown): boolean =>
  secret === undefined || secret === null || (typeof secret === "string" && secret.trim() === "");

/** Why the string can't be a secret at Tavus (K-10, K-12). Never contains the secret. */
export function problemOf(secret: unknown): string | undefined {
  if (typeof secret !== "string") {
    const kind = typeof secret === "object" ? (secret?.constructor?.name ?? "plain object") : typeof secret;
    return `is a ${kind}. Pass a string, or a function that returns one.`;
  }
  const text = secret.trim();
  if (["undefined", "null", "[object Object]"].includes(text))
    return `is the text "${text}". Check the environment variable that it comes from.`;
  if (text === MASK) return "is the mask that the API shows instead of a secret. Pass the real secret.";
  const side = secret.startsWith(text) ? "ends" : "begins";
  if (text !== secret)
    return `${side} with ${/[\r\n]$/.test(secret) ? "a line break" : "whitespace"}. Trim it, here and in the tool's auth.`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern looks for control characters
  return /[\u0000-\u001f\u007f\u200b-\u200f\u2060]/.test(secret)
    ? "contains a line break, control character or invisible character. Remove it."
    : undefined;
}

/** The index of the string among the secrets, or -1. Takes constant time. */
export function findSecret(text: string, secrets: readonly string[]): number {
  const given = encode(text);
  return secrets.map((secret) => areEqual(given, encode(secret))).indexOf(true);
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] ?? 0) ^ (b[i % b.length] ?? 0);
  return difference === 0;
}
