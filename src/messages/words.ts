import { stringifyExact } from "../contract/index.ts";
import { nearestName } from "../contract/known-names.ts";

/** Longer values are shortened, because a message is one line. */
const QUOTE_MAX = 60;

/** A value that isn't secret, for a message. */
export function quote(value: unknown): string {
  const text = value === undefined ? "missing" : stringifyExact(value);
  return text.length > QUOTE_MAX ? `${text.slice(0, QUOTE_MAX - 1)}…` : text;
}

const squash = (key: string): string => key.replace(/[^A-Za-z0-9]/g, "").toLowerCase();

/** The remedy for an unknown key: the similar key (`bodyTemplate` for `body-template`), or otherwise all known keys. */
export function suggest(key: string, known: readonly string[]): string {
  const meant = known.find((candidate) => squash(candidate) === squash(key));
  if (meant !== undefined) return `Write ${meant}.`;
  if (known.length === 0) return "Remove it.";
  const near = nearestName(key, known);
  return `${near === undefined ? "Remove it, or use" : `Did you mean ${near}? Use`} one of: ${known.join(", ")}.`;
}
