import { isObject, type JsonObject, member, stringifyExact } from "../../contract/index.ts";
import type { Assignment } from "../domain/assignment.ts";
import { follow, propertiesOf } from "../domain/schema-place.ts";

/** The nesting at which a recursive schema ends. */
const DEPTH_MAX = 24;

/**
 * Removes the alternatives that lack a path of the assignments. For example, if somebody sets `payment.last4`, the payment must be a card. The result
 * determines how to fill the value and how to read the assigned texts. The original schema decides whether the value is valid.
 * @param root the document that `$ref` refers to
 */
export function narrow(given: JsonObject, assignments: readonly Assignment[], root: JsonObject, depth = 0): JsonObject {
  if (assignments.length === 0 || depth > DEPTH_MAX) return given;
  const schema = dereferenced(given, root);
  const within = (inner: unknown, below: readonly Assignment[]): unknown =>
    isObject(inner) ? narrow(inner, below, root, depth + 1) : inner;
  const copy: JsonObject = { ...schema };
  for (const key of ["anyOf", "oneOf"]) {
    const list = schema[key];
    if (!Array.isArray(list)) continue;
    const fitting = list.filter((one) => hasPlaces(one, assignments, root, depth + 1));
    copy[key] = (fitting.length > 0 ? fitting : list).map((one) => within(one, assignments));
  }
  if (Array.isArray(schema["allOf"])) copy["allOf"] = schema["allOf"].map((one) => within(one, assignments));
  if (isObject(schema["properties"]))
    copy["properties"] = Object.fromEntries(
      Object.entries(schema["properties"]).map(([name, inner]) => [name, within(inner, below(assignments, name))]),
    );
  // All items have the same schema, so it is narrowed to the alternatives that fit all of them.
  if (isObject(schema["items"]))
    copy["items"] = within(
      schema["items"],
      assignments.flatMap(({ path: [step, ...path], value }) => (typeof step === "number" ? [{ path, value }] : [])),
    );
  return copy;
}

function hasPlaces(given: unknown, assignments: readonly Assignment[], root: JsonObject, depth: number): boolean {
  if (!isObject(given) || depth > DEPTH_MAX) return false;
  const schema = dereferenced(given, root);
  const parts = ["anyOf", "oneOf", "allOf"].flatMap((key) => schema[key] ?? []);
  return assignments.every((assignment) => {
    const [step, ...path] = assignment.path;
    if (step === undefined) return true;
    const inner = typeof step === "number" ? schema["items"] : member(propertiesOf(schema), step);
    if (inner === undefined) return parts.some((part) => hasPlaces(part, [assignment], root, depth + 1));
    return path.length === 0
      ? mayBe(inner, assignment.value)
      : hasPlaces(inner, [{ path, value: assignment.value }], root, depth + 1);
  });
}

/** A member that distinguishes alternatives has a fixed value. Assigned values are strings. */
function mayBe(schema: unknown, value: unknown): boolean {
  const fixed = member(schema, "const");
  const choices = fixed === undefined ? member(schema, "enum") : [fixed];
  return !Array.isArray(choices) || choices.map(asWord).includes(asWord(value));
}

const asWord = (value: unknown): string => (typeof value === "string" ? value : stringifyExact(value));

const below = (assignments: readonly Assignment[], name: string): Assignment[] =>
  assignments.flatMap(({ path: [step, ...path], value }) =>
    step === name && path.length > 0 ? [{ path, value }] : [],
  );

function dereferenced(schema: JsonObject, root: JsonObject): JsonObject {
  const { $ref, ...rest } = schema;
  const target = follow($ref, root);
  return isObject(target) ? { ...target, ...rest } : schema;
}
