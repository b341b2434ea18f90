import type { TavusClient } from "../../tavus-api/client.ts";
import { withoutControls } from "../../tavus-api/terminal.ts";
import { withClients } from "../clients.ts";
import { durationOf } from "../duration.ts";
import { redactReport } from "../redact.ts";
import { FINE, FOUND_FAILURES, quote } from "../report.ts";
import { readStack, type StackOptions, type StackResource } from "../stack/index.ts";
import { colored, withProgress } from "../terminal.ts";
import { plural } from "../words.ts";
import { type LiveCommandOptions, prepareLive } from "./live-command.ts";
import type { LiveRun, VerifyReport } from "./report.ts";
import { verify } from "./verify.ts";

export interface VerifyCommandOptions extends StackOptions, LiveCommandOptions {
  readonly tool?: readonly string[];
  readonly probe?: boolean;
  readonly since?: string;
  readonly conversations?: string;
  readonly certificateDays?: string;
  readonly failOn?: string;
  readonly live?: boolean;
  readonly json?: boolean;
}

export async function verifyStack(options: VerifyCommandOptions): Promise<number> {
  const { failOn } = options;
  if (failOn !== undefined && failOn !== "fail" && failOn !== "warn")
    throw new Error(`--fail-on ${failOn}: it is fail or warn.`);
  const since =
    options.since === undefined ? undefined : { ms: durationOf("--since", options.since), text: options.since };
  const conversations = numberOf("--conversations", options.conversations);
  const certificateDays = numberOf("--certificate-days", options.certificateDays);
  const state = await withProgress("Reading the stack", () => readStack(options));
  const live = options.live === true ? await prepareLive(state, options.tool, options) : undefined;
  const wait = live?.options.isEmulator === true ? "" : ", which takes minutes";
  const what = live === undefined ? "Verifying" : `Talking to the PAL, then waiting for its actions${wait}`;
  const look = (clientOf: (resource: StackResource) => TavusClient) =>
    verify({
      state,
      clientOf,
      tools: options.tool,
      probe: options.probe,
      since,
      failOn,
      ...(conversations !== undefined && { conversations }),
      ...(certificateDays !== undefined && { certificateDays }),
      ...(live && { live: live.options }),
    });
  const found = await withProgress(what, () => withClients(state, look)).finally(() => live?.end());
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
  const lines = actions.flatMap(({ status, resource, tool, id, checks, live }) => [
    `${colored(status)}  ${resource === tool ? tool : `${resource} (${tool})`}  ${id}`,
    ...checks.flatMap((check) => [
      `      ${colored(check.status)}  ${check.check.padEnd(10)}  ${withoutControls(check.message)}`,
      ...(check.remedy === undefined ? [] : [`                        ${check.remedy}`]),
    ]),
    ...(live === undefined ? [] : liveLines(live)),
    "",
  ]);
  const ending =
    actions.length === 0 ? "no tools to verify" : `${summary.pass} pass, ${summary.warn} warn, ${summary.fail} fail`;
  return [...lines, `Stack ${stack}: ${plural(actions.length, "tool")}, ${ending}.`, ""].join("\n");
}

function liveLines({ conversationId, arguments: filled, request, response }: LiveRun): string[] {
  const lines = [
    ["chat", conversationId],
    ["filled", filled && JSON.stringify(filled)],
    ["sent", request && `${request.method} ${request.url} ${request.body ?? ""}`.trimEnd()],
    ["got", response && `${response.httpStatus} ${response.body}`.trimEnd()],
  ] as const;
  return lines.flatMap(([what, text]) => (text ? [`${" ".repeat(24)}${what.padEnd(6)}  ${quote(text)}`] : []));
}
