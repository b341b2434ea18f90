import { isObject, isUnset, type JsonObject, jsonEqual, MASK } from "../../contract/index.ts";
import { mapJson } from "../../contract/value.ts";
import { RESERVED } from "./pal-rules.ts";
import type { Document } from "./store.ts";

/** G-14: old field names, which definitions, JSON Patches, and responses can use. */
const ALIASES: Readonly<Record<string, string>> = {
  persona_name: "pal_name",
  default_replica_id: "default_face_id",
};

/** Fields that every PAL has, so that a JSON Patch can replace them. */
const DEFAULTS: JsonObject = {
  pal_name: "PAL",
  system_prompt: null,
  pipeline_mode: "full",
  greeting: null,
  context: null,
  default_face_id: null,
  objectives_id: null,
  memories: [],
  guardrail_ids: [],
  guardrail_tags: [],
  document_ids: [],
  document_tags: [],
  layers: {},
  tool_ids: [],
};

/** The fields of a PAL that clients and PAL Maker can write, by their current names, with a value for each field that every PAL has. */
export function authored(pal: JsonObject): JsonObject {
  const fields: JsonObject = {};
  for (const [field, value] of Object.entries(pal)) {
    const name = ALIASES[field] ?? field;
    if (RESERVED.includes(field) || (name !== field && !isUnset(pal[name]))) continue;
    fields[name] = value;
  }
  for (const [field, value] of Object.entries(DEFAULTS)) if (isUnset(fields[field])) fields[field] = value;
  return fields;
}

/** P-21: a PAL as the API returns it: with masked keys, and without layers if they all have their defaults (P-26). */
export function palAnswer(pal: Document): JsonObject {
  const { layers, ...rest } = maskPal(authored(pal));
  const fields = jsonEqual(layers, DEFAULTS["layers"]) ? rest : { ...rest, layers };
  const aliases = Object.entries(ALIASES).map(([alias, field]) => [alias, fields[field]]);
  return {
    pal_id: pal.id,
    persona_id: pal.id,
    ...fields,
    ...Object.fromEntries(aliases),
    created_at: pal["created_at"],
    updated_at: pal["updated_at"],
  };
}

/** P-26: the keys in a PAL's layers, masked. */
export const maskPal = (pal: JsonObject): JsonObject =>
  mapJson(pal, (value, path) => (path.at(-1) === "api_key" && typeof value === "string" ? MASK : value)) as JsonObject;

/**
 * A JSON Patch with the current names (G-14). A layer can be replaced even if reads don't show it, because answers leave out layers with default
 * values (P-26).
 */
export function translatePatch(patch: unknown): unknown {
  if (!Array.isArray(patch)) return patch;
  return patch.map((operation) => {
    if (!isObject(operation)) return operation;
    const path = currentPath(operation["path"]);
    const isLayer = operation["op"] === "replace" && typeof path === "string" && /^\/layers\/[^/]+$/.test(path);
    return {
      ...operation,
      path,
      ...(operation["from"] !== undefined && { from: currentPath(operation["from"]) }),
      ...(isLayer && { op: "add" }),
    };
  });
}

function currentPath(path: unknown): unknown {
  if (typeof path !== "string") return path;
  const [, first = "", rest = ""] = /^\/([^/]*)(.*)$/s.exec(path) ?? [];
  return Object.hasOwn(ALIASES, first) ? `/${ALIASES[first]}${rest}` : path;
}
