import { templatesOf } from "../contract/cross-field.ts";
import { removalOf, TOOL } from "../contract/fields.ts";
import { findPlaceholders, isObject, type JsonObject, valueAt } from "../contract/index.ts";
import { completeDelivery, mergeDelivery, mergeMembers, type Present } from "./delivery.ts";
import { keepValid } from "./valid-together.ts";

/**
 * The body of a PATCH: the given top-level fields of a definition (C-8), `delivery` always whole (C-12, C-13).
 * @param before the program's previous definition. A field that it has and `wire` doesn't have is removed
 * @param present the current tool at Tavus. Without it, the program's values are sent
 */
export function patchOf(before: JsonObject, wire: JsonObject, fields: Iterable<string>, present?: Present): JsonObject {
  const merged = valuesOf(before, wire, fields, present);
  if (present === undefined) return withDeclarations(merged, before["parameters"]);
  const drifted = present.drifted.map(([field]) => String(field));
  const said = valuesOf(before, wire, [...Object.keys(wire), ...drifted]);
  return withDeclarations(keepValid(merged, said, present), present.there["parameters"] ?? before["parameters"]);
}

function valuesOf(before: JsonObject, wire: JsonObject, fields: Iterable<string>, present?: Present): JsonObject {
  const [patch, wanted] = [{} as JsonObject, new Set(fields)];
  for (const row of Object.values(TOOL).filter((one) => wanted.has(one.wire))) {
    const field = row.wire;
    const value = wire[field] ?? removalOf(row, wire);
    if (row.fields !== undefined && isObject(value))
      patch[field] =
        present === undefined
          ? completeDelivery(valueAt(before, ["delivery", "api"]), value)
          : mergeDelivery(before, value, present);
    else if (present !== undefined && isObject(wire[field]))
      patch[field] = mergeMembers(before[field] ?? {}, value, present.there[field] ?? {});
    else if (value !== undefined) patch[field] = value;
  }
  return patch;
}

/**
 * U-26: adds the unchanged parameters to a patch whose delivery has placeholders for them. Otherwise, Tavus might check the delivery without any
 * parameters (T-25).
 * @param parameters the tool's parameters
 */
function withDeclarations(patch: JsonObject, parameters: unknown): JsonObject {
  const properties = valueAt(parameters, ["properties"]);
  if (Object.hasOwn(patch, "parameters") || !isObject(properties)) return patch;
  const names = templatesOf(patch).flatMap(({ text }) => findPlaceholders(text).map(({ name }) => name));
  return names.some((name) => Object.hasOwn(properties, name)) ? { ...patch, parameters } : patch;
}
