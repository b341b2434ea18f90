import { digitsOf } from "../contract/exact-number.ts";
import { type Field, type Fields, TOOL } from "../contract/fields.ts";
import { formatPath, type Path } from "../contract/issue.ts";
import { MASK } from "../contract/limits.ts";
import { isObject, isUnset, type JsonObject, jsonEqual, member, valueAt } from "../contract/value.ts";
import type { Definition } from "./definition.ts";
import type { Present } from "./delivery.ts";
import { digest } from "./digest.ts";
import { patchOf } from "./patch.ts";

/**
 * What a server made of a definition that it accepted (U-9): a URL rewritten, a default filled in that is not ours. For each
 * such field (wire path) a digest of the server's value; a digest, since the value may hold a credential. Kept in the state as `__normalized`,
 * so that a refresh doesn't take the server's own spelling for somebody's edit.
 */
export type Normalization = { [field: string]: string };

/** How two definitions differ. */
export class Comparison {
  readonly before: Definition;
  readonly after: Definition;
  /** The fields that mean something else, as wire paths: fields of the definition, not single words inside a schema. */
  readonly fields: readonly Path[];

  constructor(before: Definition, after: Definition, fields: readonly Path[]) {
    this.before = before;
    this.after = after;
    this.fields = fields;
  }

  /** The inputs for which a tool must be replaced (C-11, U-16); names are unique, so the old one goes first. */
  replaces(isUnknown: (value: unknown) => boolean = () => false): string[] {
    const changed = (wire: string): boolean => this.fields.some((path) => formatPath(path) === wire);
    // What has a meaning in a call only comes and goes with the trigger, which is no reason of its own.
    const isTriggerOpen = isUnknown(this.after.wire["trigger_type"]) || changed("trigger_type");
    return Object.entries(TOOL)
      .filter(([, { wire, replaces }]) => replaces === true && changed(wire) && !isUnknown(this.after.canonical[wire]))
      .filter(([, { inCallOnly }]) => inCallOnly === undefined || !isTriggerOpen)
      .map(([input]) => input);
  }

  /**
   * The body of the PATCH that brings a tool from `before` to `after`: only what differs (C-8).
   * @param always further top-level fields, of which it is not known whether they differ
   */
  patch(
    always: readonly string[] = [],
    present?: Omit<Present, "changed" | "there"> & { there: Definition },
  ): JsonObject {
    const fields = new Set([...this.fields.map(([field]) => String(field)), ...always]);
    const known = present && { ...present, there: present.there.wire, changed: this.fields };
    return patchOf(this.before.wire, this.after.wire, fields, known);
  }
}

/**
 * Compares two definitions by meaning: defaults, key order, header-name case and nulls are no difference. Neither is a secret that one of
 * them masks or leaves out, nor what an account may not echo.
 * @param normalized what the server made of what was applied (`__normalized` of the state). Compared with an account, its own spelling is no
 * difference. Between two versions of a program, any other spelling of such a field is one: to leave a field out and to write our default are
 * not the same there
 */
