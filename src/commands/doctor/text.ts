import { withoutControls } from "../../tavus-api/terminal.ts";
import { colored } from "../terminal.ts";
import { CHECKS, type DoctorReport, type Finding } from "./report.ts";

const TITLE_WIDTH = Math.max(...Object.values(CHECKS).map((title) => title.length));
const STATUS_WIDTH = "not checked".length;

const COUNTABLE = ["warning", "problem"];

/** The report for a terminal: a line for each finding, followed by its remedy. */
export function toText({ findings, summary, healthy }: DoctorReport): string {
  const counts = Object.entries(summary)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}${count > 1 && COUNTABLE.includes(status) ? "s" : ""}`);
  const well = summary["not checked"] === 0 ? "Nothing is wrong" : "Nothing is wrong in what could be checked";
  const ending = `${healthy ? well : "Something is wrong"}: ${counts.join(", ")}.`;
  return [...findings.flatMap(linesOf), "", ending, ""].join("\n");
}

function linesOf({ check, status, seen, remedy }: Finding): string[] {
  const head = `${status.padEnd(STATUS_WIDTH)}  ${CHECKS[check].padEnd(TITLE_WIDTH)}  `;
  const line = `${colored(status, status.padEnd(STATUS_WIDTH))}${head.slice(STATUS_WIDTH)}${withoutControls(seen)}`;
  return remedy === undefined ? [line] : [line, `${" ".repeat(head.length - 3)}-> ${withoutControls(remedy)}`];
}
