export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly floor: number;
  readonly floorIs: string;
}

export function printTable(rows: readonly Row[]): void {
  const cells = rows.map(({ what, unit, ours, floor, floorIs }) => [
    what,
    `${figure(ours)} ${unit}`,
    `${figure(floor)} ${unit} (${floorIs})`,
    `${figure(ours / floor)} x`,
  ]);
  const table = [["what", "ours", "floor", "ratio"], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
