import type { JsonObject } from "../contract/index.ts";
import { isPlain } from "../contract/loss.ts";

/**
 * A copy that can be sent to the engine. A value that can't be sent would throw after the request was made, and the state would lose the tool
 * (pulumi/pulumi#2721). So `undefined` is dropped, and functions, symbols, bigints, NaN, and infinite numbers are refused.
 * @throws TypeError that names the path, never the value
 */
export function cleanResult(value: JsonObject): JsonObject {
  return clean(value, "") as JsonObject;
}

function clean(value: unknown, path: string): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    throw new TypeError(`${path} is not a finite number. Write a number that JSON can hold.`);
  }
  if (Array.isArray(value)) return value.map((item, i) => (item === undefined ? null : clean(item, `${path}[${i}]`)));
  if (typeof value === "object" && isPlain(value)) {
    const copy: JsonObject = {};
    for (const [key, item] of Object.entries(value))
      if (item !== undefined) copy[key] = clean(item, path === "" ? key : `${path}.${key}`);
    return copy;
  }
  throw new TypeError(`${path} is of type ${typeof value}, which JSON cannot hold here. Write plain JSON.`);
}
