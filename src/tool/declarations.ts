import { findPlaceholders, isObject, type JsonObject, stringsOf, valueAt } from "../tavus-api/contract/index.ts";

/** Where a delivery may have placeholders (T-25). */
const TEMPLATES = ["url", "query_params", "body_template"];

/**
 * U-26: the patch, and with a delivery whose placeholders name parameters also these parameters, unchanged. On its own, such a delivery
 * is checked against no parameters at all (T-25).
 * @param parameters those that the tool has
 */
export function withDeclarations(patch: JsonObject, parameters: unknown): JsonObject {
  const properties = valueAt(parameters, ["properties"]);
  const api = valueAt(patch, ["delivery", "api"]);
  if (Object.hasOwn(patch, "parameters") || !isObject(properties) || !isObject(api)) return patch;
  const texts = TEMPLATES.flatMap((field) => [...stringsOf(api[field])].map(({ text }) => text));
  const names = texts.flatMap((text) => findPlaceholders(text).map(({ name }) => name));
  return names.some((name) => Object.hasOwn(properties, name)) ? { ...patch, parameters } : patch;
}
