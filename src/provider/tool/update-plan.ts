import { isObject, type JsonObject } from "../../contract/index.ts";
import { type Comparison, compare } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { formerDefinition } from "../../state-format/declared.ts";
import { NORMALIZED } from "../../state-format/properties.ts";
import { asksForSecrets } from "./diff.ts";

/** What an update sends, and why. */
export interface UpdatePlan {
  /** The tool's previous definition, or its current one at Tavus, with the program's changes. */
  readonly comparison: Comparison;
  /** The top-level fields that differ, and `delivery` if its secrets must be sent. */
  readonly fields: ReadonlySet<string>;
  /** The body of the PATCH. If it is empty, there is nothing to send. */
  readonly patch: JsonObject;
  /** Whether the tool has changes by somebody else. */
  readonly keepsOthers: boolean;
}

/**
 * Why an update reads the tool first. `delivery` can only be sent whole (C-12). If the engine repeats a failed update without a change of the
 * program, the current tool decides what to send.
 */
export function reasonToLook(olds: JsonObject, news: JsonObject): "delivery" | "repeat" | undefined {
  const { fields } = saidChanges(olds, news);
  if (sendsSecrets(olds, news) || fields.some(([field]) => field === "delivery")) return "delivery";
  return fields.length === 0 ? "repeat" : undefined;
}

/** @param there the current tool at Tavus, for an update that reads it first */
export function planUpdate(olds: JsonObject, news: JsonObject, there: Definition | undefined): UpdatePlan {
  const normalized = olds[NORMALIZED];
  const isRepeat = there !== undefined && reasonToLook(olds, news) === "repeat";
  const comparison = isRepeat ? compare(there, Definition.said(news), normalized) : saidChanges(olds, news);
  // K-13: secrets are sent with the whole delivery.
  const always = sendsSecrets(olds, news) ? ["delivery"] : [];
  const drifted = there === undefined || isRepeat ? [] : compare(comparison.before, there, normalized).fields;
  const present = there && { there, drifted, sendsSecrets: isRepeat || always.length > 0 };
  return {
    comparison,
    fields: new Set([...comparison.fields.map(([field]) => String(field)), ...always]),
    patch: comparison.patch(always, present),
    keepsOthers: drifted.length > 0,
  };
}

function saidChanges(olds: JsonObject, news: JsonObject): Comparison {
  return compare(formerDefinition(olds, news), Definition.said(news), olds[NORMALIZED]);
}

function sendsSecrets(olds: JsonObject, news: JsonObject): boolean {
  return asksForSecrets(olds, news) && isObject(news["delivery"]);
}
