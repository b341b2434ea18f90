import { isEncrypted } from "../stack/secret.ts";
import { isObject } from "../tavus-api/contract/index.ts";

export { isEncrypted } from "../stack/secret.ts";

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
