import { secretOf } from "../contract/fields.ts";
import {
  checkAcrossFields,
  formatPath,
  type Issue,
  isObject,
  issueKey,
  isUnset,
  type JsonObject,
  jsonEqual,
  member,
  type Path,
  type Tool,
  valueAt,
} from "../contract/index.ts";
import { toInputs, toWire } from "../contract/wire.ts";
import { isMap, type Present } from "./delivery.ts";

/**
 * A patch that keeps somebody else's changes only if they are valid together with the program's definition, because Tavus could refuse the whole
 * update (T-25, U-26, U-28, U-29). Each other change gets the program's value.
 * @param patch the fields to send, including somebody else's changes
 * @param said the program's definition, with a value for each removed field that is in the patch
 */
export function keepValid(patch: JsonObject, said: JsonObject, present: Present): JsonObject {
  if (present.drifted.length === 0) return patch;
  // The tool as a program would write it, without nulls and without fields that only an answer has.
  const there = toWire(toInputs(present.there as Tool)).wire;
  // Tavus has accepted these issues before, so they don't count.
  const known = new Set([...checkAcrossFields(said), ...checkAcrossFields(there)].map(issueKey));
  const issuesOf = (one: JsonObject): Issue[] =>
    checkAcrossFields({ ...there, ...one }).filter((issue) => !known.has(issueKey(issue)));
  const tried = new Set<string>();
  const isForeign = (one: JsonObject, path: Path): boolean => {
    const [left, right] = [{ ...there, ...one }, said].map((side) => valueAt(side, path));
    if (tried.has(formatPath(path)) || jsonEqual(left, right) || (isUnset(left) && isUnset(right))) return false;
    // K-13: the program's authentication isn't used without its secret, because it would accept everybody.
    if (formatPath(path) === AUTH && isWithoutSecret(right)) return false;
    return present.drifted.some((drifted) => partOf(drifted).every((step, i) => step === path[i]));
  };
  let valid = patch;
  // Replaces one part at a time, to keep as many of somebody else's changes as possible. A part that an issue names comes first, then a part whose
  // replacement solves an issue.
  for (;;) {
    const issues = issuesOf(valid);
    const foreign = present.drifted.map(partOf).filter((path) => isForeign(valid, path));
    if (issues.length === 0 || foreign.length === 0) return valid;
    const named = issues.map(({ path }) => partOf(path)).find((path) => isForeign(valid, path));
    const helps = (path: Path): boolean => issuesOf(withPart(valid, path, said)).length < issues.length;
    const next = named ?? foreign.find(helps);
    for (const path of next === undefined ? foreign : [next]) {
      tried.add(formatPath(path));
      valid = withPart(valid, path, said);
    }
  }
}

const AUTH = "delivery.api.auth";

/** Whether a program's authentication has only the mask of its secret. */
function isWithoutSecret(auth: unknown): boolean {
  const secret = secretOf(auth);
  return secret !== undefined && isUnset(member(auth, secret));
}

/** The smallest part that is replaced as a whole: a field, a field of `delivery.api`, or a member of its maps. */
function partOf(path: Path): Path {
  if (path[0] !== "delivery") return path.slice(0, 1);
  return path.slice(0, isMap(path[2]) ? 4 : 3);
}

function withPart(patch: JsonObject, [field = "", ...rest]: Path, said: JsonObject): JsonObject {
  const value = said[field];
  if (rest.length === 0) return { ...patch, [field]: value };
  const [key, ...below] = rest;
  const inner = patch[field];
  const part = withPart(isObject(inner) ? inner : {}, [String(key), ...below], isObject(value) ? value : {});
  return { ...patch, [field]: Object.fromEntries(Object.entries(part).filter(([, item]) => item !== undefined)) };
}
