import type { JsonObject } from "../../contract/index.ts";
import { sameTools, toolIdsOf } from "./tool-ids.ts";

/** Another PAL is another set and replaces; other tools are an update. A list that is not known yet is other tools. */
export function diffPalTools(
  olds: JsonObject,
  news: JsonObject,
  isUnknown: (value: unknown) => boolean,
): { changed: boolean; replaces: string[] } {
  const replaces = olds["palId"] === news["palId"] ? [] : ["palId"];
  const same = !isUnknown(news["toolIds"]) && sameTools(toolIdsOf(olds), toolIdsOf(news));
  return { changed: replaces.length > 0 || !same, replaces };
}
