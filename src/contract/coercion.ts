import { tryJson } from "./json.ts";
import { compilePattern } from "./json-schema.ts";
import { hasType, isObject, type JsonObject, jsonEqual, pointerSteps, typeOf, valueAt } from "./value.ts";

/**
 * Converts a value to the type in its JSON Schema. Numbers, booleans, lists, and objects can arrive as text, and an AI may write an order
 * number as a number. The first reading that fits wins, starting with the value itself. If no reading fits, the validation reports the value, as the
 * schema's type if possible.
 * @param root the document that `$ref` refers to
 */
export function coerce(value: unknown, given: unknown, root: unknown = given): unknown {
  if (!isObject(given)) return value;
  const { schema, isNullable } = withoutNull(resolved(given, root));
  if (isNullable && NOTHING.includes(value) && !fits(value, schema)) return null;
  const readings = readingsOf(value);
  const [read] = [
    ...readings.filter((one) => fits(one, schema)),
    // A reading of the right type breaks another rule of its schema. The validation names that rule.
    ...readings.filter((one) => isOfType(one, schema)),
    value,
  ];
  if (Array.isArray(read)) return coerceItems(read, alternativeOf("array", schema), root);
  return isObject(read) ? coerceObject(read, schema, root) : read;
}

/** A schema in which its `$ref`, and those of its alternatives, are resolved. The `$ref` of members are resolved later. */
function resolved(schema: JsonObject, root: unknown, followed: readonly unknown[] = []): JsonObject {
  const { $ref: reference, ...rest } = schema;
  // A schema can refer to itself.
  const target = followed.includes(reference) ? undefined : targetOf(reference, root);
  const path = [...followed, reference];
  const whole = target === undefined ? rest : { ...resolved(target, root, path), ...rest };
  const parts = ["anyOf", "oneOf", "allOf"].flatMap((key): [string, unknown][] => {
    const list = rest[key];
    if (!Array.isArray(list)) return [];
    return [[key, list.map((part) => (isObject(part) ? resolved(part, root, path) : part))]];
  });
  return { ...whole, ...Object.fromEntries(parts) };
}

