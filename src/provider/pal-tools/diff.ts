import type { JsonObject } from "../../contract/index.ts";
import { sameTools, toolIdsOf } from "./tool-ids.ts";

/** A change of the PAL replaces the set. A change of the tools updates it. A list that isn't known yet counts as a change. */
export function diffPalTools(
  olds: JsonObject,
  news: JsonObject,
  isUnknown: (value: unknown) => boolean,
): { changed: boolean; replaces: string[] } {
  const replaces = olds["palId"] === news["palId"] ? [] : ["palId"];
  const same = !isUnknown(news["toolIds"]) && sameTools(toolIdsOf(olds), toolIdsOf(news));
  return { changed: replaces.length > 0 || !same, replaces };
}
