import { type Issue, issue, type JsonObject, PAL_TOOLS_MAX } from "../../contract/index.ts";
import { checkId, checkKeys, checkOwn, toLine } from "../pal-tool-attachment/ids.ts";
import { toolIdsOf } from "./tool-ids.ts";

/** Everything that is wrong with the inputs of a PalTools, one line for each problem. Pure. */
export function checkPalTools(news: JsonObject, isUnknown: (value: unknown) => boolean): string[] {
  return [
    ...checkId(["palId"], news["palId"], "PAL", isUnknown).map(toLine),
    ...checkToolIds(news["toolIds"], isUnknown).map(toLine),
    ...checkCount(toolIdsOf(news).filter((id) => !isUnknown(id))),
    ...checkKeys(news, ["palId", "toolIds"]).map(toLine),
  ];
}

function checkToolIds(list: unknown, isUnknown: (value: unknown) => boolean): Issue[] {
  if (isUnknown(list)) return [];
  if (!Array.isArray(list)) return [issue("tool-ids", ["toolIds"])];
  return list.flatMap((id, i) => [...checkId(["toolIds", i], id, "tool", isUnknown), ...checkOwn(["toolIds", i], id)]);
}

/**
 * Returns one line if there are more tools than a PAL can have. An empty list is valid and detaches everything.
 * @param tools equal items are the same tool, and different items are different tools
 */
export function checkCount(tools: readonly unknown[]): string[] {
  const count = new Set(tools).size;
  return count <= PAL_TOOLS_MAX ? [] : [toLine(issue("too-many-tools", ["toolIds"], { count }))];
}
