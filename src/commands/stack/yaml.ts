import { isObject, type JsonObject } from "../../contract/index.ts";
import { readYaml } from "../../provider/yaml.ts";

/** A YAML file that is a mapping; what can't be read has nothing. */
export function readMappings(text: string): JsonObject {
  const value = readYaml(text);
  return isObject(value) ? value : {};
}

/** A value of nested mappings that is text. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = path.reduce<unknown>((inner, step) => (isObject(inner) ? inner[step] : undefined), value);
  return typeof found === "string" ? found : undefined;
}
