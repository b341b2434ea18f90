import { NAME_MAX } from "./limits.ts";

/** A name that is too long keeps as many characters (T-3); an underscore and a digest of the whole follow. */
export const CUT_LENGTH = NAME_MAX - 9;

/** A base and a suffix as far as a tool's name may hold them (T-3), perhaps too long. */
export function joinName(...parts: readonly string[]): string {
  return parts.join("_").replace(/[^A-Za-z0-9_]/g, "_");
}

/**
 * Whether a tool's name is a base with a suffix, cut or not. The digest of a cut name isn't computed, so that this runs everywhere.
 * @param suffix left out, any suffix fits; empty, none does
 */
export function isSuffixed(name: string, base: string, suffix?: string): boolean {
  const isCutOf = (whole: string): boolean =>
    name.length === NAME_MAX && /_[0-9a-f]{8}$/.test(name) && whole.startsWith(name.slice(0, CUT_LENGTH));
  if (suffix === undefined) return hasPrefix(name, base) || isCutOf(base);
  if (name === base || suffix === "") return name === base;
  const whole = joinName(base, suffix);
  return whole.length > NAME_MAX ? isCutOf(whole) : name === whole;
}

/** Whether a name is a base, alone or with a suffix, and shows all of it. */
export function hasPrefix(name: string, base: string): boolean {
  return `${name}_`.startsWith(`${base}_`);
}
