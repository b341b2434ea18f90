import { digitsOf } from "./exact-number.ts";
import type { Path } from "./issue.ts";
import { isObject, isUnset, type JsonObject, jsonEqual, member } from "./value.ts";

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
  if (![wanted, applied, actual].every((side) => isObject(side) && digitsOf(side) === undefined)) {
    yield { path, wanted: present(wanted), applied: present(applied), actual: present(actual) };
    return;
  }
  const keys = new Set([wanted, applied, actual].flatMap((side) => Object.keys(side as JsonObject)));
  for (const key of keys)
    yield* differingSides(member(wanted, key), member(applied, key), member(actual, key), [...path, key]);
}

function present(value: unknown): unknown {
  return isUnset(value) ? undefined : value;
}
