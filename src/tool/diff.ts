import {
  canonicalTool,
  differingFields,
  formatPath,
  isObject,
  isUnset,
  type JsonObject,
  jsonEqual,
  type Path,
  stringsOf,
  valueAt,
} from "../tavus-api/contract/index.ts";
import { formerDefinition } from "./declared.ts";
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
  const after = toWire(news).wire;
  const fields = changedFields(olds, news);
  const replaces = fields
    .map((path) => formatPath(path))
    .filter((field) => REPLACING.includes(field) && !isUnknown(canonicalTool(after)[field]))
    // Whether there is an origin at all depends on the trigger.
    .filter((field) => field !== "origin" || !isUnknown(after["trigger_type"]))
    .map((field) => formatPath(toInputPath([field])));
  // An action has no origin: that it goes or comes with the trigger is not a reason of its own.
  const reasons = replaces.includes("triggerType") ? ["triggerType"] : replaces;
  const unknown = [...stringsOf(after)].some(({ text }) => isUnknown(text));
  return { changed: fields.length > 0 || unknown || asksForSecrets(olds, news), replaces: reasons };
}

/** Whether `secretVersion` says that the secrets are to be sent, although nothing that is known of them has changed (K-16). */
export function asksForSecrets(olds: JsonObject, news: JsonObject): boolean {
  // Stack config knows texts only: 2 and "2" are one version.
  const [before, after] = [olds["secretVersion"], news["secretVersion"]].map((version) =>
    isUnset(version) ? undefined : String(version),
  );
  return before !== after;
}

/**
 * The fields, as wire paths, that an update has to bring to Tavus. Where the server has its own reading of a field (another
 * default than ours, say), every other spelling of it is a change: to leave a field out and to write our default are then
 * not the same.
 */
export function changedFields(olds: JsonObject, news: JsonObject): Path[] {
  const [before, after] = [toWire(formerDefinition(olds, news)).wire, toWire(news).wire];
  const differing = differingFields(before, after, { masks: "value" });
  const normalization = olds["__normalized"];
  const respelled = Object.keys(isObject(normalization) ? normalization : {})
    .filter((field) => !differing.some((path) => formatPath(path) === field))
    .map((field) => field.split("."))
    .filter((path) => !jsonEqual(valueAt(before, path), valueAt(after, path)));
  return [...differing, ...respelled];
}
