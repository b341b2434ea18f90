import { tryJson } from "../json.ts";
import { isObject, type JsonObject } from "./value.ts";

/**
 * A value with the type that its JSON Schema says: numbers, booleans, lists and objects may arrive as text. What cannot be read so
 * is left as it is, for whoever validates.
 */
export function coerce(value: unknown, given: unknown): unknown {
  if (!isObject(given)) return value;
  const { schema, isNullable } = withoutNull(given);
  if (isNullable && standsForNull(value, schema)) return null;
  const types = typesOf(schema);
  // The other way round: an AI writes an order number as a number.
  if (types.length === 1 && types[0] === "string" && isExact(value)) return String(value);
  const read =
    typeof value === "string" && types.length > 0 && !types.includes("string") ? fromText(value, types) : value;
  if (Array.isArray(read)) return coerceItems(read, schema);
  return isObject(read) ? coerceObject(read, schema) : read;
}

/** A list, or a tuple with a schema for each place. */
function coerceItems(items: readonly unknown[], { prefixItems, items: rest }: JsonObject): unknown[] {
  const places = Array.isArray(prefixItems) ? prefixItems : Array.isArray(rest) ? rest : [];
  return items.map((item, i) => coerce(item, places[i] ?? rest));
}

/** Members by name, others as the schema says of all others; of alternatives, the one that the object names by a fixed member. */
function coerceObject(value: JsonObject, given: JsonObject): JsonObject {
  const schema = alternativeFor(value, given);
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const members = Object.entries(value)
    // R-6, further in: an AI writes null where it has nothing.
    .filter(
      ([name, item]) =>
        !(item === null && isObject(properties[name]) && !required.includes(name) && !allowsNull(properties[name])),
    )
    .map(([name, item]) => [
      name,
      coerce(item, Object.hasOwn(properties, name) ? properties[name] : schema["additionalProperties"]),
    ]);
  return Object.fromEntries(members) as JsonObject;
}

function alternativeFor(value: JsonObject, schema: JsonObject): JsonObject {
  const alternatives = [schema["anyOf"] ?? schema["oneOf"] ?? []].flat().filter(isObject);
  const named = alternatives.find(({ properties }) =>
    Object.entries(isObject(properties) ? properties : {}).some(
      ([name, member]) => isObject(member) && Object.hasOwn(member, "const") && member["const"] === value[name],
    ),
  );
  return named ?? schema;
}

/** A schema that may be null, as what it is otherwise. */
function withoutNull(given: JsonObject): { schema: JsonObject; isNullable: boolean } {
  const { type, anyOf, oneOf } = given;
  if (Array.isArray(type) && type.includes("null"))
    return { schema: { ...given, type: type.filter((one) => one !== "null") }, isNullable: true };
  const alternatives = [anyOf ?? oneOf ?? []].flat().filter(isObject);
  const others = alternatives.filter((one) => one["type"] !== "null");
  const [only] = others;
  const isNullable = others.length < alternatives.length;
  return { schema: isNullable && others.length === 1 && only !== undefined ? only : given, isNullable };
}

const allowsNull = (schema: unknown): boolean =>
  isObject(schema) && (withoutNull(schema).isNullable || typesOf(schema).includes("null"));

/** Nothing, written as text, where no text or not this one is meant. */
function standsForNull(value: unknown, schema: JsonObject): boolean {
  if (value !== "" && value !== "null" && value !== "None") return false;
  const choices = schema["enum"];
  return Array.isArray(choices) ? !choices.includes(value) : !typesOf(schema).includes("string");
}

export function coerceMembers(values: JsonObject, properties: unknown): JsonObject {
  if (!isObject(properties)) return values;
  // What is not declared is handed on; but not a member that becomes the prototype of whatever it is assigned to.
  const entries = Object.entries(values).filter(([name]) => name !== "__proto__" || Object.hasOwn(properties, name));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Object.hasOwn(properties, name) ? coerce(value, properties[name]) : value]),
  );
}

/** Whether a text made of it is what was written: long numbers have lost digits by now. */
function isExact(value: unknown): boolean {
  return typeof value === "boolean" || (typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER);
}

function fromText(text: string, types: readonly string[]): unknown {
  // Python's True and None, which a server may write where it makes text of a value.
  const value = tryJson(/^(true|false)$/i.test(text) ? text.toLowerCase() : text === "None" ? "null" : text);
  const type = typeOf(value);
  return types.includes(type) || (type === "number" && types.includes("integer")) ? value : text;
}

/** Of alternatives, all types; a fixed value or a choice has the types of its values. */
function typesOf(schema: JsonObject): unknown[] & string[] {
  const { type, enum: choices, anyOf, oneOf } = schema;
  const values = Object.hasOwn(schema, "const") ? [schema["const"]] : choices;
  const types =
    type !== undefined
      ? [type].flat()
      : Array.isArray(values)
        ? values.map(typeOf)
        : [anyOf ?? oneOf ?? []].flat().filter(isObject).flatMap(typesOf);
  return types as string[];
}

/** JSON Schema's name of a value's type; `number` for integers too. */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
