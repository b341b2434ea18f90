import { isObject } from "../../src/contract/index.ts";

/** The value without the objects with which Pulumi marks secrets. */
export function plaintexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plaintexts);
  if (!isObject(value)) return value;
  if (value["4dabf18193072939515e22adb298388d"] === "1b47061264138c4ac30d75fd1eb44270")
    return plaintexts(value["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plaintexts(item)]));
}
