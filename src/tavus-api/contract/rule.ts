import type { z } from "zod";
import type { Issue, Path } from "./issue.ts";

const SEPARATOR = "\u001f";

/**
 * Says which rule a zod check stands for, what is wrong and what to write instead. zod carries one string for each
 * check; the three travel in it and {@link toIssue} takes them apart.
 */
export function rule(id: string, message: string, remedy: string): { error: string } {
  return { error: [id, message, remedy].join(SEPARATOR) };
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

/** The known key that was probably meant (`bodyTemplate` for `body-template`), or all of them. */
export function unknownKeyRemedy(key: string, known: readonly string[]): string {
  const meant = known.find((candidate) => squash(candidate) === squash(key));
  if (meant !== undefined) return `Write ${meant}.`;
  return known.length === 0 ? "Remove it." : `Remove it; the fields here are ${known.join(", ")}.`;
}
