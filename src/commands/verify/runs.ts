import { isObject, type JsonObject, member } from "../../contract/index.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import type { Conversation } from "../../tavus-api/reads/read-conversation.ts";
import { parseTimestamp } from "../../tavus-api/timestamp.ts";
import { EXECUTED } from "../../webhook/event.ts";
import { resultsOf } from "./check.ts";
import type { Quote } from "./quote.ts";
import type { RunCounts, VerifyCheck } from "./report.ts";

const ofRuns = resultsOf("runs");
const ofCallbacks = resultsOf("callback");

/** E-10: an action runs two to two and a half minutes after the call. Tavus's own app waits four. */
const PATIENCE_MS = 5 * 60_000;

export interface RecentConversation extends Conversation {
  readonly createdAt: number | undefined;
}

/** `cut`: the number of conversations that were not read. */
export type RecentConversations = Awaited<ReturnType<typeof readRecent>>;

/**
 * Reads the conversations of some PALs since a time, with their events, newest first. Sends one list request for each hundred conversations, and one
 * request for each conversation.
 */
export async function readRecent(client: TavusClient, since: number, palIds: ReadonlySet<string>, limit: number) {
  const items = (await client.listConversations(since))
    .filter(({ palId }) => palId === undefined || palIds.has(palId))
    .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  const read = await Promise.all(
    items.slice(0, limit).map(async ({ id, palId, createdAt }) => {
      const conversation = await client.readConversation(id);
      // If the list lacks the PAL, the conversation may name it.
      return conversation === undefined ? [] : [{ ...conversation, palId: palId ?? conversation.palId, createdAt }];
    }),
  );
  const conversations: readonly RecentConversation[] = read.flat();
  return { conversations, cut: Math.max(0, items.length - limit) };
}

export interface RunInput {
  readonly id: string;
  readonly name: string;
  /** The PALs with the tool, and when it was attached there in its current form, in milliseconds since 1970. Earlier calls used a different form. */
  readonly pals: ReadonlyMap<string, number>;
  readonly recent: RecentConversations;
  readonly window: string;
  readonly now: number;
  /** Quotes the endpoint's text in a message, shortened and without secrets. */
  readonly quote: Quote;
}

interface Run {
  readonly status: string;
  readonly at: number | undefined;
  readonly properties: JsonObject;
}

export function checkRuns(input: RunInput): { counts: RunCounts; checks: VerifyCheck[] } {
  const { recent, pals, window, now, quote } = input;
  const earliest = Math.min(...pals.values());
  const startOf = ({ palId }: RecentConversation): number =>
    palId === undefined ? earliest : (pals.get(palId) ?? now);
  const looked = recent.conversations
    .map((one) => {
      const start = startOf(one);
      return { ...one, start, runs: runsOf(one, input).map((run) => ({ ...run, isNow: (run.at ?? now) >= start })) };
    })
    // If the PAL isn't known, only conversations in which the action ran certainly belong to it.
    .filter(({ palId, runs }) => (palId === undefined ? runs.length > 0 : pals.has(palId)));
  const all = looked.flatMap((one) => one.runs);
  const runs = all.filter(({ isNow }) => isNow);
  // A call that began before the last change may have run after it.
  const mine = looked.filter((one) => (one.createdAt ?? now) >= one.start || one.runs.some(({ isNow }) => isNow));
  const missing = mine.filter((one) => one.runs.length === 0 && shouldHaveRun(one, now));
  const count = (status: string): number => runs.filter((run) => run.status === status).length;
  const counts = {
    conversations: mine.length,
    success: count("success"),
    error: runs.filter(isError).length,
    timeout: count("timeout"),
    skipped: count("skipped"),
    missing: missing.length,
  };
  const before = all.length - runs.length;
  const notes = [
    ...(before === 0 ? [] : [`${before} from before the last change of the tool or its attachment not counted`]),
    ...(recent.cut === 0 ? [] : [`${recent.cut} older conversations were not looked at (--conversations)`]),
  ];
  const note = notes.map((one) => `; ${one}`).join("");
  const older = looked.length - mine.length;
  const since =
    older === 0 || mine.length > 0 ? "" : ` since the last change of tool or attachment, and ${older} before it`;
  const due = mine.filter((one) => one.runs.length > 0 || shouldHaveRun(one, now)).length;
  const judged = judge(counts, runs, { missing, due }, { window, since, note }, quote);
  return { counts, checks: [judged, ...checkCallbacks(mine, window)] };
}

