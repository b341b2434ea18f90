import { FINE, FOUND_FAILURES } from "../report.ts";
import { withProgress } from "../terminal.ts";
import { type DiagnosisOptions, diagnose } from "./diagnose.ts";
import { toText } from "./text.ts";

export interface DoctorOptions {
  readonly cwd?: string;
  /** `true`: the selected stack, which must then exist. */
  readonly stack?: string | true;
  readonly offline?: boolean;
  readonly json?: boolean;
}

/**
 * Checks everything that a deployment needs.
 * @returns the exit code: 0 no problem, 2 problems
 * @throws Error with one line if the folder doesn't exist
 */
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
