import { withoutControls } from "../../src/tavus-api/terminal.ts";
import type { ContractFinding, ContractReport } from "./report.ts";
import { fateOf, NAME_PREFIX } from "./temporary-tool.ts";

const STATUS_WIDTH = "not settled".length;

/** One line for each question: the question, the rule, and the observation, or why there is none. */
export function toText({ findings, summary, cleanUp, durationMs, requests, package: version }: ContractReport): string {
  const width = Math.max(...findings.map(({ rule }) => rule.length));
  const counts = `${summary.held} held, ${summary.new} new, ${summary["not settled"]} not settled`;
  const ending = cleanUp.left.length === 0 ? "deleted each time" : fateOf(cleanUp.left);
  const lines = [
    ...findings.flatMap((finding) => linesOf(finding, width)),
    "",
    ...cleanUp.orphans.map(({ id, name, state }) => `Of an earlier run: ${name} (${id}), ${state}.`),
    `${cleanUp.name} was made ${cleanUp.made} times and ${ending}.`,
    `${counts}, compared with pulumi-tavus ${version}; ${requests} requests in ${(durationMs / 1000).toFixed(1)} s.`,
  ];
  return `${lines.map(withoutControls).join("\n")}\n`;
}

export function planText(baseUrl: string, palId: string | undefined): string {
  const would = [
    `create one tool, named ${NAME_PREFIX}<time>_<random>; change it about forty times, delete it, and create it again up to three times`,
    palId === undefined
      ? "leave every PAL alone; with --pal <id> it would attach that tool to this PAL and detach it again"
      : `attach that tool to PAL ${palId} for a few seconds and detach it, three times; a call that begins in that time may be offered it`,
    "delete it in the end, also after Ctrl-C or an error",
    "delete tools of such names that earlier runs left behind, if they began more than five minutes ago",
    "read the list of tools, and touch nothing else",
  ];
  return [
    `With --consent, in the account of the stack or of TAVUS_API_KEY at ${baseUrl}, this command would`,
    ...would.map((line) => `  - ${line}`),
    "It has sent no request.",
    "",
  ].join("\n");
}

function linesOf({ status, rule, question, seen, reason, detail, remedy }: ContractFinding, width: number): string[] {
  const head = `${status.padEnd(STATUS_WIDTH)}  ${rule.padEnd(width)}  `;
  const line = `${head}${question}: ${seen ?? reason ?? ""}`;
  if (status !== "new") return [line];
  return [line, ...[detail, remedy].flatMap((text) => (text === undefined ? [] : [" ".repeat(head.length) + text]))];
}
