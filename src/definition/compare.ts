import { canonicalField, givenOrDefault } from "../contract/canonical.ts";
import { type Field, type Fields, TOOL } from "../contract/fields.ts";
import { formatPath, type Path } from "../contract/issue.ts";
import { MASK } from "../contract/limits.ts";
import { isObject, isUnset, type JsonObject, jsonEqual, member, valueAt } from "../contract/value.ts";
import type { Definition } from "./definition.ts";
import type { Present } from "./delivery.ts";
import { digest } from "./digest.ts";
import { patchOf } from "./patch.ts";

/**
 * How a server stored a definition (U-9): a rewritten URL, or a default value that isn't ours. For each of these fields (wire path), a hash of the
 * server's value, because the value may contain a credential. The state contains it as `__normalized`, so that a refresh doesn't mistake the server's
 * own spelling for somebody's edit.
 */
export type Normalization = { [field: string]: string };

/** How two definitions differ. */
export class Comparison {
  readonly before: Definition;
  readonly after: Definition;
  /** The wire paths of the fields that differ in meaning: fields of the definition, not keywords inside a schema. */
  readonly fields: readonly Path[];

  constructor(before: Definition, after: Definition, fields: readonly Path[]) {
    this.before = before;
    this.after = after;
    this.fields = fields;
  }

  /** The inputs that require replacing the tool (C-11, U-16). Names are unique, so the old tool is deleted first. */
  replaces(isUnknown: (value: unknown) => boolean = () => false): string[] {
    const changed = (wire: string): boolean => this.fields.some((path) => formatPath(path) === wire);
    // Fields that only apply to in-call tools depend on the trigger, so they aren't a separate reason.
    const isTriggerOpen = changed("trigger_type");
    return Object.entries(TOOL)
      .filter(([, { wire, replaces }]) => replaces === true && changed(wire) && !isUnknown(this.after.wire[wire]))
      .filter(([, { inCallOnly }]) => inCallOnly === undefined || !isTriggerOpen)
      .map(([input]) => input);
  }

  /**
   * The body of the PATCH that changes a tool from `before` to `after`: only the differences (C-8).
   * @param always top-level fields to send even if they don't differ
   */
  patch(always: readonly string[], present?: Omit<Present, "changed" | "there"> & { there: Definition }): JsonObject {
    const fields = new Set([...this.fields.map(([field]) => String(field)), ...always]);
    const known = present && { ...present, there: present.there.wire, changed: this.fields };
    return patchOf(this.before.wire, this.after.wire, fields, known);
  }
}

/**
 * Compares two definitions by meaning. It ignores defaults, key order, the case of header names, nulls, secrets that either side masks or leaves out,
 * and fields that an account may not echo.
 * @param normalized how the server stored the applied definition (`__normalized` of the state). In a comparison with an account, the server's
 * spelling isn't a difference. Between two versions of a program, any other spelling of these fields is a difference: leaving a field out isn't the
 * same as writing our default
 */
export function compare(before: Definition, after: Definition, normalized?: unknown): Comparison {
  const differing = differingFields(before, after);
  const normalization = isObject(normalized) ? normalized : {};
  const account = [after, before].find(({ isPartial }) => isPartial);
  if (account !== undefined) {
    const isServers = (path: Path): boolean => normalization[formatPath(path)] === digest(account.meaningOf(path));
    return new Comparison(
      before,
      after,
      differing.filter((path) => !isServers(path)),
    );
  }
  const respelled = Object.keys(normalization)
    .filter((field) => !differing.some((path) => formatPath(path) === field))
    .map((field) => field.split("."))
    .filter((path) => !jsonEqual(valueAt(before.wire, path), valueAt(after.wire, path)));
  return new Comparison(before, after, [...differing, ...respelled]);
}

/** The result of each comparison. An update makes the same comparison several times, for example to decide whether it reads the tool first. */
const COMPARED = new WeakMap<Definition, WeakMap<Definition, readonly Path[]>>();

function differingFields(before: Definition, after: Definition): readonly Path[] {
  const known = COMPARED.get(before) ?? new WeakMap<Definition, readonly Path[]>();
  COMPARED.set(before, known);
  const fields = known.get(after) ?? findDifferences(before, after);
  known.set(after, fields);
  return fields;
}

