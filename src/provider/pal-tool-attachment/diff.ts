import type { JsonObject } from "../../contract/index.ts";

/** Each of the two ids is the attachment's identity: a change replaces it. */
export function diffAttachment(olds: JsonObject, news: JsonObject): { changed: boolean; replaces: string[] } {
  const replaces = ["palId", "toolId"].filter((key) => olds[key] !== news[key]);
  return { changed: replaces.length > 0, replaces };
}
