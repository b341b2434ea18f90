import {
  canonicalTool,
  formatPath,
  isObject,
  isUnset,
  type JsonObject,
  jsonEqual,
  MASK,
  ON_CALL_DEFAULT,
  ON_RESOLVE_DEFAULT,
  type Path,
  SECRET_AUTH_FIELDS,
} from "../tavus-api/contract/index.ts";
import { valueAt } from "./normalization.ts";
import { toInputPath } from "./wire.ts";

/** What removes an optional field: its default, said aloud (C-14: what a null does is unknown except for `delivery`). */
const REMOVED: JsonObject = {
  parameters: {},
  on_call: ON_CALL_DEFAULT,
  on_resolve: ON_RESOLVE_DEFAULT,
  static_filler: null,
  delivery: { app_message: true },
};

/** The body of a PATCH: the given top-level fields of a definition (C-8), `delivery` always whole (C-12, C-13). */
export function patchOf(wire: JsonObject, fields: Iterable<string>): JsonObject {
  const patch: JsonObject = {};
  for (const field of fields) {
    const value = wire[field];
    if (field === "delivery" && isObject(value)) patch[field] = completeDelivery(value);
    else patch[field] = isUnset(value) ? REMOVED[field] : value;
  }
  return patch;
}

/** K-15: whether an absent `auth` means none or unchanged is unknown, so it is always said. K-13: a secret known only as the mask is left out. */
function completeDelivery(delivery: JsonObject): JsonObject {
  const api = delivery["api"];
  if (!isObject(api)) return delivery;
  const auth = isObject(api["auth"]) ? api["auth"] : { type: "none" };
  const known = Object.entries(auth).filter(
    ([key, value]) => !((SECRET_AUTH_FIELDS as readonly string[]).includes(key) && value === MASK),
  );
  return { ...delivery, api: { ...api, auth: Object.fromEntries(known) } };
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
  return changed
    .filter(
      (path) => path.at(-2) !== "auth" || !(SECRET_AUTH_FIELDS as readonly string[]).includes(String(path.at(-1))),
    )
    .filter(
      (path) =>
        !jsonEqual(valueAt(got, path), valueAt(want, path)) && jsonEqual(valueAt(got, path), valueAt(old, path)),
    )
    .map(
      (path) =>
        `${formatPath(toInputPath(path))} was sent to Tavus, which accepted the request but kept the old value. ` +
        "Run pulumi up again; if it stays so, replace the tool with pulumi up --replace <its URN>.",
    );
}
