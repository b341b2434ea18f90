/** TypeScript that can be split into lines: a string, or an object or a list of these parts. */
export type Source = string | Bracketed;

interface Bracketed {
  readonly brackets: "{}" | "[]";
  readonly items: readonly Item[];
}

interface Item {
  readonly key?: string;
  readonly value: Source;
}

const WIDTH = 120;
/** After a name of this many characters and a colon, a line break doesn't help a long string. */
const SHORT = 5;

/** A statement in Prettier's layout: on one line if it fits, otherwise with a line for each item. */
export function statement(before: string, source: Source, after: string): string {
  return before + layOut(source, "", before.length, after.length) + after;
}

export const listed = (items: readonly string[]): Source => ({
  brackets: "{}",
  items: items.map((value) => ({ value })),
});

/** @param column the column of the first character @param following the number of characters after it on its line */
function layOut(source: Source, indentation: string, column: number, following: number): string {
  const line = inLine(source);
  if (typeof source === "string" || (column + line.length + following <= WIDTH && !hasTable(source))) return line;
  const inner = `${indentation}  `;
  const lines = source.items.map(({ key, value }) => {
    const head = key === undefined ? inner : `${inner}${key}: `;
    const isLong = head.length + inLine(value).length + 1 > WIDTH;
    if (isLong && isText(value) && key !== undefined && key.length + 1 > SHORT)
      return `${head.trimEnd()}\n${inner}  ${value},`;
    return `${head}${layOut(value, inner, head.length, 1)},`;
  });
  const [start, end] = source.brackets;
  return [start, ...lines, `${indentation}${end}`].join("\n");
}

const isText = (source: Source): source is string => typeof source === "string" && /^["'`]/.test(source);

function inLine(source: Source): string {
  if (typeof source === "string") return source;
  if (source.items.length === 0) return source.brackets;
  const items = source.items.map(({ key, value }) => (key === undefined ? "" : `${key}: `) + inLine(value)).join(", ");
  return source.brackets === "[]" ? `[${items}]` : `{ ${items} }`;
}

/** A list of objects has one line for each object, like a table. */
function hasTable(source: Source): boolean {
  if (typeof source === "string") return false;
  const isTable = source.brackets === "[]" && source.items.length > 1 && source.items.every(isRow);
  return isTable || source.items.some(({ value }) => hasTable(value));
}

const isRow = ({ value }: Item): boolean =>
  typeof value !== "string" && value.brackets === "{}" && value.items.length > 1;
