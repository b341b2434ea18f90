import { tryJson } from "../contract/json.ts";
import { isObject as isAnyObject, type JsonObject } from "../contract/value.ts";

export type { JsonObject };
export { tryJson };

/** True for `{…}`; false for bytes, which are objects too. */
export function isObject(value: unknown): value is JsonObject {
  return isAnyObject(value) && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer);
}

/** The value, or of a text the JSON value in it if it has one. */
export function fromJson(value: unknown): unknown {
  return typeof value === "string" ? (tryJson(value) ?? value) : value;
}

/** Without members that are undefined. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The value if it is a text. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
