import { isObject, type JsonObject, valueAt } from "../../contract/index.ts";
import { pointerSteps } from "../../contract/value.ts";

/** The nesting at which a recursive schema ends. */
const DEPTH_MAX = 10;

export const propertiesOf = (schema: JsonObject): JsonObject =>
  isObject(schema["properties"]) ? schema["properties"] : {};

/** A schema whose references into the same schema are resolved, and whose parts and alternatives are merged. */
export function resolveSchema(schema: unknown, root: JsonObject, depth = 0): JsonObject {
  if (!isObject(schema) || depth > DEPTH_MAX) return {};
  const parts = [
    follow(schema["$ref"], root),
    ...["allOf", "anyOf", "oneOf"].flatMap((key) => schema[key] ?? []),
  ].filter(isObject);
  let joined = schema;
  for (const part of parts) {
    const inner = resolveSchema(part, root, depth + 1);
    const types = [joined["type"] ?? [], inner["type"] ?? []].flat();
    const properties = { ...propertiesOf(inner), ...propertiesOf(joined) };
    joined = { ...inner, ...joined, ...(types.length > 0 && { type: types }), properties };
  }
  return joined;
}

export function memberSchema(schema: JsonObject, step: string | number): unknown {
  const { prefixItems, items, additionalProperties } = schema;
  if (typeof step === "string") {
    const properties = propertiesOf(schema);
    return Object.hasOwn(properties, step) ? properties[step] : additionalProperties;
  }
  const places = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
  return places[step] ?? (Array.isArray(items) ? schema["additionalItems"] : items);
}

/** The target of a schema's `$ref` within the same document. */
export const follow = (reference: unknown, root: JsonObject): unknown =>
  typeof reference === "string" && reference.startsWith("#/") ? valueAt(root, pointerSteps(reference)) : undefined;
