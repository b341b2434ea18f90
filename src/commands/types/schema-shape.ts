import { isCredentialField } from "../../contract/credentials.ts";
import { isObject, type JsonObject, member, type Path } from "../../contract/index.ts";
import { holdsEncrypted, isEncrypted } from "../stack/secret.ts";
import { byName } from "./names.ts";
import { describe, intersection, listOf, objectOf, type Shape, shape, tuple, union, unknown } from "./shape.ts";
import { commentText, literalType } from "./text.ts";

/** The position of a schema, and the targets of its references. */
export interface Place {
  readonly path: Path;
  /** Whether the schema is the type itself, or one of its alternatives. A reference to the type from here would never end. */
  readonly isWhole: boolean;
  readonly refer: (reference: string, place: Place) => Shape;
}

/** The place some steps deeper in the schema. Set `isWhole` if the schema there applies to the same value. */
function inside(place: Place, steps: Path, isWhole = false): Place {
  return { ...place, path: [...place.path, ...steps], isWhole: place.isWhole && isWhole };
}

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

/** The types from `type` and its keywords. Empty if there are none. */
function typeShape(schema: JsonObject, place: Place, hasOthers: boolean): Shape[] {
  const has = (keywords: readonly string[]): boolean => keywords.some((keyword) => Object.hasOwn(schema, keyword));
  const given = member(schema, "type") ?? (has(OBJECT_KEYWORDS) ? "object" : has(ARRAY_KEYWORDS) ? "array" : []);
  const types: unknown[] = Array.isArray(given) ? given : [given];
  // The alternatives next to `type` describe the objects.
  if (types.length === 0 || (hasOthers && given === "object" && !has(OBJECT_KEYWORDS))) return [];
  return [union(types.map((type) => ofType(type, schema, place)))];
}

const SIMPLE: readonly unknown[] = ["string", "number", "boolean", "null"];

function ofType(type: unknown, schema: JsonObject, place: Place): Shape {
  if (type === "object") return objectShape(schema, place);
  if (type === "array") return arrayShape(schema, place);
  if (type === "integer") return shape("number");
  return SIMPLE.includes(type) ? shape(String(type)) : unknown();
}

/** Length limits don't affect the type, because an AI doesn't always respect them. A tuple does, if all of its positions are required. */
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

/**
 * The members of an object, sorted by name. Pulumi sorts them, and a server may, but the file must be the same for each source. An undeclared member
 * has no type unless the schema mentions it, so that a misspelled name doesn't compile.
 */
function objectShape(schema: JsonObject, place: Place): Shape {
  const declared = member(schema, "properties");
  const properties = new Map(
    Object.entries(isObject(declared) ? declared : {}).map(([name, property]) => [
      name,
      schemaShape(property, inside(place, ["properties", name])),
    ]),
  );
  const required = requiredOf(schema);
  const others = othersShape(schema, place);
  for (const name of required)
    if (!properties.has(name)) properties.set(name, typeof others === "object" ? others : unknown());
  return closedShape(properties, required, others ?? (!isObject(declared) && required.length === 0));
}

export function closedShape(
  members: ReadonlyMap<string, Shape>,
  required: readonly string[],
  others: Shape | boolean = false,
): Shape {
  const sorted = new Map([...members].sort(([a], [b]) => byName(a, b)));
  return objectOf(sorted, required, others === true ? unknown() : others);
}

export function requiredOf(schema: unknown): string[] {
  const required = member(schema, "required");
  return Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
}

/** TypeScript allows only one type for all undeclared names, even if the schema has patterns. */
function othersShape(schema: JsonObject, place: Place): Shape | boolean | undefined {
  const patterns = member(schema, "patternProperties");
  const ofPatterns = Object.entries(isObject(patterns) ? patterns : {}).map(([pattern, property]) =>
    schemaShape(property, inside(place, ["patternProperties", pattern])),
  );
  const additional = member(schema, "additionalProperties");
  if (additional === true) return true;
  if (isObject(additional))
    return union([...ofPatterns, schemaShape(additional, inside(place, ["additionalProperties"]))]);
  if (ofPatterns.length > 0) return union(ofPatterns);
  return additional === false ? false : undefined;
}
