import { COLUMNS, lettersOf, ROWS } from "./expected.ts";

const WORDS: Readonly<Record<string, string>> = { o: "ok", f: "fails", a: "asks" };

/** The matrix as a Markdown table. Similar faults share a row. Each cell shows the result of the fault once and of the fault every time. */
export function toMarkdown(cells: number): string {
  const head = ["Fault", ...COLUMNS];
  const rows = ROWS.map(([, names]) => [names.join("; "), ...COLUMNS.map((column) => cellOf(names[0] ?? "", column))]);
  const table = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
  const reasons = ROWS.flatMap(([why, names]) => ["", wrap(`**${names.join("; ")}**: ${why}`)]);
  return [
    wrap(
      `${cells} cells, each run by \`npm test\`. A cell shows \`once / every time\`, with every outcome that its calls may have.`,
    ),
    "",
    ...table,
    ...reasons,
    "",
  ].join("\n");
}

/** Lines of at most 100 characters. */
function wrap(text: string): string {
  return text.replace(/(.{1,100})(?: |$)/g, "$1\n").trimEnd();
}

function cellOf(fault: string, operation: string): string {
  const letters = lettersOf(fault, operation);
  const [once, lasting] = [0, 1].map((i) => {
    const words = letters.map((pair) => WORDS[pair[i] ?? ""]).filter((word) => word !== undefined);
    return [...new Set(words)].join(", ");
  });
  return once === "" ? String(lasting) : `${once} / ${lasting}`;
}
