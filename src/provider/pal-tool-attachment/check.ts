import type { JsonObject } from "../../contract/index.ts";
import { checkId, checkKeys, checkOwn, toLine } from "./ids.ts";

/** Everything that is wrong with the inputs of an attachment, one line for each problem. Pure. */
export function checkAttachment(news: JsonObject, isUnknown: (value: unknown) => boolean): string[] {
  return [
    ...checkId(["palId"], news["palId"], "PAL", isUnknown),
    ...checkId(["toolId"], news["toolId"], "tool", isUnknown),
    ...checkOwn(["toolId"], news["toolId"]),
    ...checkKeys(news, ["palId", "toolId"]),
  ].map(toLine);
}
