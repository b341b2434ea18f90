import { isObject, type JsonObject, jsonEqual } from "../../contract/index.ts";

/**
 * `actual` in the spelling of `familiar` as far as the two agree: its key order, and its spelling of header names. So a refresh shows only real
 * changes.
 * @param sameKey whether two keys of an object are the same
 */
export function keepSpelling(
  familiar: unknown,
  actual: unknown,
  sameKey: (a: string, b: string) => boolean = Object.is,
): unknown {
  if (jsonEqual(familiar, actual)) return familiar;
  if (Array.isArray(familiar) && Array.isArray(actual))
    return actual.map((item, i) => keepSpelling(familiar[i], item, sameKey));
  if (!isObject(familiar) || !isObject(actual)) return actual;
  const rest = new Map(Object.entries(actual));
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(familiar)) {
    const match = [...rest.keys()].find((candidate) => sameKey(candidate, key));
    if (match === undefined) continue;
    result[key] = keepSpelling(value, rest.get(match), sameKey);
    rest.delete(match);
  }
  for (const [key, value] of rest) result[key] = value;
  return result;
}
