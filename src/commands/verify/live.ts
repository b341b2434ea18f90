import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { explainError } from "../../messages/index.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { isApiError } from "../../tavus-api/errors/index.ts";
import type { Conversation } from "../../tavus-api/reads/read-conversation.ts";
import type { StackResource, StackState } from "../stack/index.ts";
import { palsOf } from "./attachment.ts";
import { executedOf } from "./runs.ts";

export interface LiveChat {
  readonly palId: string;
  readonly conversationId?: string | undefined;
  readonly conversation?: Conversation | undefined;
  /** How long the command waited for events after the conversation ended. */
  readonly waitedMs: number;
  readonly failure?: string | undefined;
  /** Whether the conversation could not be ended. */
  readonly isOpen?: boolean;
  readonly wasAnswered: boolean;
}

export interface LiveOptions {
  readonly script: readonly string[];
  /** A client that survives an interruption, so that the conversation can still be ended. */
  readonly connect: (tool: StackResource) => TavusClient;
  /** Whether no account is a real one, so that nothing is charged. @default false */
  readonly isEmulator?: boolean;
  /** Uses only PALs with these ids. @default the fewest PALs that reach every action */
  readonly pals?: readonly string[] | undefined;
  readonly waitMs: number;
  /** Ends the conversations when aborted. The promise then rejects with their outcome. */
  readonly signal: AbortSignal;
  /** Milliseconds between two polls. @default 3000, as in Tavus's own app (E-10) */
  readonly pauseMs?: number | undefined;
  /** The PAL must answer a line within this many milliseconds. The first turn is slow (V-7). @default 60_000 */
  readonly answerMs?: number | undefined;
}

export type LivePlan = readonly { readonly palId: string; readonly tools: readonly StackResource[] }[];

/** The fewest PALs that reach every action, because each PAL means a charged conversation. Starts with the PAL with the most actions. */
export function planLive(
  tools: readonly StackResource[],
  { resources }: Pick<StackState, "resources">,
  wanted?: readonly string[],
): LivePlan {
  const open = new Set(tools);
  const places = tools.flatMap((tool) =>
    palsOf(tool, resources)
      .filter((palId) => wanted?.includes(palId) ?? true)
      // PALs with the same id in different accounts are different PALs.
      .map((palId) => ({ palId, tool, key: `${tool.provider} ${palId}` })),
  );
  const reach = [...Map.groupBy(places, ({ key }) => key).values()];
  const plan: { palId: string; tools: StackResource[] }[] = [];
  for (;;) {
    const left = reach.map((all) => ({
      palId: all[0]?.palId ?? "",
      tools: all.map(({ tool }) => tool).filter((tool) => open.has(tool)),
    }));
    const [best] = left.sort((a, b) => b.tools.length - a.tools.length);
    if (best === undefined || best.tools.length === 0) return plan;
    plan.push(best);
    for (const tool of best.tools) open.delete(tool);
  }
}

export async function holdChats(plan: LivePlan, options: LiveOptions): Promise<Map<StackResource, LiveChat>> {
  const chats = await Promise.all(
    plan.map(async ({ palId, tools }) => {
      const chat = await holdChat(palId, tools, options);
      return tools.map((tool): [StackResource, LiveChat] => [tool, chat]);
    }),
  );
  if (options.signal.aborted) {
    const ended = chats.flat().map(([, chat]) => chat);
    const open = new Set(ended.flatMap(({ conversationId, isOpen }) => (isOpen === true ? [conversationId] : [])));
    const doubts = new Set(
      ended.flatMap(({ conversationId, failure }) => (conversationId === undefined && failure ? [failure] : [])),
    );
    if (open.size === 0)
      throw new Error(`interrupted. ${[...doubts].join(" ") || "Every conversation has been ended."}`);
    throw new Error(
      `interrupted, and not ended: ${[...open].join(", ")}. End it with POST /v2/conversations/{id}/end${options.isEmulator === true ? "" : ", or it is charged until its participants have left"}.`,
    );
  }
  return new Map(chats.flat());
}

async function holdChat(palId: string, tools: readonly StackResource[], options: LiveOptions): Promise<LiveChat> {
  const [tool] = tools;
  if (tool === undefined) throw new TypeError("a chat without an action");
  const client = options.connect(tool);
  try {
    return await talk(client, palId, tools, options);
  } finally {
    await client.close();
  }
}

async function talk(
  client: TavusClient,
  palId: string,
  tools: readonly StackResource[],
  options: LiveOptions,
): Promise<LiveChat> {
  const chat = { palId, waitedMs: 0, wasAnswered: false };
  if (options.signal.aborted) return chat;
  let conversationId: string;
  try {
    conversationId = await client.startChat(palId, `pulumi-tavus verify ${randomBytes(4).toString("hex")}`);
  } catch (error) {
    return { ...chat, failure: explainError(error) };
  }
  let failure: string | undefined;
  let wasAnswered = true;
  try {
    for (const line of options.script)
      wasAnswered = (await sayLine(client, conversationId, line, options)) && wasAnswered;
  } catch (error) {
    failure = explainError(error);
  }
  // Ends the conversation even after a failure or an interruption, because the chat is charged until somebody ends it.
  let isOpen = false;
  try {
    await client.endConversation(conversationId);
  } catch (error) {
    isOpen = true;
    failure ??= explainError(error);
  }
  const waited = await waitForEvents(client, conversationId, tools, options);
  if (isOpen)
    isOpen = await client.endConversation(conversationId).then(
      () => false,
      () => true,
    );
  return { ...chat, conversationId, isOpen, wasAnswered, failure: failure ?? waited.failure, ...waited.found };
}

/** Says a line, and returns whether the PAL answered. A line can be lost before the PAL joins (V-7), so an unanswered line is repeated. */
async function sayLine(client: TavusClient, id: string, line: string, options: LiveOptions): Promise<boolean> {
  const { answerMs = 60_000, pauseMs = 3000, signal } = options;
  for (let attempt = 1; attempt <= 2 && !signal.aborted; attempt += 1) {
    await client.say(id, line);
    const deadline = performance.now() + answerMs;
    while (!signal.aborted && performance.now() < deadline) {
      if ((await client.readAnswer(id)).status === "ready") return true;
      await pause(pauseMs, signal);
    }
  }
  return false;
}

async function waitForEvents(
  client: TavusClient,
  id: string,
  tools: readonly StackResource[],
  { waitMs, pauseMs = 3000, signal }: LiveOptions,
): Promise<{ found: { conversation?: Conversation; waitedMs: number }; failure?: string }> {
  const started = performance.now();
  let conversation: Conversation | undefined;
  const found = () => ({ ...(conversation && { conversation }), waitedMs: Math.round(performance.now() - started) });
  for (;;) {
    if (signal.aborted) return { found: found() };
    try {
      conversation = (await client.readConversation(id)) ?? conversation;
    } catch (error) {
      // The API can be unavailable for a while. The events are still there afterward.
      if (!isPassing(error)) return { found: found(), failure: explainError(error) };
    }
    const seen = conversation;
    const isDone = seen !== undefined && tools.every((tool) => executedOf(seen, tool.id, nameOf(tool)).length > 0);
    if (isDone || performance.now() - started >= waitMs) return { found: found() };
    await pause(Math.min(pauseMs, Math.max(0, waitMs - (performance.now() - started))), signal);
  }
}

const nameOf = ({ outputs }: StackResource): string => String(outputs["name"]);

const isPassing = (error: unknown): boolean => !isApiError(error) || error.status === 429 || error.status >= 500;

/** Ends early, without an error, if the signal aborts. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);
