import { withoutControls } from "../../tavus-api/terminal.ts";
import { FINE, FOUND_FAILURES } from "../report.ts";
import { colored, withProgress } from "../terminal.ts";
import { plural } from "../words.ts";
import { type DiagnosisOptions, diagnose } from "./diagnose.ts";
import { CHECKS, type DoctorReport, type Finding } from "./report.ts";

export interface DoctorOptions {
  readonly cwd?: string;
  /** `true` means the selected stack, which must exist. */
  readonly stack?: string | true;
  readonly offline?: boolean;
  readonly json?: boolean;
}

export async function doctor({ cwd, stack, offline, json }: DoctorOptions): Promise<number> {
  const options: DiagnosisOptions = {
    cwd: cwd ?? process.cwd(),
    stack: stack === true ? "" : stack,
    offline: offline === true,
    env: process.env,
  };
  const report = await withProgress("Checking", () => diagnose(options));
  process.stdout.write(json === true ? `${JSON.stringify(report)}\n` : toText(report));
  return report.healthy ? FINE : FOUND_FAILURES;
}

const TITLE_WIDTH = Math.max(...Object.values(CHECKS).map((title) => title.length));
const STATUS_WIDTH = "not checked".length;

function toText({ findings, summary, healthy }: DoctorReport): string {
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
