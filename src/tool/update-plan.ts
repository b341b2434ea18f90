import { isObject, type JsonObject, type Path } from "../tavus-api/contract/index.ts";
import { formerDefinition } from "./declared.ts";
import { asksForSecrets, changedFields } from "./diff.ts";
import { driftedFields } from "./normalization.ts";
import { patchOf } from "./patch.ts";
import { toWire } from "./wire.ts";

/** What an update sends, and why. */
export interface UpdatePlan {
  /** The tool as the program said it before, as a request has it. */
  readonly before: JsonObject;
  /** The tool as the program says it now. */
  readonly after: JsonObject;
  /** What the program changed, as wire paths. */
  readonly changed: readonly Path[];
  /** The top-level fields of these, and `delivery` where its secrets are asked for. */
  readonly fields: ReadonlySet<string>;
  /** The body of the PATCH. Without a member, there is nothing to send. */
  readonly patch: JsonObject;
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
export function planUpdate(olds: JsonObject, news: JsonObject, there: JsonObject | undefined): UpdatePlan {
  const after = toWire(news).wire;
  const isRepeat = looksFirst(olds, news) === "repeat" && there !== undefined;
  const before = isRepeat ? there : toWire(formerDefinition(olds, news)).wire;
  const changed = isRepeat ? driftedFields(after, there, olds["__normalized"]) : changedFields(olds, news);
  const fields = new Set(changed.map((path) => String(path[0])));
  // K-13: secrets go with the whole delivery.
  if (sendsSecrets(olds, news)) fields.add("delivery");
  const drifted = there === undefined ? [] : driftedFields(before, there, olds["__normalized"]);
  const present = there && { there, changed, drifted, sendsSecrets: isRepeat || sendsSecrets(olds, news) };
  return { before, after, changed, fields, patch: patchOf(before, after, fields, present) };
}

function sendsSecrets(olds: JsonObject, news: JsonObject): boolean {
  return asksForSecrets(olds, news) && isObject(news["delivery"]);
}
