/** A `{name}` in a template. */
export interface Placeholder {
  readonly name: string;
  /** Index of the opening brace. */
  readonly start: number;
  /** Index after the closing brace. */
  readonly end: number;
}

const PLACEHOLDER = /\{([A-Za-z_]\w*)\}/g;
// Without the flag m, $ is the end of the text.
const WHOLE = /^\{([A-Za-z_]\w*)\}$/;

/**
 * The placeholders of a string, in order. Braces around anything but a name are literal text.
 * @example findPlaceholders("/notes/{id}") // [{ name: "id", start: 7, end: 11 }]
 */
export function findPlaceholders(text: string): Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({
    name: String(match[1]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** whether a template can use a parameter with this name. */
export function isPlaceholderName(name: string): boolean {
  return wholePlaceholder(placeholderOf(name)) === name;
}

/** A similar name that a template can use, if there is one. */
export function placeholderNameFor(name: string): string | undefined {
  return /^[ -~]+$/.test(name) ? name.replace(/[^A-Za-z0-9_]/g, "_").replace(/^(?=[0-9])/, "_") : undefined;
}

/** A template's spelling of a parameter. If the name isn't a placeholder name, Tavus sends the braces unchanged. */
export function placeholderOf(name: string): string {
  return `{${name}}`;
}

/**
 * Whether a string contains braces around a name that isn't a placeholder name, in any spelling.
 * @param isUrl whether the text is a URL, in which `URL` and `encodeURI` encode these names
 */
export function hasUnusableName(text: string, name: string, isUrl: boolean): boolean {
  if (isPlaceholderName(name)) return false;
  return (isUrl ? decoded(text) : text).normalize().includes(placeholderOf(name).normalize());
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** The name of the placeholder that is the whole text. */
export function wholePlaceholder(text: string): string | undefined {
  return WHOLE.exec(text)?.[1];
}

/**
 * A text in which placeholders are replaced and, optionally, everything around them is rewritten.
 * @example replacePlaceholders("/{id}", () => "7") // "/7"
 */
export function replacePlaceholders(
  text: string,
  value: (name: string, written: string) => string,
  literal: (text: string) => string = (plain) => plain,
): string {
  let replaced = "";
  let at = 0;
  for (const { name, start, end } of findPlaceholders(text)) {
    replaced += literal(text.slice(at, start)) + value(name, text.slice(start, end));
    at = end;
  }
  return replaced + literal(text.slice(at));
}
