import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { isObject, type JsonObject } from "../../contract/index.ts";

/** A YAML file that is a mapping; what can't be read has nothing. */
export function readMappings(text: string): JsonObject {
  try {
    // No value is wanted as anything but text: a version such as 1.0 stays what it is.
    const value: unknown = load(text, { schema: FAILSAFE_SCHEMA });
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** A value of nested mappings that is text. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = path.reduce<unknown>((inner, step) => (isObject(inner) ? inner[step] : undefined), value);
  return typeof found === "string" ? found : undefined;
}
