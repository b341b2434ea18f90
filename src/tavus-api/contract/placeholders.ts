/** A `{name}` in a template. */
export interface Placeholder {
  readonly name: string;
  /** Index of the opening brace. */
  readonly start: number;
  /** Index after the closing brace. */
  readonly end: number;
}

const PLACEHOLDER = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * The placeholders of a text, in order. Braces around anything but a name are literal text (R-3 is silent on them).
 * @example findPlaceholders("/notes/{id}") // [{ name: "id", start: 7, end: 11 }]
 */
export function findPlaceholders(text: string): Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({
    name: match[1] ?? "",
    start: match.index,
    end: match.index + match[0].length,
  }));
}
