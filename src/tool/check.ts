import { compare } from "../definition/compare.ts";
import { Definition } from "../definition/definition.ts";
import { inInputNames, SECRET_INPUT_PATHS, toInputPath } from "../definition/wire.ts";
import {
  containsUnknown,
  formatIssue,
  formatPath,
  type Issue,
  isUnset,
  type JsonObject,
  jsonEqual,
  lintTool,
  MASK,
  unknownKeyRemedy,
  validateTool,
  valueAt,
} from "../tavus-api/contract/index.ts";
import { asksForSecrets } from "./diff.ts";

export interface CheckOptions {
  /** The base URL is on loopback: endpoints may be local and plain http (design, section 1). */
  readonly allowLocalEndpoints: boolean;
  /** True for a value that the preview does not know yet. */
  readonly isUnknown: (value: unknown) => boolean;
}

/**
 * All that is wrong with the inputs of a Tool, one line each, with the exact path of the property and what to write instead.
 * Pure: no network, never throws, never shows a value.
 * @param olds the inputs of the last update, `{}` for a new tool
 */
export function checkTool(olds: JsonObject, news: JsonObject, options: CheckOptions): string[] {
  const { wire, unknownKeys } = Definition.said(news);
  const broken = unknownKeys.map(
    ({ path, known }) => `${formatPath(path)} is not an input. ${unknownKeyRemedy(String(path.at(-1)), known)} (T-16)`,
  );
  const adopt = news["adopt"];
  if (!isUnset(adopt) && typeof adopt !== "boolean" && !options.isUnknown(adopt))
    broken.push("adopt is not true or false. Write true to take over an existing tool of this name.");
  broken.push(...checkSecretVersion(olds, news, options));
  return [...broken, ...withoutOlder(validateTool(wire, options), olds, news, options).map(formatInputIssue)];
}

/** Beside the inputs of a tool that an import brings in: it exists, so no rule can refuse it any more. */
const IMPORTED = "__imported";

/**
 * Tavus has accepted tools that break rules newer than they are. What is there already, and stays as it is, is not refused: neither when it
 * is imported nor as long as the program says the same. K-13: nor is the mask of a secret that the state knows only as such (the tool was
 * imported, or its authentication changed outside): it is left out of requests. A mask that appears anew is a mistake (K-12).
 */
function withoutOlder(issues: Issue[], olds: JsonObject, news: JsonObject, options: CheckOptions): Issue[] {
  if (news[IMPORTED] === true) return [];
  if (issues.length === 0 || Object.keys(olds).length === 0) return issues;
  const comparison = compare(Definition.said(olds), Definition.said(news));
  const [before, now] = [comparison.before.wire, comparison.after.wire];
  const known = new Set(validateTool(before, options).map(fingerprint));
  const isUpdated =
    asksForSecrets(olds, news) ||
    // An import without secrets left the mask in the state.
    comparison.fields.some(
      (path) => valueAt(before, path) !== MASK && !containsUnknown(valueAt(now, path), options.isUnknown),
    );
  return issues.filter(
    (issue) =>
      !known.has(fingerprint(issue)) ||
      !jsonEqual(valueAt(before, issue.path), valueAt(now, issue.path)) ||
      // U-28: Tavus may look at the whole definition with the next update, and what has no effect is easily removed.
      (issue.rule === "R-34" && isUpdated),
  );
}

function fingerprint({ rule, path, message }: Issue): string {
  return JSON.stringify([rule, path, message]);
}

function checkSecretVersion(olds: JsonObject, news: JsonObject, { isUnknown }: CheckOptions): string[] {
  const version = news["secretVersion"];
  if (isUnset(version) || isUnknown(version)) return [];
  if (typeof version !== "string" && typeof version !== "number")
    return [
      "secretVersion is neither a text nor a number. Write another one than before where the secrets are to be sent.",
    ];
  // A mask is left out of the request: the update that was asked for would bring no secret.
  const masked = SECRET_INPUT_PATHS.find((path) => valueAt(news, path) === MASK);
  if (masked === undefined || !asksForSecrets(olds, news)) return [];
  return [
    `secretVersion has changed, but ${formatPath(masked)} is the mask ${MASK}, so there is no secret to send. ` +
      "Write the secret itself, or leave secretVersion as it was. (K-12)",
  ];
}

/** What is allowed but probably not meant, one line each; for inputs whose values are all known. */
export function warnTool(inputs: JsonObject): string[] {
  return lintTool(Definition.said(inputs).wire).map(formatInputIssue);
}

function formatInputIssue(issue: Issue): string {
  const names = toInputPath(issue.path);
  const [message, remedy] = [inInputNames(issue.message), inInputNames(issue.remedy)];
  return formatIssue({ ...issue, message, remedy }, names);
}
