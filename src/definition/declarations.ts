import { templatesOf } from "../tavus-api/contract/cross-field.ts";
import { findPlaceholders, isObject, type JsonObject, valueAt } from "../tavus-api/contract/index.ts";

/**
 * U-26: the patch, and with a delivery whose placeholders name parameters also these parameters, unchanged. On its own, such a delivery
 * is checked against no parameters at all (T-25).
 * @param parameters those that the tool has
 */
export function withDeclarations(patch: JsonObject, parameters: unknown): JsonObject {
  const properties = valueAt(parameters, ["properties"]);
  const api = valueAt(patch, ["delivery", "api"]);
  if (Object.hasOwn(patch, "parameters") || !isObject(properties) || !isObject(api)) return patch;
  const names = templatesOf(patch).flatMap(({ text }) => findPlaceholders(text).map(({ name }) => name));
  return names.some((name) => Object.hasOwn(properties, name)) ? { ...patch, parameters } : patch;
}
