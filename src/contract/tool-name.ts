import { NAME_MAX } from "./limits.ts";

/** The number of characters that a long name keeps (T-3), followed by an underscore and a hash of the whole name. */
export const CUT_LENGTH = NAME_MAX - 9;

/** Joins a base and a suffix, with only the characters that a tool's name can have (T-3). The result may be too long. */
export function joinName(...parts: readonly string[]): string {
  return parts.join("_").replace(/[^A-Za-z0-9_]/g, "_");
}

/**
 * Whether a tool's name is a base with a suffix, shortened or not. The hash of a shortened name isn't computed, so that this runs everywhere.
 * @param suffix undefined: any suffix fits. Empty: no suffix
 */
export function isSuffixed(name: string, base: string, suffix?: string): boolean {
  const isCutOf = (whole: string): boolean =>
    name.length === NAME_MAX && /_[0-9a-f]{8}$/.test(name) && whole.startsWith(name.slice(0, CUT_LENGTH));
  if (suffix === undefined) return hasPrefix(name, base) || isCutOf(base);
  if (name === base || suffix === "") return name === base;
  const whole = joinName(base, suffix);
  return whole.length > NAME_MAX ? isCutOf(whole) : name === whole;
}

/** Whether a name consists of a base, alone or with a suffix, and contains all of it. */
export function hasPrefix(name: string, base: string): boolean {
  return `${name}_`.startsWith(`${base}_`);
}
