import { replacePlaceholders, stringifyExact, wholePlaceholder } from "../contract/index.ts";
import { mapJson } from "../contract/value.ts";

/** U-19: it isn't known whether a placeholder that is the whole string keeps its type. Both are possible. */
export type Typing = "preserve" | "string";

export type Values = Readonly<Record<string, unknown>>;

/** A value inside a string: strings stay unchanged, everything else becomes compact JSON. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : stringifyExact(value);
}

/** Replaces the placeholders in a string. A placeholder without a value stays unchanged (R-3 doesn't say). */
export function renderText(text: string, values: Values, encode: (text: string) => string = (plain) => plain): string {
  return replacePlaceholders(text, (name, written) =>
    Object.hasOwn(values, name) ? encode(asText(values[name])) : written,
  );
}

/** Replaces the placeholders in a JSON template, and keeps its key order. Keys are literal. */
export const renderJson = (template: unknown, values: Values, typing: Typing): unknown =>
  mapJson(template, (value) => (typeof value === "string" ? renderString(value, values, typing) : value));

function renderString(text: string, values: Values, typing: Typing): unknown {
  const name = wholePlaceholder(text);
  if (name === undefined || !Object.hasOwn(values, name)) return renderText(text, values);
  return typing === "preserve" ? (values[name] ?? null) : asText(values[name]);
}
