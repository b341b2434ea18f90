export interface Token {
  readonly text: string;
  readonly kind: "comment" | "string" | "word" | "punctuation";
  /** The text between it and the previous token. */
  readonly space: "" | " " | "\n";
}

const TOKEN =
  /(?<comment>\/\*.*?(?:\*\/|$)|\/\/[^\n]*)|(?<string>"(?:[^"\\]|\\.)*(?:"|$)|`(?:[^`\\]|\\.)*(?:`|$))|(?<word>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[\w$]+)|\.\.\.|[^\s\w$]/gsu;

/** The tokens of the TypeScript that this package writes: without regular expressions, JSX, and nested templates. */
export function tokensOf(source: string): Token[] {
  let end = 0;
  return [...source.matchAll(TOKEN)].map(({ 0: text, index, groups = {} }) => {
    const gap = source.slice(end, index);
    end = index + text.length;
    const kind = (["comment", "string", "word"] as const).find((one) => groups[one] !== undefined) ?? "punctuation";
    return { text, kind, space: gap.includes("\n") ? "\n" : gap === "" ? "" : " " };
  });
}

/** The shortest form of the token. */
export function shortest({ kind, text }: Token): string {
  if (kind === "string") return quoted(text);
  return /^-?\d/.test(text) ? text.replace("e+", "e") : text;
}

/** A string with the quotes that need fewer escapes. */
export function quoted(literal: string): string {
  if (!literal.startsWith('"')) return literal;
  const inner = literal.slice(1, -1);
  const count = (pattern: RegExp): number => inner.match(pattern)?.length ?? 0;
  if (count(/\\"/g) <= count(/'/g)) return literal;
  return `'${inner.replace(/\\.|'/gs, (found) => (found === '\\"' ? '"' : found === "'" ? "\\'" : found))}'`;
}

/** The name of a member, without quotes if it is an identifier. */
export function memberName(name: string): string {
  return /^"[A-Za-z_$][\w$]*"$/.test(name) ? name.slice(1, -1) : quoted(name);
}
