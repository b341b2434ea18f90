import { digitsOf, isObject, stringifyExact } from "../../contract/index.ts";
import { tryExactJson } from "../../contract/json.ts";
import { isTooDeep } from "../request.ts";
import { type Html, html } from "./html.ts";

/** Indented JSON, or the text unchanged. */
export function pretty(value: unknown): string {
  if (value === undefined || value === null) return "";
  const shown = readable(value);
  return typeof shown === "string" ? shown : stringifyExact(shown, 2);
}

export function prettyHtml(value: unknown): Html {
  if (value === undefined || value === null) return html``;
  const shown = readable(value);
  return typeof shown === "string" ? html`${shown}` : write(shown, "");
}

/** The object or list in a string. A value that is nested too deeply stays a string. */
function readable(value: unknown): unknown {
  if (typeof value !== "string") return isTooDeep(value) ? JSON.stringify(value) : value;
  const parsed = tryExactJson(value);
  const isNested = Array.isArray(parsed) || isObject(parsed);
  return isNested && !isTooDeep(parsed) ? parsed : value;
}

/**
 * Replaces strings that contain JSON with the parsed JSON: the arguments in Tavus's signed envelope, and the bodies in an event (E-6).
 * @returns the value itself if no string contains JSON
 */
export function unfold(value: unknown): unknown {
  const outer = readable(value);
  if (typeof outer !== "object" || outer === null) return value;
  let count = 0;
  const inner = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(inner);
    if (isObject(item)) return Object.fromEntries(Object.entries(item).map(([name, member]) => [name, inner(member)]));
    const read = typeof item === "string" ? readable(item) : item;
    if (read !== item) count += 1;
    return read;
  };
  const unfolded = inner(outer);
  return count === 0 ? value : unfolded;
}

function write(value: unknown, indent: string): Html {
  const digits = digitsOf(value);
  if (digits !== undefined) return html`<span class="n">${digits}</span>`;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item, i) => html`${i === 0 ? "" : ","}\n${deeper}${write(item, deeper)}`);
    return items.length === 0 ? html`[]` : html`[${items}\n${indent}]`;
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(
      ([name, item], i) =>
        html`${i === 0 ? "" : ","}\n${deeper}<span class="k">${JSON.stringify(name)}</span>: ${write(item, deeper)}`,
    );
    return members.length === 0 ? html`{}` : html`{${members}\n${indent}}`;
  }
  return html`<span class="${typeof value === "string" ? "s" : "n"}">${JSON.stringify(value)}</span>`;
}
