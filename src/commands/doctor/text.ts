import { withoutControls } from "../../tavus-api/terminal.ts";
import { colored } from "../terminal.ts";
import { CHECKS, type DoctorReport, type Finding } from "./report.ts";

const TITLE_WIDTH = Math.max(...Object.values(CHECKS).map((title) => title.length));
const STATUS_WIDTH = "not checked".length;

/** The report for a terminal: a line for each finding, followed by its remedy. */
export function toText({ findings, summary, healthy }: DoctorReport): string {
  const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  const counts = [
    healthy ? "No problems" : plural(summary.problem, "problem"),
    ...(summary.warning > 0 ? [plural(summary.warning, "warning")] : []),
    `${plural(summary.ok, "check")} passed`,
    ...(summary["not checked"] > 0 ? [`${summary["not checked"]} not checked`] : []),
  ];
  const ending = `${counts.join(", ")}.`;
  return [...findings.flatMap(linesOf), "", ending, ""].join("\n");
}

function linesOf({ check, status, seen, remedy }: Finding): string[] {
  const head = `${status.padEnd(STATUS_WIDTH)}  ${CHECKS[check].padEnd(TITLE_WIDTH)}  `;
  const line = `${colored(status, status.padEnd(STATUS_WIDTH))}${head.slice(STATUS_WIDTH)}${withoutControls(seen)}`;
  return remedy === undefined ? [line] : [line, `${" ".repeat(head.length - 3)}-> ${withoutControls(remedy)}`];
}
