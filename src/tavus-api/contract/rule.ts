import type { z } from "zod";
import { nearestName } from "../known-names.ts";
import { stringifyExact } from "./exact-number.ts";
import type { Issue, Path } from "./issue.ts";
import { isUnset } from "./value.ts";

const SEPARATOR = "\u001f";

/**
 * Says which rule a zod check stands for, what is wrong and what to write instead. zod carries one string for each
 * check; the three travel in it and {@link toIssue} takes them apart.
 */
export function rule(id: string, message: string, remedy: string): { error: string } {
  return { error: [id, message, remedy].join(SEPARATOR) };
}

/** In a message, stands for the value that breaks the rule. Only for values that are never secret. */
export const VALUE = "\u001e";
/** Longer values are cut: a message is for a terminal. */
const VALUE_MAX = 80;

/** The message without the value, for a server that repeats nothing of a request. */
export function withoutValue(message: string): string {
  return message.replace(`is ${VALUE}, which `, "").replace(`is ${VALUE}`, "is none of the known values");
}

/** The message with the value in it. */
export function quoteValue(message: string, value: unknown): string {
  const text = isUnset(value) ? "missing" : stringifyExact(value);
  return message.replace(VALUE, () => (text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text));
}

/** Turns what zod reports into issues of the contract; a key that does not exist is one issue of its own. */
export function toIssues(issue: z.core.$ZodIssue, knownKeys: (path: Path) => readonly string[]): Issue[] {
  const path = issue.path.filter((step): step is string | number => typeof step !== "symbol");
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(path);
    return issue.keys.map((key) => ({
      rule: path.length === 0 ? "T-16" : path[0] === "delivery" && path.length === 1 ? "D-5" : "D-10",
      path: [...path, key],
      message: "is not a field of the contract",
      remedy: unknownKeyRemedy(key, known),
    }));
  }
  const [id, message, remedy] = issue.message.split(SEPARATOR);
  if (remedy === undefined) return [{ rule: "T-16", path, message: "has a wrong type", remedy: `${issue.message}.` }];
  return [{ rule: id ?? "", path, message: message ?? "", remedy }];
}

const squash = (key: string): string => key.replace(/[^A-Za-z0-9]/g, "").toLowerCase();

/** The known key that was meant (`bodyTemplate` for `body-template`), or probably meant, or all of them. */
export function unknownKeyRemedy(key: string, known: readonly string[]): string {
  const meant = known.find((candidate) => squash(candidate) === squash(key));
  if (meant !== undefined) return `Write ${meant}.`;
  if (known.length === 0) return "Remove it.";
  const near = nearestName(key, known);
  const all = `fields here are ${known.join(", ")}.`;
  return near === undefined ? `Remove it; the ${all}` : `Did you mean ${near}? The ${all}`;
}
