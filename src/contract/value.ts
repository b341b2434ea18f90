import { digitsOf, rounded } from "./exact-number.ts";
import type { Path } from "./issue.ts";

/**
 * A JSON object. Its values are not checked.
 * @since 0.1.0
 */
export type JsonObject = { [key: string]: unknown };

/** True for `{…}`. False for arrays, null, and exact numbers, which are stored as objects (exact-number.ts). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && digitsOf(value) === undefined;
}

/** An own member. Members of the prototype (`constructor`, `__proto__`) aren't part of a definition. */
export function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value if it is a string. Not `String`, because a JSON object can have a member `toString` that isn't a function. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The value at a path, through objects and lists. `undefined` if there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) => (Array.isArray(inner) ? inner[Number(step)] : member(inner, String(step))),
    value,
  );
}

/** The steps of a JSON Pointer, with or without `#` before it (RFC 6901). */
export const pointerSteps = (pointer: string): string[] => pointer.split("/").slice(1).map(unescapeStep);
export const unescapeStep = (step: string): string => step.replaceAll("~1", "/").replaceAll("~0", "~");

/** Absent or null, because servers set absent optional fields to null (U-9). */
export function isUnset(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** The JSON Schema type of a value. `number` for integers, too. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof rounded(value);
}

/** Whether a value has a JSON Schema type. */
export function hasType(value: unknown, type: unknown): boolean {
  return type === "integer" ? Number.isInteger(rounded(value)) : type === typeOf(value);
}

/** Every string in a JSON value, and the digits of every exact number, with their paths. */
export function* stringsOf(value: unknown, path: Path = []): Generator<{ text: string; path: Path }> {
  const text = digitsOf(value) ?? value;
  if (typeof text === "string") yield { text, path };
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* stringsOf(item, [...path, i]);
  else if (isObject(value)) for (const key of Object.keys(value)) yield* stringsOf(value[key], [...path, key]);
}

/**
 * A copy of a JSON value with other values in it, from the outside in. If `change` returns a value unchanged, its members are visited.
 * @param change `undefined` leaves a member or an item out
 */
export function mapJson(value: unknown, change: (value: unknown, path: Path) => unknown, path: Path = []): unknown {
  const changed = change(value, path);
  if (changed !== value) return changed;
  if (Array.isArray(value))
    return value.map((item, i) => mapJson(item, change, [...path, i])).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, item]) => [key, mapJson(item, change, [...path, key])] as const);
  return Object.fromEntries(members.filter(([, item]) => item !== undefined));
}

/** Whether a condition holds for a value or for a part of it. */
export function contains(value: unknown, holds: (value: unknown) => boolean): boolean {
  if (holds(value)) return true;
  if (Array.isArray(value)) return value.some((item) => contains(item, holds));
  return isObject(value) && Object.values(value).some((item) => contains(item, holds));
}

/** Equal as JSON: key order doesn't matter, array order does. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || (a === 0 && b === 0)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => jsonEqual(item, b[i]));
  if (!isObject(a) || !isObject(b)) return digitsOf(a) !== undefined && digitsOf(a) === digitsOf(b);
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  const others = Object.keys(b).filter((key) => b[key] !== undefined);
  return keys.length === others.length && keys.every((key) => Object.hasOwn(b, key) && jsonEqual(a[key], b[key]));
}

/** Whether a value has more levels than this. Works for any number of levels. */
export function isDeeper(value: unknown, levels: number): boolean {
  let layer = [value];
  for (let depth = 0; layer.length > 0; depth += 1) {
    if (depth > levels) return true;
    layer = layer.flatMap((item) => (Array.isArray(item) || isObject(item) ? Object.values(item) : []));
  }
  return false;
}
