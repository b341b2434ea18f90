import { formatPath, type Path } from "./issue.ts";
import { describeLoss } from "./loss.ts";

/** The largest nesting of objects and lists. No definition has more, and neither recursion nor Pulumi's protocol fails at this depth. */
const DEPTH_MAX = 200;

export interface CopyOptions {
  /** Receives a sentence for each value that can't reach Tavus, with its path and what to write instead. */
  readonly refuse: (problem: string) => void;
  /** Copies an Output or a promise. Returns `undefined` if the value must be copied like any other. */
  readonly late?: (value: object, path: Path) => unknown;
}

/** A copy of a value that will become JSON, without undefined members. Values that JSON doesn't have are refused, at any depth. */
export function copyJson(value: unknown, path: Path, options: CopyOptions): unknown {
  return copyOf(value, path, [], options);
}

function copyOf(value: unknown, path: Path, ancestors: readonly object[], options: CopyOptions): unknown {
  const isReference = typeof value === "object" && value !== null;
  const late = isReference ? options.late?.(value, path) : undefined;
  if (late !== undefined) return late;
  const refuseAt = (at: Path, what: string, remedy: string): undefined =>
    void options.refuse(`${formatPath(at)} ${what}. ${remedy}`);
  const loss = describeLoss(value);
  if (loss !== undefined) return refuseAt(path, `is ${loss.kind}, which can't be sent to Tavus`, loss.remedy);
  if (!isReference) return value;
  if (ancestors.includes(value)) return refuseAt(path, "contains itself", "Remove the circular reference.");
  if (ancestors.length >= DEPTH_MAX)
    return refuseAt(
      path.slice(0, 3),
      `has more than ${DEPTH_MAX} levels`,
      "Write it with fewer objects and lists within each other.",
    );
  const within = [...ancestors, value];
  // Not `map`, which skips the holes of a sparse list.
  if (Array.isArray(value))
    return Array.from(value, (item: unknown, i) => {
      const at = [...path, i];
      if (item !== undefined) return copyOf(item, at, within, options);
      return refuseAt(at, "is undefined", "Remove it from the list, or write null.");
    });
  const hidden = Object.getOwnPropertySymbols(value).find((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key),
  );
  if (hidden !== undefined)
    refuseAt(path, "has a key that is a symbol, which can't be sent to Tavus", "Write the key as a string.");
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (key === "__proto__") refuseAt(path, "has a key __proto__, which Pulumi drops", "Use another key.");
      const bad = describeLoss(key);
      if (bad !== undefined) refuseAt(path, `has a key that is ${bad.kind}, which can't be sent to Tavus`, bad.remedy);
      return item === undefined ? [] : [[key, copyOf(item, [...path, key], within, options)]];
    }),
  );
}
