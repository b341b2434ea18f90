import { isObject, type JsonObject } from "./value.ts";

/**
 * A value with the type that its JSON Schema says: numbers, booleans, lists and objects may arrive as text. What cannot be read so
 * is left as it is, for whoever validates.
 */
export function coerce(value: unknown, schema: unknown): unknown {
  if (!isObject(schema)) return value;
  const types = typesOf(schema);
  // The other way round: an AI writes an order number as a number.
  if (types.length === 1 && types[0] === "string" && isExact(value)) return String(value);
  const read =
    typeof value === "string" && types.length > 0 && !types.includes("string") ? fromText(value, types) : value;
  if (Array.isArray(read)) return read.map((item) => coerce(item, schema["items"]));
  return isObject(read) ? coerceMembers(read, schema["properties"]) : read;
}

export function coerceMembers(values: JsonObject, properties: unknown): JsonObject {
  if (!isObject(properties)) return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Object.hasOwn(properties, name) ? coerce(value, properties[name]) : value,
    ]),
  );
}

/** Whether a text made of it is what was written: long numbers have lost digits by now. */
function isExact(value: unknown): boolean {
  return typeof value === "boolean" || (typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER);
}

function fromText(text: string, types: readonly string[]): unknown {
  // A missing optional argument, in a template.
  if (text === "" && types.includes("null")) return null;
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

/** A JSON text's value, or undefined; JSON itself has no such value. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** JSON Schema's name of a value's type; `number` for integers too. */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