function targetOf(reference: unknown, root: unknown): JsonObject | undefined {
  if (typeof reference !== "string" || !/^#(\/|$)/.test(reference)) return undefined;
  const target = valueAt(root, pointerSteps(reference));
  return isObject(target) ? target : undefined;
}

/** How text can say that there is no value. */
const NOTHING: readonly unknown[] = ["", "null", "None"];

/** The possible original values of a delivered value that was turned into text, or of a string that was turned into a number. */
function readingsOf(value: unknown): unknown[] {
  const other = typeof value === "string" ? fromText(value) : isExact(value) ? String(value) : undefined;
  return [value, other].filter((one) => one !== undefined);
}

/** A fraction also counts as an integer, so that the validation can say what is wrong. */
function isOfType(value: unknown, schema: JsonObject): boolean {
  return typesOf(schema).some((type) => (type === "integer" ? "number" : type) === typeOf(value));
}

/** A pattern can take exponential time, and the text comes from the caller. Numbers and booleans written as text are short. */
const SHORT = 20;

/** Whether a value matches the parts of a schema that distinguish types or choices. */
function fits(value: unknown, schema: unknown): boolean {
  if (!isObject(schema)) return schema !== false;
  const { type, enum: choices, pattern, anyOf, oneOf, allOf } = schema;
  if (value === null && schema["nullable"] === true) return true;
  if (Object.hasOwn(schema, "const") && !jsonEqual(value, schema["const"])) return false;
  if (Array.isArray(choices) && !choices.some((choice) => jsonEqual(choice, value))) return false;
  if (type !== undefined && ![type].flat().some((one) => hasType(value, one))) return false;
  if (typeof value === "string" && value.length <= SHORT && compilePattern(pattern)?.test(value) === false)
    return false;
  if (Array.isArray(allOf) && !allOf.every((part) => fits(value, part))) return false;
  return [anyOf, oneOf].every((parts) => !Array.isArray(parts) || parts.some((part) => fits(value, part)));
}

/** A list, or a tuple with a schema for each position. */
function coerceItems(items: readonly unknown[], { prefixItems, items: rest }: JsonObject, root: unknown): unknown[] {
  const places = Array.isArray(prefixItems) ? prefixItems : Array.isArray(rest) ? rest : [];
  return items.map((item, i) => coerce(item, places[i] ?? rest, root));
}

/** The only alternative with a type, if there is exactly one. Otherwise the schema itself. */
function alternativeOf(type: "array" | "object", schema: JsonObject): JsonObject {
  const [only, ...others] = alternativesOf(schema).filter((one) => [one["type"]].flat().includes(type));
  return only === undefined || others.length > 0 ? schema : only;
}

/** Replaces an alternative that only contains alternatives with them. */
const alternativesOf = ({ anyOf, oneOf }: JsonObject): JsonObject[] =>
  [anyOf ?? oneOf]
    .flat()
    .filter(isObject)
    .flatMap((one) => (one["type"] === undefined && one["properties"] === undefined ? orItself(one) : [one]));

function orItself(schema: JsonObject): JsonObject[] {
  const inner = alternativesOf(schema);
  return inner.length > 0 ? inner : [schema];
}

/** Converts members by name, and others by the schema for additional members. */
function coerceObject(value: JsonObject, given: JsonObject, root: unknown): JsonObject {
  const schemas = schemasFor(value, given);
  const properties = Object.fromEntries(schemas.flatMap((schema) => declaredIn(schema, root)));
  const isRequired = (name: string): boolean =>
    schemas.some(({ required }) => Array.isArray(required) && required.includes(name));
  const members = Object.entries(value)
    // R-6, for nested values: an AI writes null if it has no value.
    .filter(
      ([name, item]) =>
        !(item === null && isObject(properties[name]) && !isRequired(name) && !allowsNull(properties[name])),
    )
    .map(([name, item]) => [
      name,
      coerce(item, Object.hasOwn(properties, name) ? properties[name] : otherMember(name, schemas), root),
    ]);
  return Object.fromEntries(members) as JsonObject;
}

/** The schemas that apply to an object. The last is the most specific: parts of `allOf`, the schema itself, and the alternative that it chooses. */
function schemasFor(value: JsonObject, schema: JsonObject): JsonObject[] {
  const chosen = alternativeFor(value, schema);
  const parts = Array.isArray(schema["allOf"]) ? schema["allOf"].filter(isObject) : [];
  return [
    ...parts.flatMap((part) => schemasFor(value, part)),
    schema,
    ...(chosen === schema ? [] : schemasFor(value, chosen)),
  ];
}

function declaredIn({ properties }: JsonObject, root: unknown): [string, unknown][] {
  return Object.entries(isObject(properties) ? properties : {}).map(([name, property]) => [
    name,
    isObject(property) ? resolved(property, root) : property,
  ]);
}

/** The schema of a member that isn't declared by name. */
function otherMember(name: string, schemas: readonly JsonObject[]): unknown {
  return schemas
    .map(({ patternProperties, additionalProperties }) => {
      const patterns = Object.entries(isObject(patternProperties) ? patternProperties : {});
      const isNamed = ([pattern]: [string, unknown]): boolean => compilePattern(pattern)?.test(name) === true;
      return (name.length <= SHORT ? patterns.find(isNamed)?.[1] : undefined) ?? additionalProperties;
    })
    .findLast(isObject);
}

/** The alternative that an object chooses with a fixed member, or the only one for objects. Otherwise the schema itself. */
function alternativeFor(value: JsonObject, schema: JsonObject): JsonObject {
  const named = alternativesOf(schema).find(({ properties }) =>
    Object.entries(isObject(properties) ? properties : {}).some(
      ([name, member]) => isObject(member) && Object.hasOwn(member, "const") && member["const"] === value[name],
    ),
  );
  return named ?? alternativeOf("object", schema);
}

/** The non-null part of a schema that allows null. */
function withoutNull(given: JsonObject): { schema: JsonObject; isNullable: boolean } {
  const { type, nullable } = given;
  if (nullable === true || (Array.isArray(type) && type.includes("null"))) return { schema: given, isNullable: true };
  const alternatives = alternativesOf(given);
  const others = alternatives.filter((one) => one["type"] !== "null");
  const [only] = others;
  const isNullable = others.length < alternatives.length;
  return { schema: isNullable && others.length === 1 ? { ...given, ...only } : given, isNullable };
}

const allowsNull = (schema: unknown): boolean =>
  isObject(schema) && (withoutNull(schema).isNullable || typesOf(schema).includes("null"));

/**
 * Converts the arguments of a tool to the types of their parameters.
 * @param parameters the whole JSON Schema, whose `$defs` a parameter can refer to
 */
export function coerceMembers(values: JsonObject, parameters: JsonObject): JsonObject {
  const properties = parameters["properties"];
  if (!isObject(properties)) return values;
  // Undeclared members are passed on, except for a member that would become an object's prototype.
  const entries = Object.entries(values).filter(([name]) => name !== "__proto__" || Object.hasOwn(properties, name));
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      Object.hasOwn(properties, name) ? coerce(value, properties[name], parameters) : value,
    ]),
  );
}

/** Whether converting back gives the original text. Long numbers have lost digits. */
function isExact(value: unknown): boolean {
  return typeof value === "boolean" || (typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER);
}

/** Also reads Python's True and None, because a server may write them when it converts a value to text. */
function fromText(text: string): unknown {
  const word = text.trim();
  return tryJson(/^(true|false)/i.test(word) ? word.toLowerCase() : word === "None" ? "null" : word);
}

/** The types of a schema. Alternatives have all their types. A fixed value or a choice has the types of its values. */
function typesOf(schema: JsonObject): unknown[] & string[] {
  const { type, enum: choices } = schema;
  const values = Object.hasOwn(schema, "const") ? [schema["const"]] : choices;
  const types =
    type !== undefined
      ? [type].flat()
      : Array.isArray(values)
        ? values.map(typeOf)
        : alternativesOf(schema).flatMap(typesOf);
  return types as string[];
}
