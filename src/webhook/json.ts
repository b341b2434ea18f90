export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeOf(value) === "object" && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer);
}

/** JSON Schema's name of a value's type; `number` for integers too. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** A JSON text's value, or undefined; JSON itself has no such value. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The value, or of a text the JSON value in it where it has one. */
export function fromJson(value: unknown): unknown {
  return typeof value === "string" ? (tryJson(value) ?? value) : value;
}

/** Without members that are undefined. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The value where it is a text. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
