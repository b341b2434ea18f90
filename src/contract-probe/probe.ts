import { randomBytes } from "node:crypto";
import { parseBaseUrl } from "../tavus-api/base-url.ts";
import type { Account } from "../tavus-api/client.ts";
import { type Clock, systemClock } from "../tavus-api/clock.ts";
import { type Http, UndiciHttp } from "../tavus-api/transport/http.ts";
import { formatDuration } from "../tavus-api/transport/retry-after.ts";
import { VERSION } from "../tavus-api/version.ts";
import { ProbeFailure, TimeUp } from "./failure.ts";
import { Findings } from "./findings.ts";
import { Pal } from "./probes/pal.ts";
import type { ContractFinding, ContractLeftover, ContractReport } from "./report.ts";
import { runProbes } from "./run.ts";
import { findTools, madeAt, NAME_PREFIX, Throwaway, throwawayName } from "./throwaway.ts";
import { Unreachable, Wire } from "./wire.ts";

export interface ProbeOptions {
  readonly account: Account;
  /** A PAL of the user's, to which the throw-away tool may be attached. */
  readonly palId?: string | undefined;
  /** Aborted: everything is cleaned up, and nothing more is asked. */
  readonly signal: AbortSignal;
  /** Told the name before the tool is made, for who has to end in a hurry. */
  readonly onName?: (name: string) => void;
  /** @default 55_000 */
  readonly limitMs?: number;
  readonly clock?: Clock;
  readonly http?: Http;
}

/** A run ends within a minute; what is older than this was left behind. */
const ORPHAN_AGE_MS = 5 * 60_000;
/** For the clean-up, whatever happened before. */
const CLEAN_UP_MS = 20_000;

/**
 * Makes, changes and deletes one throw-away tool, and says what the account did. The caller has the consent of who owns it.
 * @throws ProbeFailure where it could not be done, was interrupted, or something could not be cleaned up and nothing was seen
 */
export async function probeContract(options: ProbeOptions): Promise<ContractReport> {
  const { account, palId, clock = systemClock, limitMs = 55_000 } = options;
  const baseUrl = parseBaseUrl(account.baseUrl);
  const http = options.http ?? new UndiciHttp(baseUrl);
  const token = `probe-${randomBytes(12).toString("hex")}`;
  const startedAt = clock.now();
  const deadline = new AbortController();
  const stopTimer = clock.after(limitMs, () => deadline.abort(new TimeUp(`it took ${formatDuration(limitMs)}`)));
  const signal = AbortSignal.any([options.signal, deadline.signal]);
  const wire = new Wire(account, { http, clock, signal, secrets: [token] });
  const throwaway = new Throwaway(wire, throwawayName(startedAt));
  const findings = new Findings();
  let orphans: ContractLeftover[] = [];
  let problem: unknown;
  try {
    const pal = palId === undefined ? undefined : new Pal(wire, palId);
    // Nothing is made where the PAL is none.
    await pal?.toolIds();
    orphans = await removeOrphans(wire, startedAt);
    options.onName?.(throwaway.name);
    await runProbes({ findings, wire, throwaway, pal, token });
  } catch (error) {
    problem = error;
  }
  stopTimer();
  const left = await cleanUp(throwaway, clock);
  await http.close();
  if (problem !== undefined && !(problem instanceof TimeUp))
    throw failureOf(problem, throwaway, left, options.signal.aborted);

  const reason = problem instanceof TimeUp ? `the time was up: ${problem.message}` : "something before it failed";
  const list = findings.report(reason);
  const count = (status: string): number => list.filter((finding) => finding.status === status).length;
  return {
    version: 1,
    checkedAt: new Date(startedAt).toISOString(),
    baseUrl: account.baseUrl,
    package: VERSION,
    durationMs: Math.round(clock.now() - startedAt),
    requests: wire.requests,
    pal: palId ?? null,
    ok: count("new") === 0,
    summary: { held: count("held"), new: count("new"), "not settled": count("not settled") },
    findings: sorted(list),
    cleanUp: { name: throwaway.name, made: throwaway.made, left, orphans },
  };
}

/** What is new first, what stays open last. */
function sorted(findings: readonly ContractFinding[]): ContractFinding[] {
  return ["new", "held", "not settled"].flatMap((status) => findings.filter((finding) => finding.status === status));
}

async function removeOrphans(wire: Wire, now: number): Promise<ContractLeftover[]> {
  const orphans: ContractLeftover[] = [];
  const { tools } = await findTools(wire, NAME_PREFIX);
  for (const { tool_id: id, name } of tools) {
    const began = madeAt(name);
    if (began === undefined) continue;
    if (now - began < ORPHAN_AGE_MS) {
      orphans.push({ id, name, state: "may be in use" });
      continue;
    }
    const answer = await new Throwaway(wire, name).delete(id);
    orphans.push({ id, name, state: answer.ok || answer.gone ? "deleted" : "left" });
  }
  return orphans;
}

async function cleanUp(throwaway: Throwaway, clock: Clock): Promise<string[]> {
  const limit = new AbortController();
  const stop = clock.after(CLEAN_UP_MS, () => limit.abort(new Unreachable("the clean-up took too long")));
  try {
    return await throwaway.cleanUp(limit.signal);
  } finally {
    stop();
  }
}

function failureOf(problem: unknown, throwaway: Throwaway, left: readonly string[], isInterrupted: boolean): Error {
  const known = problem instanceof Unreachable;
  if (!known && !isInterrupted) throw problem;
  const what = isInterrupted ? "interrupted" : (problem as Error).message;
  const end =
    left.length > 0
      ? `${throwaway.name} could not be deleted (${left.join(", ")}): delete it in Tavus, or run this command again in five minutes`
      : throwaway.made > 0
        ? `the throw-away tool ${throwaway.name} was deleted`
        : "nothing was made";
  return new ProbeFailure(`${what}; ${end}.`);
}
