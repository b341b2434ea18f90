import { isObject, type JsonObject, member } from "../../../contract/index.ts";

/** The resources of an export, without those that wait to be deleted. */
export function resourcesOf(exported: unknown): JsonObject[] {
  const listed = member(member(exported, "deployment"), "resources");
  return (Array.isArray(listed) ? listed : []).filter(isObject).filter((resource) => resource["delete"] !== true);
}

/** The first of many names. */
export function shorten(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
