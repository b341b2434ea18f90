import { checkId, checkKeys, checkOwn } from "../pal-tool-attachment/ids.ts";
import { type JsonObject, PAL_TOOLS_MAX } from "../tavus-api/contract/index.ts";
import { toolIdsOf } from "./tool-ids.ts";

/** All that is wrong with the inputs of a PalTools, one line each. Pure. */
export function checkPalTools(news: JsonObject, isUnknown: (value: unknown) => boolean): string[] {
  return [
    ...checkId("palId", news["palId"], "PAL", isUnknown),
    ...checkToolIds(news["toolIds"], isUnknown),
    ...checkCount(toolIdsOf(news).filter((id) => !isUnknown(id))),
    ...checkKeys(news, ["palId", "toolIds"]),
  ];
}

function checkToolIds(list: unknown, isUnknown: (value: unknown) => boolean): string[] {
  if (isUnknown(list)) return [];
  if (!Array.isArray(list))
    return ["toolIds is no list. Write every tool that the PAL shall have: toolIds: [note, other.id]. (P-1)"];
  return list.flatMap((id, i) => [
    ...checkId(`toolIds[${i}]`, id, "tool", isUnknown),
    ...checkOwn(`toolIds[${i}]`, id),
  ]);
}

/**
 * More than a PAL can hold. An empty list is no mistake: it detaches everything.
 * @param tools of which each is known to be another tool, or the same as one that equals it
 */
export function checkCount(tools: readonly unknown[]): string[] {
  const count = new Set(tools).size;
  if (count <= PAL_TOOLS_MAX) return [];
  return [
    `toolIds has ${count} tools, but a PAL takes at most ${PAL_TOOLS_MAX}. Remove ${count - PAL_TOOLS_MAX}. (P-4)`,
  ];
}
