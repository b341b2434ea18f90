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
  const drifted = present?.drifted.map(([field]) => String(field)) ?? [];
  const patch = present
    ? keepValid(merged, valuesOf(before, wire, [...Object.keys(wire), ...drifted]), present)
    : merged;
  return withDeclarations(patch, present?.there["parameters"] ?? before["parameters"] ?? wire["parameters"]);
}

function valuesOf(before: JsonObject, wire: JsonObject, fields: Iterable<string>, present?: Present): JsonObject {
  const patch: JsonObject = {};
  for (const field of fields) {
    const row = Object.values(TOOL).find((one) => one.wire === field);
    const value = wire[field] ?? (row && removalOf(row, wire));
    if (row?.fields !== undefined && isObject(value))
      patch[field] =
        present === undefined
          ? completeDelivery(valueAt(before, ["delivery", "api"]), value)
          : mergeDelivery(before, value, present);
    else if (field === "parameters" && present !== undefined && isObject(wire[field]))
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
  const api = valueAt(patch, ["delivery", "api"]);
  if (Object.hasOwn(patch, "parameters") || !isObject(properties) || !isObject(api)) return patch;
  const names = templatesOf(patch).flatMap(({ text }) => findPlaceholders(text).map(({ name }) => name));
  return names.some((name) => Object.hasOwn(properties, name)) ? { ...patch, parameters } : patch;
}
