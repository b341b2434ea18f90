import { isUnset, type JsonObject, stringsOf } from "../../contract/index.ts";
import { compare } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { formerDefinition } from "../../state-format/declared.ts";
import { NORMALIZED } from "../../state-format/properties.ts";

/** How two versions of a tool differ. */
export interface ToolDiff {
  /** False if both mean the same, even if they are spelled differently. */
  readonly changed: boolean;
  /** The inputs that require replacing the tool. */
  readonly replaces: string[];
}

/** Compares the applied inputs with the program's inputs. A value that isn't known yet is a difference. */
export function diffTool(olds: JsonObject, news: JsonObject, isUnknown: (value: unknown) => boolean): ToolDiff {
  const after = Definition.said(news);
  const comparison = compare(formerDefinition(olds, news), after, olds[NORMALIZED]);
  const unknown = [...stringsOf(after.wire)].some(({ text }) => isUnknown(text));
  const changed = comparison.fields.length > 0 || unknown || asksForSecrets(olds, news);
  return { changed, replaces: comparison.replaces(isUnknown) };
}

/** Whether `secretVersion` asks to send the secrets, although no known part of them has changed (K-16). */
export function asksForSecrets(olds: JsonObject, news: JsonObject): boolean {
  // Stack config only contains strings, so 2 and "2" are the same version.
  const [before, after] = [olds["secretVersion"], news["secretVersion"]].map((version) =>
    isUnset(version) ? undefined : String(version),
  );
  return before !== after;
}
