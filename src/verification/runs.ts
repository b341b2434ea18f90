import type { TavusClient } from "../tavus-api/client.ts";
import { isObject, type JsonObject, member } from "../tavus-api/contract/index.ts";
import type { Conversation } from "../tavus-api/reads/read-conversation.ts";
import { parseTimestamp } from "../tavus-api/timestamp.ts";
import { EXECUTED } from "../webhook/event.ts";
import { fail, pass, warn } from "./check.ts";
import type { RunCounts, VerifyCheck } from "./report.ts";

/** E-10: an action runs two to two and a half minutes after the call; Tavus's own app waits four. */
const PATIENCE_MS = 5 * 60_000;
const BODY_MAX = 200;

export interface RecentConversation extends Conversation {
  readonly palId: string | undefined;
  readonly createdAt: number | undefined;
}

export interface RecentConversations {
  readonly conversations: readonly RecentConversation[];
  /** How many there are that were not read. */
  readonly cut: number;
}

/**
 * The conversations since a time on some PALs, each with its events: one list for each hundred, one request for each conversation, the newest
 * first.
 */
export async function readRecent(
  client: TavusClient,
  since: number,
  palIds: ReadonlySet<string>,
  limit: number,
): Promise<RecentConversations> {
  const items = (await client.listConversations(since))
    .filter(({ palId }) => palId === undefined || palIds.has(palId))
    .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  const read = await Promise.all(
    items.slice(0, limit).map(async ({ id, palId, createdAt }) => {
      const conversation = await client.readConversation(id);
      return conversation === undefined ? [] : [{ ...conversation, palId, createdAt }];
    }),
  );
  return { conversations: read.flat(), cut: Math.max(0, items.length - limit) };
}

export interface RunInput {
  readonly id: string;
  readonly name: string;
  readonly palIds: readonly string[];
  /** Conversations before this had another definition; milliseconds since 1970. */
  readonly createdAt: number | undefined;
  readonly recent: RecentConversations;
  /** `24h`, for messages. */
  readonly window: string;
  readonly now: number;
}

interface Run {
  readonly status: string;
  readonly at: number;
  readonly properties: JsonObject;
}

/** Did it run lately, and how did it end? */
export function checkRuns(input: RunInput): { counts: RunCounts; checks: VerifyCheck[] } {
  const { recent, palIds, window, now, createdAt } = input;
  const mine = recent.conversations.filter(
    (one) => (one.palId === undefined || palIds.includes(one.palId)) && (one.createdAt ?? now) >= (createdAt ?? 0),
  );
  const runs = mine.flatMap((one) => runsOf(one, input));
  const missing = mine.filter((one) => runsOf(one, input).length === 0 && shouldHaveRun(one, now));
  const count = (status: string): number => runs.filter((run) => run.status === status).length;
  const counts = {
    conversations: mine.length,
    success: count("success"),
    error: runs.filter(({ status }) => !["success", "timeout", "skipped"].includes(status)).length,
    timeout: count("timeout"),
    skipped: count("skipped"),
    missing: missing.length,
  };
  const cut = recent.cut === 0 ? "" : `; ${recent.cut} older conversations were not looked at (--conversations)`;
  return { counts, checks: [judge(counts, runs, missing, window, cut), ...checkCallbacks(mine, window)] };
}

function judge(
  counts: RunCounts,
  runs: readonly Run[],
  missing: readonly Conversation[],
  window: string,
  cut: string,
): VerifyCheck {
  const told = `${counts.success} success, ${counts.error} error, ${counts.timeout} timeout, ${counts.skipped} skipped in ${window}${cut}`;
  if (missing.length > 0)
    return fail(
      "runs",
      `no event after ${missing.length} of ${counts.conversations} calls with a dialogue, such as ${missing[0]?.id} (${told})`,
      "See whether the tool is attached to the PAL and the call had ended; then ask Tavus.",
    );
  if (runs.length === 0)
    return warn(
      "runs",
      `silence: ${counts.conversations === 0 ? "no conversation" : "no run"} in ${window}${cut}`,
      "Hold a call, or look at a longer time with --since.",
    );
  const latest = [...runs].sort((a, b) => b.at - a.at);
  const failed = latest.filter(({ status }) => status !== "success");
  const [last] = failed;
  if (last === undefined) return pass("runs", told);
  const text = `${told}; the last failure: ${describe(last)}`;
  const remedy = "Look into the service's log. pulumi-tavus replay sends a delivery again.";
  return latest[0]?.status === "success" || last.status === "skipped"
    ? warn("runs", text, remedy)
    : fail("runs", text, remedy);
}

/** W-1: events of a conversation without it reach nobody. */
function checkCallbacks(mine: readonly Conversation[], window: string): VerifyCheck[] {
  const without = mine.filter(({ callbackUrl }) => callbackUrl === undefined);
  if (mine.length === 0) return [];
  if (without.length === 0)
    return [pass("callback", `all ${mine.length} conversations in ${window} had a callback_url`)];
  return [
    warn(
      "callback",
      `${without.length} of ${mine.length} conversations in ${window} had no callback_url, such as ${without[0]?.id}: their events reach nobody (W-1)`,
      "Set callback_url wherever a conversation is created.",
    ),
  ];
}

function runsOf({ events }: Conversation, { id, name }: RunInput): Run[] {
  return events
    .filter((event) => event["event_type"] === EXECUTED)
    .flatMap((event) => {
      const properties = event["properties"];
      if (!isObject(properties)) return [];
      const isMine =
        properties["tool_id"] === undefined ? properties["tool_name"] === name : properties["tool_id"] === id;
      return isMine ? [{ status: String(properties["status"]), at: timeOf(event) ?? 0, properties }] : [];
    });
}

/** E-1, E-2: once for each conversation that has ended with a dialogue. */
function shouldHaveRun({ status, events }: Conversation, now: number): boolean {
  const hasDialogue = events.some(
    (event) =>
      event["event_type"] === "application.transcription_ready" && spoke(member(event["properties"], "transcript")),
  );
  const last = Math.max(...events.map((event) => timeOf(event) ?? 0), 0);
  return status === "ended" && hasDialogue && last > 0 && now - last > PATIENCE_MS;
}

function spoke(transcript: unknown): boolean {
  return (
    Array.isArray(transcript) &&
    transcript.some((line) => member(line, "role") === "user" && member(line, "content") !== "")
  );
}

function timeOf(event: JsonObject): number | undefined {
  return typeof event["timestamp"] === "string" ? parseTimestamp(event["timestamp"]) : undefined;
}

function describe({ status, properties }: Run): string {
  const response = properties["response"];
  const http = isObject(response) ? ` ${String(response["http_status"])}` : "";
  const body = isObject(response) && response["body"] ? ` ${JSON.stringify(response["body"]).slice(0, BODY_MAX)}` : "";
  const error = properties["error"] === undefined ? "" : ` ${JSON.stringify(properties["error"]).slice(0, BODY_MAX)}`;
  return `${status}${http}${error}${body}`;
}
