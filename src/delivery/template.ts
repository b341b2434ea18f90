import { findPlaceholders, isObject, type JsonObject, type Placeholder } from "../tavus-api/contract/index.ts";

/** U-19: whether a placeholder that is the whole string keeps its type is unknown; both ways exist. */
export type Typing = "preserve" | "string";

/** The values that placeholders stand for. */
export type Values = Readonly<Record<string, unknown>>;

/** A value inside a text: strings as they are, everything else as compact JSON. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A text with its placeholders replaced. One that stands for no value is left as it is (R-3 is silent). */
export function renderText(text: string, values: Values, encode: (text: string) => string = (plain) => plain): string {
  let rendered = "";
  let at = 0;
  for (const { name, start, end } of findPlaceholders(text)) {
    rendered +=
      text.slice(at, start) + (Object.hasOwn(values, name) ? encode(asText(values[name])) : text.slice(start, end));
    at = end;
  }
  return rendered + text.slice(at);
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
  const [only] = findPlaceholders(text);
  if (only === undefined || !isWhole(only, text) || !Object.hasOwn(values, only.name)) return renderText(text, values);
  return typing === "preserve" ? (values[only.name] ?? null) : asText(values[only.name]);
}

const isWhole = (placeholder: Placeholder, text: string): boolean =>
  placeholder.start === 0 && placeholder.end === text.length;