function findDifferences(before: Definition, after: Definition): Path[] {
  const found: Path[] = [];
  const isPartial = before.isPartial || after.isPartial;
  const isHidden = (field: Field, left: unknown, right: unknown): boolean =>
    (isPartial && field.isSecret === true && isUnknownSecret(left, right)) ||
    (field.isEchoedMaybe === true && [before, after].some((one) => one.isAnswer && isUnset(one.wire[field.wire])));
  const visit = (left: JsonObject, right: JsonObject, fields: Fields, path: Path): void => {
    for (const field of Object.values(fields)) {
      const [leftValue, rightValue] = [givenOrDefault(field, left), givenOrDefault(field, right)];
      // Most fields are spelled alike, so their canonical form isn't needed.
      if (jsonEqual(leftValue, rightValue) || isHidden(field, leftValue, rightValue)) continue;
      const at = [...path, field.wire];
      if (field.fields !== undefined && isObject(leftValue) && isObject(rightValue)) {
        visit(leftValue, rightValue, field.fields, at);
        continue;
      }
      if (!jsonEqual(canonicalField(field, left), canonicalField(field, right))) found.push(at);
    }
  };
  visit(before.wire, after.wire, TOOL, []);
  return found;
}

/** A server may mask a secret or leave it out of the answer (K-13, K-14). Neither shows the stored value. */
function isUnknownSecret(left: unknown, right: unknown): boolean {
  return [left, right].some((side) => side === MASK || isUnset(side));
}

/** The fields in which the server's answer to a write differs from the sent values. */
export function normalizationOf(sent: Definition, answer: Definition): Normalization {
  const { fields } = compare(sent, answer);
  return Object.fromEntries(fields.map((path) => [formatPath(path), digest(answer.meaningOf(path))]));
}

/** The new normalization for the fields that were just sent, and the previous one for all others. */
export function keepNormalization(former: unknown, now: Normalization, sent: ReadonlySet<string>): Normalization {
  const wasSent = (field: string): boolean => sent.has(field.split(".", 1).join());
  const kept = Object.entries(isObject(former) ? former : {}).filter(([field]) => !wasSent(field));
  const renewed = Object.entries(now).filter(([field]) => wasSent(field));
  return Object.fromEntries([...kept, ...renewed].map(([field, value]) => [field, String(value)]));
}

/**
 * True if a tool of the API has the same meaning as the sent definition. Secrets are masked and don't count (K-10). Neither do details of the
 * delivery that weren't sent, because the server's defaults can differ from ours (U-9).
 */
export function sameDefinition(sent: Definition, found: Definition): boolean {
  // Only the fields inside `delivery.api` have longer paths.
  return compare(sent, found).fields.every((path) => path.length > 2 && isUnset(valueAt(sent.wire, path)));
}

/** The same property in program, state, and account. `undefined` means absent. */
export interface Sides {
  readonly path: Path;
  readonly wanted: unknown;
  readonly applied: unknown;
  readonly actual: unknown;
}

/**
 * The smallest properties in which a program, its applied version, and an account aren't all equal.
 * @param normalized how the server stored the applied definition (`__normalized` of the state)
 */
export function compareThree(
  wanted: Definition,
  applied: Definition,
  actual: Definition,
  normalized: unknown,
): Sides[] {
  const outside = compare(applied, actual, normalized);
  return Object.values(TOOL).flatMap(({ wire }) => [
    ...differingSides(wanted.meaningOf([wire]), applied.meaningOf([wire]), accountView(outside, wire), [wire]),
  ]);
}

/** A field in the account. A part of it that nobody changed has its applied value, no matter how the server spells it. */
function accountView({ before: applied, after: actual, fields }: Comparison, field: string): unknown {
  const view = { [field]: structuredClone(applied.meaningOf([field])) };
  for (const path of fields.filter(([first]) => first === field)) {
    // Both definitions have the parent: otherwise the difference would be the parent's.
    const parent = valueAt(view, path.slice(0, -1)) as JsonObject;
    parent[String(path.at(-1))] = actual.meaningOf(path);
  }
  return view[field];
}

/** Lists are one value. Objects are compared by member if each version has one. */
export function* differingSides(wanted: unknown, applied: unknown, actual: unknown, path: Path = []): Generator<Sides> {
  if (jsonEqual(wanted, applied) && jsonEqual(actual, applied)) return;
  if (![wanted, applied, actual].every(isObject)) {
    yield { path, wanted: unlessUnset(wanted), applied: unlessUnset(applied), actual: unlessUnset(actual) };
    return;
  }
  const keys = new Set([wanted, applied, actual].flatMap((side) => Object.keys(side as JsonObject)));
  for (const key of keys)
    yield* differingSides(member(wanted, key), member(applied, key), member(actual, key), [...path, key]);
}

const unlessUnset = (value: unknown): unknown => (isUnset(value) ? undefined : value);
