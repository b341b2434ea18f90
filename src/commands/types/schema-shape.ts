import { isCredentialField } from "../../contract/credentials.ts";
import { isObject, type JsonObject, member } from "../../contract/index.ts";
import { holdsEncrypted, isEncrypted } from "../stack/secret.ts";
import { objectShape } from "./object-shape.ts";
import { inside, type Place } from "./place.ts";
import { describe, intersection, listOf, type Shape, shape, tuple, union, unknown } from "./shape.ts";
import { commentText, literalType } from "./text.ts";

/** The type of the values that a schema accepts. Wider if TypeScript can't express it, and `unknown` if the schema is invalid. */
export function schemaShape(schema: unknown, place: Place): Shape {
  if (schema === false) return shape("never");
  if (!isObject(schema) || isEncrypted(schema)) return unknown();
  const values = valuesShape(schema, place);
  const nullable = member(schema, "nullable") === true ? union([values, shape("null")]) : values;
  return describe(nullable, commentText(member(schema, "description")));
}

function valuesShape(schema: JsonObject, place: Place): Shape {
  const fixed = member(schema, "const");
  const isCredential = typeof fixed === "string" && isCredentialField(String(place.path.at(-1)));
  if (fixed !== undefined && !isCredential && !holdsEncrypted(fixed)) return shape(literalType(fixed));
  const allowed = member(schema, "enum");
  if (Array.isArray(allowed) && !holdsEncrypted(allowed))
    return union([...new Set(allowed.map(literalType))].map(shape));
  const alternatives = ["anyOf", "oneOf"].flatMap((key) => {
    const parts = partsOf(schema, key, place);
    return parts.length === 0 ? [] : [union(parts)];
  });
  const reference = member(schema, "$ref");
  const others = [
    ...(typeof reference === "string" ? [place.refer(reference, inside(place, ["$ref"], true))] : []),
    ...alternatives,
    ...partsOf(schema, "allOf", place),
  ];
  return intersection([...typeShape(schema, place, others.length > 0), ...others]);
}

function partsOf(schema: JsonObject, key: string, place: Place): Shape[] {
  const parts = member(schema, key);
  return Array.isArray(parts) ? parts.map((part, i) => schemaShape(part, inside(place, [key, i], true))) : [];
}

const OBJECT_KEYWORDS = ["properties", "required", "additionalProperties", "patternProperties"];
const ARRAY_KEYWORDS = ["items", "prefixItems"];

/** The types from `type` and the keywords of that type. None if there are none. */
function typeShape(schema: JsonObject, place: Place, hasOthers: boolean): Shape[] {
  const has = (keywords: readonly string[]): boolean => keywords.some((keyword) => Object.hasOwn(schema, keyword));
  const given = member(schema, "type") ?? (has(OBJECT_KEYWORDS) ? "object" : has(ARRAY_KEYWORDS) ? "array" : []);
  const types: unknown[] = Array.isArray(given) ? given : [given];
  // The alternatives next to it determine the objects.
  if (types.length === 0 || (hasOthers && given === "object" && !has(OBJECT_KEYWORDS))) return [];
  return [union(types.map((type) => ofType(type, schema, place)))];
}

function ofType(type: unknown, schema: JsonObject, place: Place): Shape {
  switch (type) {
    case "string":
    case "number":
    case "boolean":
    case "null":
      return shape(type);
    case "integer":
      return shape("number");
    case "object":
      return objectShape(schema, place, schemaShape);
    case "array":
      return arrayShape(schema, place);
    default:
      return unknown();
  }
}

/** Length limits aren't types, because an AI doesn't always respect them. A tuple is, if all of its positions are required. */
function arrayShape(schema: JsonObject, place: Place): Shape {
  const items = member(schema, "items");
  const listed = Array.isArray(items) ? "items" : "prefixItems";
  const places = member(schema, listed);
  if (!Array.isArray(places) || places.length === 0)
    return listOf(schemaShape(Array.isArray(items) ? true : items, inside(place, ["items"])));
  const shapes = places.map((item, i) => schemaShape(item, inside(place, [listed, i])));
  const restKey = listed === "items" ? "additionalItems" : "items";
  const rest = member(schema, restKey);
  const isClosed = rest === false || member(schema, "maxItems") === places.length;
  const others = isClosed ? [] : [schemaShape(rest, inside(place, [restKey]))];
  if (Number(member(schema, "minItems")) >= places.length) return tuple(shapes, others[0]);
  return listOf(union([...shapes, ...others]));
}
