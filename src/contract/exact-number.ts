import type { Path } from "./issue.ts";

/**
 * The member of an exact number: an object that stands for a number which JavaScript can't represent exactly, such as the 64-bit id
 * 9007199254740993. It contains the digits. The state can contain a plain object, and {@link stringifyExact} writes it as the original number.
 */
const KEY = "__number";
const INTEGER = /^-?\d+$/;
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Node has this since version 22, but TypeScript doesn't know it yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/**
 * `JSON.parse` that loses no digit: an integer beyond 2^53 becomes an exact number.
 * @throws SyntaxError if the text isn't JSON
 */
export function parseExact(text: string): unknown {
  // A reviver makes parsing slower, and hardly any answer needs it.
  if (!/\d{16}|\d[eE]\+?\d{3}/.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source;
    return typeof value === "number" && source !== undefined && isBeyond(source) ? { [KEY]: source } : value;
  });
}

/** `JSON.stringify` that writes an exact number as the original number. */
export function stringifyExact(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent);
  if (!text.includes(KEY)) return text;
  return JSON.stringify(
    value,
    (_key, item: unknown) => {
      const digits = digitsOf(item);
      return digits === undefined ? item : rawJSON(digits);
    },
    indent,
  );
}

/** The digits of an exact number. `undefined` for everything else. */
export function digitsOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, KEY)) return undefined;
  const [digits, ...others] = Object.values(value);
  if (others.length > 0) return undefined;
  return typeof digits === "string" && JSON_NUMBER.test(digits) && isBeyond(digits) ? digits : undefined;
}

/** An exact number as JavaScript's nearest number. Every other value is returned unchanged. */
export function rounded(value: unknown): unknown {
  const digits = digitsOf(value);
  return digits === undefined ? value : Number(digits);
}

/** Every exact number in a JSON value, with its path. */
export function* exactNumbersOf(value: unknown, path: Path = []): Generator<{ path: Path; digits: string }> {
  const digits = digitsOf(value);
  if (digits !== undefined) yield { path, digits };
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* exactNumbersOf(item, [...path, i]);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) yield* exactNumbersOf(item, [...path, key]);
}

function isBeyond(source: string): boolean {
  return INTEGER.test(source) ? !Number.isSafeInteger(Number(source)) : !Number.isFinite(Number(source));
}
