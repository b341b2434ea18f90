import { member } from "../../contract/index.ts";
import { tryJson } from "../../contract/json.ts";

/** X-8, P-30: whether a 409 says that PAL Maker has unpublished changes. */
export function isMakerChanges(text: string): boolean {
  return member(tryJson(text), "conflict") === "maker_changes";
}
