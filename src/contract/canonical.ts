import { AUTH, defaultOf, type Field, type Fields, TOOL } from "./fields.ts";
import { isObject, isUnset, type JsonObject } from "./value.ts";

/**
 * The meaning of a definition, independent of its spelling (U-9): defaults are filled in, the server's nulls are dropped, and header names are in
 * lower case. Two definitions mean the same if and only if their canonical forms are equal as JSON.
 */
export function canonicalTool(tool: JsonObject): JsonObject {
  const form = canonicalGroup(tool, TOOL);
  // T-21, U-25: a post-call action has no live behavior, no matter what the server echoes.
  if (form["trigger_type"] === "post_call")
    for (const { wire, inCallOnly } of Object.values(TOOL)) if (inCallOnly !== undefined) delete form[wire];
  return form;
}

/** Additional fields of a newer API aren't part of a definition. */
function canonicalGroup(group: JsonObject, fields: Fields): JsonObject {
  const values = Object.values(fields).map((field): [string, unknown] => [field.wire, canonicalValue(field, group)]);
  const form = Object.fromEntries(values.filter(([, value]) => value !== undefined));
  return fields === AUTH && Object.keys(form).length === 0 ? { type: "none" } : form;
}

function canonicalValue(field: Field, group: JsonObject): unknown {
  const given = group[field.wire];
  const value = isUnset(given) ? defaultOf(field, group) : given;
  if (field.fields !== undefined && isObject(value)) return canonicalGroup(value, field.fields);
  return field.canonical === undefined ? value : field.canonical(value);
}
