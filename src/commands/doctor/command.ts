import { FINE, FOUND_FAILURES } from "../report.ts";
import { withProgress } from "../terminal.ts";
import { type DiagnosisOptions, diagnose } from "./diagnose.ts";
import { toText } from "./text.ts";

export interface DoctorOptions {
  readonly cwd?: string;
  /** `true`: the selected one, which then must be there. */
  readonly stack?: string | true;
  readonly offline?: boolean;
  readonly json?: boolean;
}

/**
 * Looks at everything that a deployment needs.
 * @returns the exit code: 0 nothing is wrong, 2 there are problems
 * @throws Error with one line if there is no such folder
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
