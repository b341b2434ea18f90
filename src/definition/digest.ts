import { createHash } from "node:crypto";
import { isObject } from "../contract/value.ts";

/** A hash that shows whether a value has changed, without storing the value. The state contains it, so the algorithm never changes. */
export function digest(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(value)) ?? "absent")
    .digest("hex")
    .slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
