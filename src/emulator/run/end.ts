import type { JsonObject } from "../../tavus-api/contract/index.ts";
import { addEvent } from "../conversation-events.ts";
import { hasDialogue, type TranscriptLine } from "../filler/context.ts";
import { palTools } from "../routes/pals.ts";
import { findTool } from "../routes/tools.ts";
import type { Document } from "../store.ts";
import { newId, type World, zoned } from "../world.ts";
import { type Pending, runAction } from "./action.ts";
import { closingEvents } from "./closing-events.ts";

export interface EndOptions {
  /** Without the delay that the emulator imitates. */
  readonly immediately?: boolean;
}

/**
 * Ends a conversation: its events, then each attached post-call action, once. Ending twice does nothing the second time.
 * @returns when everything that this started has been reported
 */
export function endConversation(world: World, account: string, id: string, options: EndOptions = {}): Promise<void> {
  // E-1: all that is to run is claimed in one transaction, before anything is sent. Neither a second end nor a restart
  // repeats an action, and a crash leaves a conversation either still active or ended with all its claims.
  const claimed = world.store.atomic(() => claim(world, account, id, options));
  const runs = claimed.map((pending) => runAction(world, account, pending));
  for (const run of runs) world.background(run);
  return Promise.allSettled(runs).then(() => {});
}

/** Goes on with what a restart has interrupted: actions that were claimed and not reported, each with the request it had. */
export function resumeActions(world: World, accounts: readonly string[]): void {
  for (const account of accounts)
    for (const pending of world.store.list("pending", account))
      world.background(runAction(world, account, pending as Pending));
}

function claim(world: World, account: string, conversationId: string, { immediately = false }: EndOptions): Pending[] {
  const { store } = world;
  const conversation = store.get("conversation", account, conversationId);
  if (conversation === undefined || conversation["ended"] === true) return [];
  const reason = "end_conversation_endpoint_hit";
  store.put("conversation", account, { ...conversation, status: "ended", ended: true, shutdown_reason: reason });
  // E-2: nothing was said, so nothing runs.
  const tools = hasDialogue(conversation["transcript"] as TranscriptLine[])
    ? toolsOf(world, account, conversation)
    : [];
  const dueAt = world.now().getTime() + (immediately ? 0 : world.delayMs());
  const pending = tools
    .map(
      (tool): Pending => ({
        id: `${conversationId}/${tool.id}`,
        conversation_id: conversationId,
        tool_id: tool.id,
        due_at: dueAt,
        tool_call_id: newId("call_"),
      }),
    )
    .filter(({ id }) => store.claim("run", account, { id, started_at: zoned(world.now()) }));
  for (const document of pending) store.put("pending", account, document);
  // Where the events are to come out of order, the last action brings these.
  if (conversation["variant"] !== "out-of-order" || pending.length === 0)
    for (const { type, messageType, properties } of closingEvents({ ...conversation, shutdown_reason: reason }))
      addEvent(world, account, conversationId, type, messageType, properties);
  world.changed("conversations");
  return pending;
}

/** E-1: the post-call actions attached to the PAL; or the one that a trial names. */
function toolsOf(world: World, account: string, conversation: Document): Document[] {
  const only = conversation["only_tool"];
  const tools: (Document | undefined)[] =
    typeof only === "string"
      ? [findTool(world, account, only)]
      : palTools(world, account, String(conversation["pal_id"]));
  return tools.filter((tool): tool is Document => (tool as JsonObject | undefined)?.["trigger_type"] === "post_call");
}
