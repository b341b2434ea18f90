import { readStack, type StackOptions } from "../../stack/index.ts";
import { withoutControls } from "../../tavus-api/terminal.ts";
import { type VerifyReport, verify } from "../../verification/index.ts";
import { withClients } from "../clients.ts";
import { durationOf } from "../duration.ts";
import { redactReport } from "../redact.ts";
import { FINE, FOUND_FAILURES } from "../report.ts";

export interface VerifyCommandOptions extends StackOptions {
  readonly tool?: readonly string[];
  readonly probe?: boolean;
  /** `24h`, `30m`, `7d`. */
  readonly since?: string;
  readonly conversations?: string;
  readonly certificateDays?: string;
  readonly failOn?: string;
  readonly json?: boolean;
}

/** @throws Error with one line where state or account cannot be read */
export async function verifyStack(options: VerifyCommandOptions): Promise<number> {
  const { failOn } = options;
  if (failOn !== undefined && failOn !== "fail" && failOn !== "warn")
    throw new Error(`--fail-on ${failOn}: it is fail or warn.`);
  const since =
    options.since === undefined ? undefined : { ms: durationOf("--since", options.since), text: options.since };
  const conversations = numberOf("--conversations", options.conversations);
  const certificateDays = numberOf("--certificate-days", options.certificateDays);
  const state = await readStack(options);
  const found = await withClients(state, (clientOf) =>
    verify({
      state,
      clientOf,
      tools: options.tool,
      probe: options.probe,
      since,
      failOn,
      ...(conversations !== undefined && { conversations }),
      ...(certificateDays !== undefined && { certificateDays }),
    }),
  );
  const report = redactReport(found, state.secrets);
  process.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : toText(report));
  return report.ok ? FINE : FOUND_FAILURES;
}

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`${option} ${text}: write a whole number.`);
}

function toText({ actions, summary, stack }: VerifyReport): string {
  const lines = actions.flatMap(({ status, resource, tool, id, checks }) => [
    `${status}  ${resource === tool ? tool : `${resource} (${tool})`}  ${id}`,
    ...checks.flatMap((check) => [
      `      ${check.status}  ${check.check.padEnd(10)}  ${withoutControls(check.message)}`,
      ...(check.remedy === undefined ? [] : [`                        ${check.remedy}`]),
    ]),
    "",
  ]);
  const total = `${actions.length} ${actions.length === 1 ? "tool" : "tools"}`;
  const ending =
    actions.length === 0 ? "no tools to verify" : `${summary.pass} pass, ${summary.warn} warn, ${summary.fail} fail`;
  return [...lines, `Stack ${stack}: ${total}, ${ending}.`, ""].join("\n");
}
