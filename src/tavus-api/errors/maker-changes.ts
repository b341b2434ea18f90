import { member } from "../contract/index.ts";

/** X-8, P-30: whether a 409 says that PAL Maker holds unpublished changes. */
export function isMakerChanges(text: string): boolean {
  try {
    return member(JSON.parse(text), "conflict") === "maker_changes";
  } catch {
    return false;
  }
}
