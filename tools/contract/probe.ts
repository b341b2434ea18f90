import { randomBytes } from "node:crypto";
import { parseBaseUrl } from "../../src/tavus-api/base-url.ts";
import type { Account } from "../../src/tavus-api/client.ts";
import { type Clock, systemClock } from "../../src/tavus-api/clock.ts";
import { type Http, UndiciHttp } from "../../src/tavus-api/transport/http.ts";
import { VERSION } from "../../src/tavus-api/version.ts";
import { NotSettled, ProbeFailure, TimeUp } from "./failure.ts";
import { Findings } from "./findings.ts";
import { Pal } from "./probes/pal.ts";
import type { ContractLeftover, ContractReport } from "./report.ts";
import { runProbes } from "./run.ts";
import { fateOf, findTools, madeAt, NAME_PREFIX, TemporaryTool, temporaryName } from "./temporary-tool.ts";
import { Wire } from "./wire.ts";

export interface ProbeOptions {
  readonly account: Account;
  /** A PAL of the user that the temporary tool may be attached to. */
  readonly palId?: string | undefined;
  /** If aborted, everything is cleaned up, and no more questions are asked. */
  readonly signal: AbortSignal;
  /** Called with the tool's name before it is created, for a caller that must exit quickly. */
  readonly onName?: (name: string) => void;
  /** @default 55_000 */
  readonly limitMs?: number;
  readonly clock?: Clock;
  readonly http?: Http;
}

/** A run ends within three minutes, including its cleanup. Older tools were left behind. */
const ORPHAN_AGE_MS = 5 * 60_000;
/** Time for the cleanup. A limit of requests per minute is reset by then. */
const CLEAN_UP_MS = 75_000;

/**
 * Creates, changes, and deletes one temporary tool, and reports the account's behavior. The caller must have the owner's consent.
 * @throws ProbeFailure if it could not start, was interrupted, or met an unexpected error
 */
export async function probeContract(options: ProbeOptions): Promise<ContractReport> {
  const { account, palId, clock = systemClock, limitMs = 55_000 } = options;
  const baseUrl = parseBaseUrl(account.baseUrl, { allowInsecure: account.allowInsecureBaseUrl });
  const http = options.http ?? new UndiciHttp(baseUrl);
  const token = `probe-${randomBytes(12).toString("hex")}`;
  const startedAt = clock.now();
  const endless = new Wire(account, { http, clock, secrets: [token] });
  const { wire, stop } = endless.until(limitMs, options.signal);
  const temporary = new TemporaryTool(wire, temporaryName(startedAt));
  const findings = new Findings();
  let orphans: ContractLeftover[] = [];
  let problem: unknown;
  try {
    const pal = palId === undefined ? undefined : new Pal(wire, palId, temporary);
    // Nothing is created if the PAL doesn't exist.
    await pal?.toolIds();
    orphans = await removeOrphans(wire, startedAt);
    options.onName?.(temporary.name);
    await runProbes({ findings, wire, temporary, pal, token });
  } catch (error) {
    problem = error;
  }
  stop();
  // The run is over. Even if it is interrupted now, its observations are complete.
  const isInterrupted = problem !== undefined && options.signal.aborted;
  const left = await cleanUp(temporary, endless).finally(() => http.close());
  if (isInterrupted || !isReported(problem, temporary)) throw failureOf(problem, temporary, left, isInterrupted);

  const reason = problem instanceof TimeUp ? `the time was up: ${problem.message}` : problem?.message;
  const list = findings.report(reason ?? "something before it was refused");
  const count = (status: string): number => list.filter((finding) => finding.status === status).length;
  return {
    version: 1,
    checkedAt: new Date(startedAt).toISOString(),
    baseUrl: account.baseUrl,
    package: VERSION,
    durationMs: Math.round(clock.now() - startedAt),
    requests: wire.requests,
    pal: palId ?? null,
    ok: count("new") === 0 && left.length === 0,
    summary: { held: count("held"), new: count("new"), "not settled": count("not settled") },
    // Lists new behavior first, and open questions last.
    findings: (["new", "held", "not settled"] as const).flatMap((status) =>
      list.filter((one) => one.status === status),
    ),
    cleanUp: { name: temporary.name, made: temporary.made, left, orphans },
  };
}

async function removeOrphans(wire: Wire, now: number): Promise<ContractLeftover[]> {
  const orphans: ContractLeftover[] = [];
  const { tools } = await findTools(wire, NAME_PREFIX);
  for (const { tool_id: id, name } of tools) {
    const began = madeAt(name);
    if (began === undefined) continue;
    const isInUse = now - began < ORPHAN_AGE_MS;
    const state = isInUse ? "may be in use" : (await isRemoved(wire, name, id)) ? "deleted" : "left";
    orphans.push({ id, name, state });
  }
  return orphans;
}

/** Returns false for an orphan that can't be deleted. It is reported, and the questions are still asked. */
async function isRemoved(wire: Wire, name: string, id: string): Promise<boolean> {
  try {
    await new TemporaryTool(wire, name).remove(id);
    return true;
  } catch (error) {
    if (!(error instanceof NotSettled)) throw error;
    return false;
  }
}

async function cleanUp(temporary: TemporaryTool, endless: Wire): Promise<string[]> {
  const { wire, stop } = endless.until(CLEAN_UP_MS);
  try {
    return await temporary.cleanUp(wire);
  } finally {
    stop();
  }
}

/** Whether the observations are worth a report. They aren't if nothing could start. */
function isReported(problem: unknown, { isTried }: TemporaryTool): problem is TimeUp | NotSettled | undefined {
  return problem === undefined || problem instanceof TimeUp || (problem instanceof NotSettled && isTried);
}

function failureOf(problem: unknown, temporary: TemporaryTool, left: readonly string[], isInterrupted: boolean): Error {
  const what = isInterrupted ? "interrupted" : firstLine(problem);
  const end =
    left.length > 0
      ? `${temporary.name} ${fateOf(left)}`
      : temporary.made > 0
        ? `the temporary tool ${temporary.name} was deleted`
        : "nothing was made";
  return new ProbeFailure(`${what}; ${end}.`, { cause: problem });
}

/** Also handles unexpected errors, because the message must say whether the tool was left behind. */
function firstLine(problem: unknown): string {
  const text = problem instanceof Error ? problem.message : String(problem);
  return text.split("\n", 1)[0] ?? "";
}