export function compare(before: Definition, after: Definition, normalized?: unknown): Comparison {
  const differing = differingFields(before, after);
  const normalization = isObject(normalized) ? normalized : {};
  const account = [after, before].find(({ isPartial }) => isPartial);
  if (account !== undefined) {
    const isServers = (path: Path): boolean =>
      normalization[formatPath(path)] === digest(valueAt(account.canonical, path));
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

function differingFields(before: Definition, after: Definition): Path[] {
  const found: Path[] = [];
  const isPartial = before.isPartial || after.isPartial;
  const visit = (left: unknown, right: unknown, fields: Fields | undefined, path: Path, field?: Field): void => {
    if (jsonEqual(left, right)) return;
    if (isPartial && field?.isSecret === true && isUnknownSecret(left, right)) return;
    if (field?.isEchoedMaybe === true && [before, after].some((one) => one.isAnswer && isUnset(one.wire[field.wire])))
      return;
    if (fields === undefined || !isObject(left) || !isObject(right)) {
      found.push(path);
      return;
    }
    for (const inner of Object.values(fields))
      visit(left[inner.wire], right[inner.wire], inner.fields, [...path, inner.wire], inner);
  };
  visit(before.canonical, after.canonical, TOOL, []);
  return found;
}

/** A server may mask a secret or leave it out of the answer (K-13, K-14): neither tells what is stored. */
function isUnknownSecret(left: unknown, right: unknown): boolean {
  return [left, right].some((side) => side === MASK || isUnset(side));
}

/** Where the server's answer to a write differs from what was sent. */
export function normalizationOf(sent: Definition, answer: Definition): Normalization {
  const { fields } = compare(sent, answer);
  return Object.fromEntries(fields.map((path) => [formatPath(path), digest(valueAt(answer.canonical, path))]));
}

/** Of the fields that were just sent the new normalization, of all others the former. */
export function keepNormalization(former: unknown, now: Normalization, sent: ReadonlySet<string>): Normalization {
  const wasSent = (field: string): boolean => sent.has(field.split(".")[0] ?? "");
  const kept = Object.entries(isObject(former) ? former : {}).filter(([field]) => !wasSent(field));
  const renewed = Object.entries(now).filter(([field]) => wasSent(field));
  return Object.fromEntries([...kept, ...renewed].map(([field, value]) => [field, String(value)]));
}

/**
 * True if a tool of the API means what was sent. Secrets read masked and don't count (K-10), nor do details of
 * the delivery that were not sent: the server's defaults may be others than ours (U-9).
 */
export function sameDefinition(sent: Definition, found: Definition): boolean {
  const isDetail = (path: Path): boolean => path[0] === "delivery" && path[1] === "api" && path.length > 2;
  return compare(sent, found).fields.every((path) => isDetail(path) && isUnset(valueAt(sent.wire, path)));
}

/** The same property in program, state and account; `undefined` is absent. */
export interface Sides {
  readonly path: Path;
  readonly wanted: unknown;
  readonly applied: unknown;
  readonly actual: unknown;
}

/**
 * The smallest properties in which a program, what was applied of it, and an account are not all alike.
 * @param normalized what the server made of what was applied (`__normalized` of the state)
 */
export function compareThree(
  wanted: Definition,
  applied: Definition,
  actual: Definition,
  normalized: unknown,
): Sides[] {
  const view = accountView(compare(applied, actual, normalized));
  return [...differingSides(wanted.canonical, applied.canonical, view)];
}

/** What an account has. A field that nobody changed reads as it was applied, however the server spells it. */
function accountView({ before: applied, after: actual, fields }: Comparison): JsonObject {
  const view = structuredClone(applied.canonical);
  for (const path of fields) {
    const parent = valueAt(view, path.slice(0, -1));
    if (isObject(parent)) parent[String(path.at(-1))] = valueAt(actual.canonical, path);
    // Another kind of delivery: the whole of it.
    else if (path[0] !== undefined) view[path[0]] = actual.canonical[path[0]];
  }
  return view;
}

/** Lists are one value; objects are looked into as long as each version has one. */
export function* differingSides(wanted: unknown, applied: unknown, actual: unknown, path: Path = []): Generator<Sides> {
  if (jsonEqual(wanted, applied) && jsonEqual(actual, applied)) return;
  if (![wanted, applied, actual].every((side) => isObject(side) && digitsOf(side) === undefined)) {
    yield { path, wanted: unlessUnset(wanted), applied: unlessUnset(applied), actual: unlessUnset(actual) };
    return;
  }
  const keys = new Set([wanted, applied, actual].flatMap((side) => Object.keys(side as JsonObject)));
  for (const key of keys)
    yield* differingSides(member(wanted, key), member(applied, key), member(actual, key), [...path, key]);
}

const unlessUnset = (value: unknown): unknown => (isUnset(value) ? undefined : value);
