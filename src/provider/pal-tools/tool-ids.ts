import type { JsonObject } from "../../contract/index.ts";

/** The strings in `toolIds`. Empty if it isn't a list. */
export function toolIdsOf(properties: JsonObject): string[] {
  const list = properties["toolIds"];
  return Array.isArray(list) ? list.filter((id): id is string => typeof id === "string") : [];
}

/** Whether two lists name the same tools. Order and duplicates don't matter. */
export function sameTools(some: readonly string[], others: readonly string[]): boolean {
  const [a, b] = [new Set(some), new Set(others)];
  return a.size === b.size && [...a].every((id) => b.has(id));
}

/** `actual` in the order of `familiar` as far as the two agree, followed by the ids that `familiar` doesn't have. */
export function keepOrder(familiar: readonly string[], actual: readonly string[]): string[] {
  return [...familiar.filter((id) => actual.includes(id)), ...actual.filter((id) => !familiar.includes(id))];
}
