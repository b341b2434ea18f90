import {
  canonicalTool,
  isObject,
  isUnset,
  type JsonObject,
  jsonEqual,
  member,
  type Path,
} from "../tavus-api/contract/index.ts";
import type { DriftFinding } from "./report.ts";

/** The same property in program, state and account; `undefined` is absent. */
export interface Sides {
  readonly path: Path;
  readonly wanted: unknown;
  readonly applied: unknown;
  readonly actual: unknown;
}

/**
 * The smallest properties in which three versions of a value are not all alike. Lists are one value; objects are looked into
 * as long as each version has one.
 */
export function* differingSides(wanted: unknown, applied: unknown, actual: unknown, path: Path = []): Generator<Sides> {
  if (jsonEqual(wanted, applied) && jsonEqual(actual, applied)) return;
  if (![wanted, applied, actual].every(isObject)) {
    yield { path, wanted: present(wanted), applied: present(applied), actual: present(actual) };
    return;
  }
  const keys = new Set([wanted, applied, actual].flatMap((side) => Object.keys(side as JsonObject)));
  for (const key of keys)
    yield* differingSides(member(wanted, key), member(applied, key), member(actual, key), [...path, key]);
}

/** The canonical form of a definition, in which `null` is absent. */
export function meaning(wire: JsonObject): JsonObject {
  return canonicalTool(wire);
}

export function classOf({ wanted, applied, actual }: Omit<Sides, "path">): DriftFinding["class"] {
  if (jsonEqual(wanted, applied)) return "changed outside";
  return jsonEqual(actual, applied) ? "pending in program" : "both";
}

/** Whether one of two formatted paths is the other, or a part of it. */
export function touches(one: string, other: string): boolean {
  const isUnder = (inner: string, outer: string): boolean =>
    inner.startsWith(outer) && /^[.[]/.test(inner.slice(outer.length));
  return one === other || isUnder(one, other) || isUnder(other, one);
}

function present(value: unknown): unknown {
  return isUnset(value) ? undefined : value;
}
