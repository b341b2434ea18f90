import { isObject } from "../../contract/index.ts";
import { isEncrypted } from "../stack/secret.ts";

export { isEncrypted } from "../stack/secret.ts";

/** Even if only a part of the value is secret. */
export function holdsEncrypted(value: unknown): boolean {
  if (isEncrypted(value)) return true;
  if (Array.isArray(value)) return value.some(holdsEncrypted);
  return isObject(value) && Object.values(value).some(holdsEncrypted);
}
