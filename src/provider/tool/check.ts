import { AUTH_TYPES } from "../../contract/fields.ts";
import {
  containsUnknown,
  type Issue,
  issue,
  issueKey,
  isUnset,
  type JsonObject,
  jsonEqual,
  lintTool,
  MASK,
  member,
  validateTool,
  valueAt,
} from "../../contract/index.ts";
import { SECRET_INPUT_PATHS } from "../../contract/wire.ts";
import { compare } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { hideSecrets, PROGRAM_READER, printIssue, printIssues, ruleOf, subjectOf } from "../../messages/index.ts";
import { IMPORTED } from "../../state-format/properties.ts";
import { secretsIn } from "../../tavus-api/redactor.ts";
import { asksForSecrets } from "./diff.ts";

export interface CheckOptions {
  /** The base URL is on loopback: endpoints may be local and plain http (design, section 1). */
  readonly allowLocalEndpoints: boolean;
  /** True for a value that the preview doesn't know yet. */
  readonly isUnknown: (value: unknown) => boolean;
}

/**
 * All that is wrong with the inputs of a Tool, one line each, with the exact path of the property and what to write instead.
 * Pure: no network, never throws, never shows a value that may be secret.
 * @param olds the inputs of the last update, `{}` for a new tool
 */
export function checkTool(olds: JsonObject, news: JsonObject, options: CheckOptions): string[] {
  const { wire, unknownKeys } = Definition.said(news);
  const auth = valueAt(wire, ["delivery", "api", "auth"]);
  // A kind of authentication that doesn't exist has no fields to name.
  const isKnownAuth =
    Object.hasOwn(AUTH_TYPES, String(member(auth, "type"))) || options.isUnknown(member(auth, "type"));
  const named = unknownKeys.filter(({ path }) => path[2] !== "auth" || path[0] !== "delivery" || isKnownAuth);
  const adopt = news["adopt"];
  const isNoFlag = !isUnset(adopt) && typeof adopt !== "boolean" && !options.isUnknown(adopt);
  const secrets = secretsIn(wire);
  return [
    // In the program's own names: what isn't an input has no other.
    ...named.map(({ path, known }) =>
      printIssue(issue("unknown-input", path, { known }), PROGRAM_READER, subjectOf(path)),
    ),
    ...toLines([
      ...(isNoFlag ? [issue("not-boolean", ["adopt"])] : []),
      ...checkSecretVersion(olds, news, options),
      ...withoutOlder(validateTool(wire, options), olds, news, options).map((found) => hideSecrets(found, secrets)),
    ]),
  ];
}

/**
 * Tavus has accepted tools that break rules newer than they are. What exists already, and doesn't change, is not refused: neither when it
 * is imported nor as long as the program says the same. K-13: nor is the mask of a secret that the state knows only as such (the tool was
 * imported, or its authentication changed outside): it is left out of requests. A mask that appears again is a mistake (K-12).
 */
function withoutOlder(issues: Issue[], olds: JsonObject, news: JsonObject, options: CheckOptions): Issue[] {
  if (news[IMPORTED] === true) return [];
  if (issues.length === 0 || Object.keys(olds).length === 0) return issues;
  const comparison = compare(Definition.said(olds), Definition.said(news));
  const [before, now] = [comparison.before.wire, comparison.after.wire];
  const known = new Set(validateTool(before, options).map(issueKey));
  const isUpdated =
    asksForSecrets(olds, news) ||
    // An import without secrets left the mask in the state.
    comparison.fields.some(
      (path) => valueAt(before, path) !== MASK && !containsUnknown(valueAt(now, path), options.isUnknown),
    );
  return issues.filter(
    (found) =>
      !known.has(issueKey(found)) ||
      !jsonEqual(valueAt(before, found.path), valueAt(now, found.path)) ||
      // U-28: Tavus may look at the whole definition with the next update, and what has no effect is easily removed.
      (ruleOf(found) === "R-34" && isUpdated),
  );
}

function checkSecretVersion(olds: JsonObject, news: JsonObject, { isUnknown }: CheckOptions): Issue[] {
  const version = news["secretVersion"];
  if (isUnset(version) || isUnknown(version)) return [];
  if (typeof version !== "string" && typeof version !== "number")
    return [issue("secret-version-type", ["secretVersion"])];
  // A mask is left out of the request: the update that was asked for would bring no secret.
  const masked = SECRET_INPUT_PATHS.find((path) => valueAt(news, path) === MASK);
  if (masked === undefined || !asksForSecrets(olds, news)) return [];
  return [issue("secret-version-masked", ["secretVersion"], { masked })];
}

/** What is allowed but probably not meant, one line each; for inputs whose values are all known. */
export function warnTool(inputs: JsonObject): string[] {
  return toLines(lintTool(Definition.said(inputs).wire));
}

const toLines = (issues: readonly Issue[]): string[] => printIssues(issues, PROGRAM_READER);
