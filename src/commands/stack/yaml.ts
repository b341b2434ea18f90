import { isObject, type JsonObject } from "../../contract/index.ts";
import { readYaml } from "../../provider/yaml.ts";

/** A YAML file that is a mapping. Empty if it can't be read. */
export function readMappings(text: string): JsonObject {
  const value = readYaml(text);
  return isObject(value) ? value : {};
}

/** A string in nested mappings. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = path.reduce<unknown>((inner, step) => (isObject(inner) ? inner[step] : undefined), value);
  return typeof found === "string" ? found : undefined;
}
