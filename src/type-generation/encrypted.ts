import { isObject } from "../tavus-api/contract/index.ts";

/** How a stack's export marks a value that is not there as itself (sdk/nodejs/runtime/rpc.ts: specialSigKey). */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

/** A secret of a stack, with or without its plain text: what it says must not be written anywhere. */
export function isEncrypted(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value, SIGNATURE_KEY);
}

/** Also where only a part of the value is secret. */
export function holdsEncrypted(value: unknown): boolean {
  if (isEncrypted(value)) return true;
  if (Array.isArray(value)) return value.some(holdsEncrypted);
  return isObject(value) && Object.values(value).some(holdsEncrypted);
}

const CREDENTIAL_NAME = /api_?key|token|secret|passw|pwd|credential|authorization|signature|jwt/i;

/** Names under which fixed texts are credentials: a definition keeps them readable (K-11), a file in a repository must not. */
export function isCredentialName(name: string): boolean {
  return CREDENTIAL_NAME.test(name);
}
