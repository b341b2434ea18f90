import { tryJson } from "../contract/json.ts";
import type { JsonObject } from "../contract/value.ts";

export type { JsonObject };
export { tryJson };

/** True for `{…}`. False for arrays, null, and bytes. Bodies are parsed without exact numbers, so `__number` is a key like any other. */
export function isObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer);
}

/** The value itself or, for a string that contains JSON, the parsed value. */
export const fromJson = (value: unknown): unknown => (typeof value === "string" ? (tryJson(value) ?? value) : value);

export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

export const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
