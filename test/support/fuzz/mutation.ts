import fc from "fast-check";
import { isObject } from "../../../src/contract/index.ts";
import { hostileText, hostileValue, POLLUTING } from "./hostile.ts";

type Path = readonly string[];

/** Every path in a value. */
function placesIn(value: unknown, path: Path = []): Path[] {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return [path, ...entries.flatMap(([key, item]) => placesIn(item, [...path, key]))];
}

/** A copy with a different value at one path. Undefined removes the value. */
function withPlace(value: unknown, [key, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.flatMap((item, i) => (String(i) === key ? [withPlace(item, rest, change)] : [item]));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]) => [name, name === key ? withPlace(item, rest, change) : item] as const)
      .filter(([, item]) => item !== undefined),
  );
}

const change: fc.Arbitrary<(old: unknown) => unknown> = fc.oneof(
  fc.constant(() => undefined),
  hostileValue.map((value) => () => value),
  hostileText.map((text) => () => text),
  // Wraps a value in a list, unwraps a list, or turns a number into text.
  fc.constantFrom<(old: unknown) => unknown>(
    (old) => [old],
    (old) => (Array.isArray(old) ? old[0] : { value: old }),
    (old) => JSON.stringify(old),
  ),
  fc.tuple(fc.oneof(fc.constantFrom(...POLLUTING), hostileText), hostileValue).map(
    ([name, value]) =>
      (old: unknown) =>
        isObject(old) ? Object.fromEntries([...Object.entries(old), [name, value]]) : value,
  ),
);

/** The value with one to three paths changed. */
export function mutated(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const step = fc.tuple(fc.nat(), change);
  return fc.tuple(values, fc.array(step, { minLength: 1, maxLength: 3 })).map(([value, steps]) =>
    steps.reduce((now, [at, to]) => {
      const places = placesIn(now);
      return withPlace(now, places[at % places.length] ?? [], to) ?? null;
    }, value),
  );
}
