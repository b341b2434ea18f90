import { createHash } from "node:crypto";
import { NAME_MAX } from "../contract/limits.ts";
import { CUT_LENGTH, joinName } from "../contract/tool-name.ts";

/**
 * The default name of a tool: resource and stack, so that stacks can share an account (T-3: names are unique in an account). A resource name that
 * loses letters gets a hash: `メモ` and `会議` must not become the same name.
 * @example defaultToolName("crm-note", "dev") // "crm_note_dev"
 * @example defaultToolName("größe", "dev") // "gr__e_dev_f0a42935"
 */
export function defaultToolName(resourceName: string, stack: string): string {
  const valid = joinName(resourceName, stack).replace(/^(?=[0-9])/, "_");
  const losesLetters = /[^\p{ASCII}]/u.test(resourceName) || !/[A-Za-z0-9]/.test(resourceName);
  return losesLetters ? withDigest(valid, resourceName, stack) : fitting(valid, resourceName, stack);
}

/**
 * The name of an action's tool if several environments share one account. An empty suffix means no suffix.
 * @example suffixed("support_summary", "dev") // "support_summary_dev"
 */
export function suffixed(action: string, suffix: string): string {
  return suffix === "" ? action : fitting(joinName(action, suffix), action, suffix);
}

function fitting(name: string, ...parts: readonly string[]): string {
  // The hash keeps shortened names different.
  return name.length <= NAME_MAX ? name : withDigest(name, ...parts);
}

function withDigest(name: string, ...parts: readonly string[]): string {
  const digest = createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 8);
  return `${name.slice(0, CUT_LENGTH)}_${digest}`;
}
