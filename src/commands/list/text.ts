import { withoutControls } from "../../tavus-api/terminal.ts";
import type { ListReport } from "./report.ts";

/** The report for a terminal: a table for each kind. */
export function toText({ tools, pals, conversations }: ListReport, since: string): string {
  const tables = [
    tools &&
      table(
        "tools",
        tools.map(({ toolId, name, triggerType, endpoint }) => [toolId, name, triggerType, endpoint ?? "app message"]),
      ),
    pals &&
      table(
        "PALs",
        pals.map(({ palId, name }) => [palId, name]),
      ),
    conversations &&
      table(
        `conversations in the last ${since}`,
        conversations.map((one) => [
          one.conversationId,
          one.createdAt ?? "",
          one.status ?? "",
          one.palId ?? "",
          one.name ?? "",
        ]),
      ),
  ];
  return `${tables.filter((one) => one !== undefined).join("\n\n")}\n`;
}

function table(what: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return `No ${what}.`;
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => withoutControls(cell).padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [`${what[0]?.toUpperCase()}${what.slice(1)} (${rows.length})`, ...lines.map((line) => `  ${line}`)].join("\n");
}
