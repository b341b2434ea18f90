import type { JsonObject } from "../../contract/index.ts";

/** Both ids are the attachment's identity, so a change of either replaces it. */
export function diffAttachment(olds: JsonObject, news: JsonObject): { changed: boolean; replaces: string[] } {
  const replaces = ["palId", "toolId"].filter((key) => olds[key] !== news[key]);
  return { changed: replaces.length > 0, replaces };
}
