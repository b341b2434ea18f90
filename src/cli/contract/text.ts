import { type ContractFinding, type ContractPlan, type ContractReport, fateOf } from "../../contract-probe/index.ts";

const STATUS_WIDTH = "not settled".length;

/** A line for each question: what it is, the rule, what was seen or why not. */
export function toText({ findings, summary, cleanUp, durationMs, requests, package: version }: ContractReport): string {
  const width = Math.max(...findings.map(({ rule }) => rule.length));
  const counts = `${summary.held} held, ${summary.new} new, ${summary["not settled"]} not settled`;
  return [
    ...findings.flatMap((finding) => linesOf(finding, width)),
    "",
    ...cleanUp.orphans.map(({ id, name, state }) => `Of an earlier run: ${clean(name)} (${clean(id)}), ${state}.`),
    `${cleanUp.name} was made ${cleanUp.made} times and ${ending(cleanUp.left)}.`,
    `${counts}, compared with pulumi-tavus ${version}; ${requests} requests in ${(durationMs / 1000).toFixed(1)} s.`,
    "",
  ].join("\n");
}

/** What a run would do, for who has not consented. */
export function planText({ baseUrl, would }: ContractPlan): string {
  return [
    `With --consent, in the account of TAVUS_API_KEY at ${baseUrl}, this command would`,
    ...would.map((line) => `  - ${line}`),
    "Nothing was asked of the account.",
    "",
  ].join("\n");
}

/** For who interrupts a second time. @param name of the tool, once it may be there */
export function stoppedText(name: string | undefined): string {
  const end = name === undefined ? "nothing was made" : `${name} may be left in the account`;
  return `pulumi-tavus: stopped before the clean-up had ended; ${end}.\n`;
}

const ending = (left: readonly string[]): string => (left.length === 0 ? "deleted each time" : clean(fateOf(left)));

function linesOf({ status, rule, question, seen, reason, detail, remedy }: ContractFinding, width: number): string[] {
  const head = `${status.padEnd(STATUS_WIDTH)}  ${rule.padEnd(width)}  `;
  const indent = " ".repeat(head.length);
  const line = `${head}${question}: ${clean(seen ?? reason ?? "")}`;
  if (status !== "new") return [line];
  return [line, ...[detail, remedy].flatMap((text) => (text === undefined ? [] : [`${indent}${clean(text)}`]))];
}

/** What a server wrote must not steer the terminal. */
function clean(text: string): string {
  return text.replace(/\p{Cc}/gu, "\ufffd");
}