const isError = ({ status }: Run): boolean => !["success", "timeout", "skipped"].includes(status);

function judge(
  counts: RunCounts,
  runs: readonly Run[],
  { missing, due }: { missing: readonly Conversation[]; due: number },
  { window, since, note }: { window: string; since: string; note: string },
  quote: Quote,
): VerifyCheck {
  const told = `${counts.success} success, ${counts.error} error, ${counts.timeout} timeout, ${counts.skipped} skipped in ${window}${note}`;
  if (missing.length > 0)
    return ofRuns.fail(
      `no event after ${missing.length} of ${due} calls with a dialogue, such as ${missing[0]?.id} (${told})`,
      "Check that the tool is attached to the PAL and that the call had ended. Then ask Tavus.",
    );
  if (runs.length === 0)
    return ofRuns.warn(
      `silence: ${counts.conversations === 0 ? "no conversation" : "no run"} in ${window}${since}${note}`,
      "Make a call, or use a longer time with --since.",
    );
  const latest = [...runs].sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  // A skipped run says nothing about the endpoint.
  const sent = latest.filter(({ status }) => status !== "skipped");
  const last = sent.find(({ status }) => status !== "success");
  const unwell = last ?? latest.find(({ status }) => status === "skipped");
  if (unwell === undefined) return ofRuns.pass(told);
  const text = `${told}; the last ${last === undefined ? "one skipped" : "failure"}: ${describe(unwell, quote)}`;
  const remedy = "Check the service's log. pulumi-tavus replay sends a delivery again.";
  return last !== undefined && sent[0] === last ? ofRuns.fail(text, remedy) : ofRuns.warn(text, remedy);
}

/** W-1, W-9: there is no warning about a missing `callback_url`, because conversations that a deployment creates never have one. */
function checkCallbacks(mine: readonly Conversation[], window: string): VerifyCheck[] {
  const without = mine.filter(({ callbackUrl }) => callbackUrl === undefined);
  if (mine.length === 0) return [];
  if (without.length === 0)
    return [ofCallbacks.pass(`all ${mine.length} conversations in ${window} had a callback_url`)];
  return [
    ofCallbacks.skip(
      `${without.length} of ${mine.length} conversations in ${window} had no callback_url, such as ${without[0]?.id}: their events are in the conversation only. Conversations that start on a landing page, an embed, or a widget never have one (W-9)`,
    ),
  ];
}

function runsOf(conversation: Conversation, { id, name }: Pick<RunInput, "id" | "name">): Run[] {
  return executedOf(conversation, id, name).map((event) => {
    const properties = event["properties"] as JsonObject;
    return { status: String(properties["status"]), at: timeOf(event["timestamp"]), properties };
  });
}

export function executedOf({ events }: Conversation, id: string, name: string): JsonObject[] {
  return events.filter(({ event_type: type, properties }) => {
    if (type !== EXECUTED || !isObject(properties)) return false;
    return properties["tool_id"] === undefined ? properties["tool_name"] === name : properties["tool_id"] === id;
  });
}

/** E-1, E-2: an action runs once for each conversation that has ended with a dialogue. */
function shouldHaveRun(conversation: Conversation, now: number): boolean {
  const { status, events } = conversation;
  const last = Math.max(...events.map((event) => timeOf(event["timestamp"]) ?? 0), 0);
  return status === "ended" && hasDialogue(conversation) === true && last > 0 && now - last > PATIENCE_MS;
}

/** E-2: whether the caller said anything. `undefined` while there is no transcript. */
export function hasDialogue({ events }: Conversation): boolean | undefined {
  const transcripts = events.filter((event) => event["event_type"] === "application.transcription_ready");
  if (transcripts.length === 0) return undefined;
  return transcripts.some((event) => spoke(member(event["properties"], "transcript")));
}

function spoke(transcript: unknown): boolean {
  return (
    Array.isArray(transcript) &&
    transcript.some((line) => member(line, "role") === "user" && member(line, "content") !== "")
  );
}

export function timeOf(text: unknown): number | undefined {
  return typeof text === "string" ? parseTimestamp(text) : undefined;
}

function describe({ status, properties }: Run, quote: Quote): string {
  const response = properties["response"];
  const http = isObject(response) ? ` ${String(response["http_status"])}` : "";
  const body = isObject(response) && response["body"] ? ` ${quote(JSON.stringify(response["body"]))}` : "";
  const error = properties["error"] === undefined ? "" : ` ${quote(JSON.stringify(properties["error"]))}`;
  return `${status}${http}${error}${body}`;
}
