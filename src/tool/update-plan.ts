import { compare } from "../definition/compare.ts";
import { formerDefinition } from "../definition/declared.ts";
import { Definition } from "../definition/definition.ts";
import { patchOf } from "../definition/patch.ts";
import { isObject, type JsonObject, type Path } from "../tavus-api/contract/index.ts";
import { asksForSecrets } from "./diff.ts";

/** What an update sends, and why. */
export interface UpdatePlan {
  /** The tool as the program said it before. */
  readonly before: Definition;
  /** The tool as the program says it now. */
  readonly after: Definition;
  /** What the program changed, as wire paths. */
  readonly changed: readonly Path[];
  /** The top-level fields of these, and `delivery` where its secrets are asked for. */
  readonly fields: ReadonlySet<string>;
  /** The body of the PATCH. Without a member, there is nothing to send. */
  readonly patch: JsonObject;
  /** Whether the tool has changes of somebody else. */
  readonly keepsOthers: boolean;
}

/**
 * Whether an update looks at the tool first: because `delivery` can only be sent whole (C-12), or because the engine repeats an update after
 * a failure, without a change of the program. Then what is there now decides.
 */
export function looksFirst(olds: JsonObject, news: JsonObject): "delivery" | "repeat" | undefined {
  const changed = changedFields(olds, news);
  if (sendsSecrets(olds, news) || changed.some(([field]) => field === "delivery")) return "delivery";
  return changed.length === 0 ? "repeat" : undefined;
}

/** @param there the tool as it is at Tavus, for an update that looks first */
export function planUpdate(olds: JsonObject, news: JsonObject, there: Definition | undefined): UpdatePlan {
  const [after, normalized] = [Definition.said(news), olds["__normalized"]];
  const isRepeat = there !== undefined && looksFirst(olds, news) === "repeat";
  const before = isRepeat ? there : formerDefinition(olds, news);
  const changed = isRepeat ? compare(after, there, normalized).fields : changedFields(olds, news);
  const fields = new Set(changed.map((path) => String(path[0])));
  // K-13: secrets go with the whole delivery.
  if (sendsSecrets(olds, news)) fields.add("delivery");
  const drifted = there === undefined ? [] : compare(before, there, normalized).fields;
  const present = there && {
    there: there.wire,
    changed,
    drifted,
    sendsSecrets: isRepeat || sendsSecrets(olds, news),
  };
  const patch = patchOf(before.wire, after.wire, fields, present);
  return { before, after, changed, fields, patch, keepsOthers: drifted.length > 0 };
}

function changedFields(olds: JsonObject, news: JsonObject): readonly Path[] {
  return compare(formerDefinition(olds, news), Definition.said(news), olds["__normalized"]).fields;
}

function sendsSecrets(olds: JsonObject, news: JsonObject): boolean {
  return asksForSecrets(olds, news) && isObject(news["delivery"]);
}
