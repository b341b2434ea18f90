import { createHash } from "node:crypto";
import { suffixed } from "../post-call-action/route.ts";
import { NAME_MAX } from "../tavus-api/contract/limits.ts";

/**
 * The name of a tool whose program gives none: resource and stack, so that stacks may share an account (T-3: names are unique there).
 * A resource name that loses letters on the way gets a digest: `メモ` and `会議` must not become the same name.
 * @example defaultToolName("crm-note", "dev") // "crm_note_dev"
 * @example defaultToolName("größe", "dev") // "gr__e_dev_f0a42935"
 */
export function defaultToolName(resourceName: string, stack: string): string {
  const valid = suffixed(resourceName, stack)
    .replace(/[^A-Za-z0-9_]/g, "_")
    .replace(/^(?=[0-9])/, "_");
  const losesLetters = /[^\p{ASCII}]/u.test(resourceName) || !/[A-Za-z0-9]/.test(resourceName);
  return losesLetters ? withDigest(valid, resourceName, stack) : fitting(valid, resourceName, stack);
}

/**
 * The name of an action's tool whose program gives neither name nor suffix: the action's and the stack's.
 * @example defaultActionToolName("support_summary", "dev") // "support_summary_dev"
 */
export function defaultActionToolName(action: string, stack: string): string {
  return fitting(suffixed(action, stack), action, stack);
}

function fitting(name: string, ...parts: readonly string[]): string {
  // Cut names stay different from each other.
  return name.length <= NAME_MAX ? name : withDigest(name, ...parts);
}

function withDigest(name: string, ...parts: readonly string[]): string {
  const digest = createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 8);
  return `${name.slice(0, NAME_MAX - 9)}_${digest}`;
}
