import { canonicalTool, differingFields, formatPath, type JsonObject, stringsOf } from "../tavus-api/contract/index.ts";
import { toInputPath, toWire } from "./wire.ts";

/** How two versions of a tool differ. */
export interface ToolDiff {
  /** False where the two mean the same, however they are spelled. */
  readonly changed: boolean;
  /** The inputs for which the tool must be replaced (C-11, U-16); names are unique, so the old one goes first. */
  readonly replaces: string[];
}

const REPLACING = ["trigger_type", "origin"];

/**
 * Compares what was applied with what the program wants, by meaning: defaults, key order, header-name case and nulls are no
 * difference. A value that is not known yet is one.
 */
export function diffTool(olds: JsonObject, news: JsonObject, isUnknown: (value: unknown) => boolean): ToolDiff {
  const [before, after] = [toWire(olds).wire, toWire(news).wire];
  const fields = differingFields(before, after, { masks: "value" });
  const replaces = fields
    .map((path) => formatPath(path))
    .filter((field) => REPLACING.includes(field) && !isUnknown(canonicalTool(after)[field]))
    .map((field) => formatPath(toInputPath([field])));
  // An action has no origin: that it goes or comes with the trigger is not a reason of its own.
  const reasons = replaces.includes("triggerType") ? ["triggerType"] : replaces;
  const unknown = [...stringsOf(after)].some(({ text }) => isUnknown(text));
  return { changed: fields.length > 0 || unknown, replaces: reasons };
}
