import {
  canonicalTool,
  formatPath,
  isObject,
  isUnset,
  type JsonObject,
  jsonEqual,
  ON_CALL_DEFAULT,
  ON_RESOLVE_DEFAULT,
  ORIGIN_DEFAULT,
  type Path,
  SECRET_AUTH_FIELDS,
  valueAt,
} from "../tavus-api/contract/index.ts";
import { withDeclarations } from "./declarations.ts";
import { completeDelivery, mergeDelivery, mergeMembers, type Present } from "./delivery.ts";
import { keepValid } from "./valid-together.ts";
import { toInputPath } from "./wire.ts";

/** What removes an optional field: its default, said aloud (C-14: what a null does is unknown except for `delivery`). */
const REMOVED: JsonObject = {
  parameters: {},
  on_call: ON_CALL_DEFAULT,
  on_resolve: ON_RESOLVE_DEFAULT,
  static_filler: null,
  // U-30: never null.
  tags: [],
};

/** The default of `delivery` (T-13). */
const NO_DELIVERY: JsonObject = { app_message: true };

/**
 * The body of a PATCH: the given top-level fields of a definition (C-8), `delivery` always whole (C-12, C-13).
 * @param before the tool as the program said it before; a field that it has and `wire` has not is removed
 * @param present the tool as it is at Tavus. Without it, fields are sent as the program says them
 */
export function patchOf(before: JsonObject, wire: JsonObject, fields: Iterable<string>, present?: Present): JsonObject {
  const merged = valuesOf(before, wire, fields, present);
  const drifted = present?.drifted.map(([field]) => String(field)) ?? [];
  const patch = present
    ? keepValid(merged, valuesOf(before, wire, [...Object.keys(wire), ...drifted]), present)
    : merged;
  return withDeclarations(patch, present?.there["parameters"] ?? before["parameters"] ?? wire["parameters"]);
}

function valuesOf(before: JsonObject, wire: JsonObject, fields: Iterable<string>, present?: Present): JsonObject {
  const patch: JsonObject = {};
  for (const field of fields) {
    const value = wire[field];
    if (field === "delivery" && (isObject(value) || isUnset(value))) {
      const delivery = isObject(value) ? value : NO_DELIVERY;
      patch[field] =
        present === undefined
          ? completeDelivery(valueAt(before, ["delivery", "api"]), delivery)
          : mergeDelivery(before, delivery, present);
    } else if (field === "parameters" && present !== undefined && isObject(value))
      patch[field] = mergeMembers(before[field] ?? {}, value, present.there[field] ?? {});
    else if (!isUnset(value)) patch[field] = value;
    // T-10: vision and audio tools have no on_call, not even a default one.
    else if (field !== "on_call" || (wire["origin"] ?? ORIGIN_DEFAULT) === ORIGIN_DEFAULT)
      patch[field] = REMOVED[field];
  }
  return patch;
}

/**
 * The fields that a PATCH named and the server left as they were, each as a sentence: an accepted request is no proof that
 * every field was stored.
 */
export function unappliedFields(
  before: JsonObject,
  wanted: JsonObject,
  answer: JsonObject,
  changed: readonly Path[],
): string[] {
  const [old, want, got] = [canonicalTool(before), canonicalTool(wanted), canonicalTool(answer)];
  return (
    changed
      // U-30: what isn't echoed says nothing about what was stored.
      .filter(([field]) => field !== "tags" || !isUnset(answer["tags"]))
      .filter(
        (path) => path.at(-2) !== "auth" || !(SECRET_AUTH_FIELDS as readonly string[]).includes(String(path.at(-1))),
      )
      .filter(
        (path) =>
          !jsonEqual(valueAt(got, path), valueAt(want, path)) && jsonEqual(valueAt(got, path), valueAt(old, path)),
      )
      // D-16: a server may show {} for the body template that is not there.
      .filter((path) => !isUnset(valueAt(want, path)) || !jsonEqual(valueAt(got, path), {}))
      .map(
        (path) =>
          `${formatPath(toInputPath(path))} was sent to Tavus, which accepted the request but kept the old value. ` +
          "Run pulumi up again; if it stays so, replace the tool with pulumi up --replace <its URN>.",
      )
  );
}
