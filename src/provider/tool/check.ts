import { AUTH_TYPES } from "../../contract/fields.ts";
import {
  contains,
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
  /** Whether the base URL is on loopback, so that endpoints can be local and plain http (design, section 1). */
  readonly allowLocalEndpoints: boolean;
  /** True for a value that the preview doesn't know yet. */
  readonly isUnknown: (value: unknown) => boolean;
}

/**
 * Everything that is wrong with the inputs of a Tool, one line for each problem, with the exact path of the property and what to write instead. Pure:
 * sends no request, never throws, and never shows a value that may be secret.
 * @param olds the inputs of the last update, `{}` for a new tool
 */
export function checkTool(olds: JsonObject, news: JsonObject, options: CheckOptions): string[] {
  const { wire, unknownKeys } = Definition.said(news);
  const auth = valueAt(wire, ["delivery", "api", "auth"]);
  // An unknown authentication type has no fields to check.
  const isKnownAuth =
    Object.hasOwn(AUTH_TYPES, String(member(auth, "type"))) || options.isUnknown(member(auth, "type"));
  const named = unknownKeys.filter(({ path }) => path[2] !== "auth" || isKnownAuth);
  const adopt = news["adopt"];
  const isNoFlag = !isUnset(adopt) && typeof adopt !== "boolean" && !options.isUnknown(adopt);
  const secrets = secretsIn(wire);
  return [
    // Uses the program's names. A property that isn't an input keeps its name.
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
 * Drops issues about unchanged parts of an existing tool, because Tavus may have accepted it before a rule existed. This includes the mask of a
 * secret that the state doesn't know, for example after an import, because requests leave it out (K-13). A new mask is a mistake (K-12).
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
      (path) => valueAt(before, path) !== MASK && !contains(valueAt(now, path), options.isUnknown),
    );
  return issues.filter(
    (found) =>
      !known.has(issueKey(found)) ||
      !jsonEqual(valueAt(before, found.path), valueAt(now, found.path)) ||
      // U-28: Tavus may check the whole definition with the next update, and parts without effect are easy to remove.
      (ruleOf(found) === "R-34" && isUpdated),
  );
}

function checkSecretVersion(olds: JsonObject, news: JsonObject, { isUnknown }: CheckOptions): Issue[] {
  const version = news["secretVersion"];
  if (isUnset(version) || isUnknown(version)) return [];
  if (typeof version !== "string" && typeof version !== "number")
    return [issue("secret-version-type", ["secretVersion"])];
  // Requests leave masks out, so the update that `secretVersion` asks for would send no secret.
  const masked = SECRET_INPUT_PATHS.find((path) => valueAt(news, path) === MASK);
  if (masked === undefined || !asksForSecrets(olds, news)) return [];
  return [issue("secret-version-masked", ["secretVersion"], { masked })];
}

/** Warnings about inputs that are allowed but probably mistakes, one line for each. All values of the inputs are known. */
export function warnTool(inputs: JsonObject): string[] {
  return toLines(lintTool(Definition.said(inputs).wire));
}

const toLines = (issues: readonly Issue[]): string[] => printIssues(issues, PROGRAM_READER);
