import { AUTH, defaultOf, type Field, type Fields, TOOL } from "./fields.ts";
import { isObject, isUnset, type JsonObject } from "./value.ts";

/**
 * The meaning of a definition, independent of how it is spelled (U-9): defaults filled in, nulls of the server dropped,
 * header names in lower case. Two definitions mean the same exactly if their canonical forms are equal as JSON.
 */
export function canonicalTool(tool: JsonObject): JsonObject {
  const form = canonicalGroup(tool, TOOL);
  // T-21, U-25: a post-call action has no live behavior, whatever the server echoes.
  if (form["trigger_type"] === "post_call")
    for (const { wire, inCallOnly } of Object.values(TOOL)) if (inCallOnly !== undefined) delete form[wire];
  return form;
}

/** What a newer API has in addition is nothing that a definition says. */
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
