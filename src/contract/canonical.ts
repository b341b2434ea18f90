import { defaultOf, type Field, type Fields, TOOL } from "./fields.ts";
import type { Path } from "./issue.ts";
import { isObject, isUnset, type JsonObject, valueAt } from "./value.ts";

/**
 * The meaning of a definition, independent of its spelling (U-9): defaults are filled in, the server's nulls are dropped, and header names are in
 * lower case. Two definitions mean the same if and only if their canonical forms are equal as JSON.
 */
export function canonicalTool(tool: JsonObject): JsonObject {
  return canonicalGroup(tool, TOOL);
}

/** The part of the meaning at a wire path. */
export function canonicalAt(tool: JsonObject, [step, ...rest]: Path): unknown {
  const field = Object.values(TOOL).find(({ wire }) => wire === step);
  return field && valueAt(canonicalField(field, tool), rest);
}

/** The meaning of one field of an object. */
export function canonicalField(field: Field, group: JsonObject): unknown {
  const value = givenOrDefault(field, group);
  if (field.fields !== undefined && isObject(value)) return canonicalGroup(value, field.fields);
  return field.canonical === undefined ? value : field.canonical(value);
}

/** The value of a field as it is spelled, or its default. */
export function givenOrDefault(field: Field, group: JsonObject): unknown {
  // T-21, U-25: a post-call action has no live behavior, no matter what the server echoes.
  if (field.inCallOnly !== undefined && group["trigger_type"] === "post_call") return undefined;
  const given = group[field.wire];
  return isUnset(given) ? defaultOf(field, group) : given;
}

/** Additional fields of a newer API aren't part of a definition. */
function canonicalGroup(group: JsonObject, fields: Fields): JsonObject {
  const values = Object.values(fields).map((field): [string, unknown] => [field.wire, canonicalField(field, group)]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
