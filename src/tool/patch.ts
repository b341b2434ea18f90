import {
  CONTENT_TYPE_DEFAULT,
  canonicalTool,
  formatPath,
  isObject,
  isUnset,
  type JsonObject,
  jsonEqual,
  MASK,
  METHOD_DEFAULT,
  ON_CALL_DEFAULT,
  ON_RESOLVE_DEFAULT,
  ORIGIN_DEFAULT,
  type Path,
  SECRET_AUTH_FIELDS,
  TIMEOUT_DEFAULT,
  valueAt,
} from "../tavus-api/contract/index.ts";
import { toInputPath } from "./wire.ts";

/** What removes an optional field: its default, said aloud (C-14: what a null does is unknown except for `delivery`). */
const REMOVED: JsonObject = {
  parameters: {},
  on_call: ON_CALL_DEFAULT,
  on_resolve: ON_RESOLVE_DEFAULT,
  static_filler: null,
  // U-30: never null.
  tags: [],
  delivery: { app_message: true },
};

/** The same inside `delivery.api`: a server with other defaults, or one that merges (U-7), would keep the old value. */
const REMOVED_API: JsonObject = {
  method: METHOD_DEFAULT,
  timeout: TIMEOUT_DEFAULT,
  headers: {},
  query_params: {},
  content_type: CONTENT_TYPE_DEFAULT,
};

/**
 * The body of a PATCH: the given top-level fields of a definition (C-8), `delivery` always whole (C-12, C-13).
 * @param before what is there; a field that it has and `wire` has not is removed
 */
export function patchOf(before: JsonObject, wire: JsonObject, fields: Iterable<string>): JsonObject {
  const patch: JsonObject = {};
  for (const field of fields) {
    const value = wire[field];
    if (field === "delivery" && isObject(value))
      patch[field] = completeDelivery(valueAt(before, ["delivery", "api"]), value);
    else if (!isUnset(value)) patch[field] = value;
    // T-10: vision and audio tools have no on_call, not even a default one.
    else if (field !== "on_call" || (wire["origin"] ?? ORIGIN_DEFAULT) === ORIGIN_DEFAULT)
      patch[field] = REMOVED[field];
  }
  return patch;
}

/** K-15: whether an absent `auth` means none or unchanged is unknown, so it is always said. K-13: a secret known only as the mask is left out. */
function completeDelivery(before: unknown, delivery: JsonObject): JsonObject {
  const api = delivery["api"];
  if (!isObject(api)) return delivery;
  const auth = isObject(api["auth"]) ? api["auth"] : { type: "none" };
  const known = Object.entries(auth).filter(
    ([key, value]) => !((SECRET_AUTH_FIELDS as readonly string[]).includes(key) && value === MASK),
  );
  const removed = Object.entries(REMOVED_API).filter(
    ([field]) => isUnset(api[field]) && isObject(before) && !isUnset(before[field]),
  );
  return { ...delivery, api: { ...api, ...Object.fromEntries(removed), auth: Object.fromEntries(known) } };
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
