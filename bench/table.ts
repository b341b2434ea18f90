/** A figure and the figure that it is compared with, both from the same run. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly floor: number;
  readonly floorIs: string;
  readonly goal?: Goal;
}

/** The largest ratio, or the largest difference in the row's unit. */
export type Goal = { readonly ratio: number } | { readonly more: number };

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  /** Remarks on the figures. */
  readonly notes?: readonly string[];
}

const HEAD = ["what", "ours", "against", "ratio", "goal"];

function cellsOf(row: Row): string[] {
  const { what, unit, ours, floor, floorIs } = row;
  return [what, `${figure(ours)} ${unit}`, `${figure(floor)} ${unit} (${floorIs})`, figure(ours / floor), goalOf(row)];
}

export function isMissed({ goal, ours, floor }: Row): boolean {
  if (goal === undefined) return false;
  return "ratio" in goal ? ours / floor > goal.ratio : ours - floor > goal.more;
}

function goalOf(row: Row): string {
  const { goal, unit } = row;
  if (goal === undefined) return "";
  const limit = "ratio" in goal ? `at most ${figure(goal.ratio)}` : `at most ${goal.more} ${unit} more`;
  return `${limit}: ${isMissed(row) ? "missed" : "met"}`;
}

/** @param judges whether to show the goals */
export function printSection({ title, rows, notes = [] }: Section, judges: boolean): void {
  const head = judges ? HEAD : HEAD.slice(0, -1);
  const table = [head, ...rows.map((row) => cellsOf(row).slice(0, head.length))];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  console.log(`\n${title}`);
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  for (const note of notes) console.log(note);
}

/** @param about the time and the environment of the measurement */
export function markdownOf({ title, rows, notes = [] }: Section, about: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const table = [line(HEAD), line(HEAD.map(() => "---")), ...rows.map((row) => line(cellsOf(row)))];
  return [`### ${title}`, "", about, "", ...table, ...notes.flatMap((note) => ["", note])].join("\n");
}

export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
