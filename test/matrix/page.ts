import { COLUMNS, lettersOf, ROWS } from "./expected.ts";

const WORDS: Readonly<Record<string, string>> = { o: "ok", f: "fails", a: "asks" };

/** The matrix as a table for people: a row for faults that are alike, in each cell what becomes of it once and for good. */
export function toMarkdown(cells: number): string {
  const head = ["Fault", ...COLUMNS];
  const rows = ROWS.map(([, names]) => [names.join("; "), ...COLUMNS.map((column) => cellOf(names[0] ?? "", column))]);
  const table = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
  const reasons = ROWS.map(([why, names]) => `- **${names.join("; ")}**: ${why}`);
  return [
    `${cells} cells, each tried by \`npm test\`. \`once / for good\`; where the calls of an operation differ, all that may be.`,
    "",
    ...table,
    "",
    ...reasons,
    "",
  ].join("\n");
}

function cellOf(fault: string, operation: string): string {
  const letters = lettersOf(fault, operation);
  const [once, lasting] = [0, 1].map((i) => {
    const words = letters.map((pair) => WORDS[pair[i] ?? ""]).filter((word) => word !== undefined);
    return [...new Set(words)].join(", ");
  });
  return once === "" ? String(lasting) : `${once} / ${lasting}`;
}
