import { isUnset, type JsonObject, stringsOf } from "../../contract/index.ts";
import { compare } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { formerDefinition } from "../../state-format/declared.ts";
import { NORMALIZED } from "../../state-format/properties.ts";

/** How two versions of a tool differ. */
export interface ToolDiff {
  /** False if the two mean the same, however they are spelled. */
  readonly changed: boolean;
  /** The inputs for which the tool must be replaced. */
  readonly replaces: string[];
}

/** Compares what was applied with what the program wants. A value that is not known yet is a difference. */
export function diffTool(olds: JsonObject, news: JsonObject, isUnknown: (value: unknown) => boolean): ToolDiff {
  const after = Definition.said(news);
  const comparison = compare(formerDefinition(olds, news), after, olds[NORMALIZED]);
  const unknown = [...stringsOf(after.wire)].some(({ text }) => isUnknown(text));
  const changed = comparison.fields.length > 0 || unknown || asksForSecrets(olds, news);
  return { changed, replaces: comparison.replaces(isUnknown) };
}

/** Whether `secretVersion` says that the secrets are to be sent, although nothing that is known of them has changed (K-16). */
export function asksForSecrets(olds: JsonObject, news: JsonObject): boolean {
  // Stack config knows texts only: 2 and "2" are one version.
  const [before, after] = [olds["secretVersion"], news["secretVersion"]].map((version) =>
    isUnset(version) ? undefined : String(version),
  );
  return before !== after;
}
