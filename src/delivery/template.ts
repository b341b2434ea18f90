import { isObject, type JsonObject, replacePlaceholders, stringifyExact, wholePlaceholder } from "../contract/index.ts";

/** U-19: it isn't known whether a placeholder that is the whole string keeps its type. Both are possible. */
export type Typing = "preserve" | "string";

/** The values that placeholders stand for. */
export type Values = Readonly<Record<string, unknown>>;

/** A value inside a text: strings stay unchanged, everything else becomes compact JSON. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : stringifyExact(value);
}

/** A text with its placeholders replaced. A placeholder without a value stays unchanged (R-3 doesn't say). */
export function renderText(text: string, values: Values, encode: (text: string) => string = (plain) => plain): string {
  return replacePlaceholders(text, (name, written) =>
    Object.hasOwn(values, name) ? encode(asText(values[name])) : written,
  );
}

/** A JSON template with its placeholders replaced, in the template's own key order. Keys are literal. */
export function renderJson(template: unknown, values: Values, typing: Typing): unknown {
  if (typeof template === "string") return renderString(template, values, typing);
  if (Array.isArray(template)) return template.map((item) => renderJson(item, values, typing));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, item]) => [key, renderJson(item, values, typing)]),
  ) as JsonObject;
}

function renderString(text: string, values: Values, typing: Typing): unknown {
  const name = wholePlaceholder(text);
  if (name === undefined || !Object.hasOwn(values, name)) return renderText(text, values);
  return typing === "preserve" ? (values[name] ?? null) : asText(values[name]);
}
