import { createHash } from "node:crypto";
import { NAME_MAX } from "../tavus-api/contract/limits.ts";

/**
 * The name of a tool whose program gives none: resource and stack, so that stacks may share an account (T-3: names are unique there).
 * @example defaultToolName("crm-note", "dev") // "crm_note_dev"
 */
export function defaultToolName(resourceName: string, stack: string): string {
  const valid = `${resourceName}_${stack}`.replace(/[^A-Za-z0-9_]/g, "_").replace(/^(?=[0-9])/, "_");
  if (valid.length <= NAME_MAX) return valid;
  // Cut names stay different from each other.
  const digest = createHash("sha256").update(`${resourceName}\n${stack}`).digest("hex").slice(0, 8);
  return `${valid.slice(0, NAME_MAX - 9)}_${digest}`;
}
