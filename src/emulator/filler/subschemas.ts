import { isObject, type JsonObject } from "../../contract/index.ts";

// The keywords whose values are schemas. Values elsewhere, such as constants and examples, are data that can look like a schema.

const ONE = new Set([
  ...["additionalItems", "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"],
  ...["unevaluatedItems", "unevaluatedProperties"],
]);
const LISTS = new Set(["allOf", "anyOf", "items", "oneOf", "prefixItems"]);
const MAPS = new Set(["$defs", "definitions", "dependentSchemas", "patternProperties", "properties"]);

/** A copy of a schema with each of its schemas changed, the outer ones first. */
export function mapSchema(schema: JsonObject, change: (schema: JsonObject) => JsonObject): JsonObject {
  const inner = (part: unknown): unknown => (isObject(part) ? mapSchema(part, change) : part);
  return Object.fromEntries(
    Object.entries(change(schema)).map(([key, value]) => {
      if (LISTS.has(key) && Array.isArray(value)) return [key, value.map(inner)];
      if (MAPS.has(key) && isObject(value))
        return [key, Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(part)]))];
      return [key, ONE.has(key) ? inner(value) : value];
    }),
  );
}
