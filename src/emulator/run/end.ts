import type { JsonObject } from "../../contract/index.ts";
import { addEvent } from "../domain/conversation-events.ts";
import type { Document } from "../domain/store.ts";
import { hasDialogue, type TranscriptLine } from "../filler/context.ts";
import { palTools } from "../routes/pals.ts";
import { findTool } from "../routes/tools.ts";
import { type EmulatorServices, newId, zoned } from "../services.ts";
import { type Pending, runAction } from "./action.ts";
import { closingEvents } from "./closing-events.ts";

export interface EndOptions {
  /** Without the simulated delay. */
  readonly immediately?: boolean;
}

/**
 * Ends a conversation: its events, then each attached post-call action, once. Ending twice does nothing the second time.
 * @returns after everything that this started has been reported
 */
export function endConversation(
  services: EmulatorServices,
  account: string,
  id: string,
  options: EndOptions = {},
): Promise<void> {
  // E-1: all actions of a call are claimed in one transaction, before anything is sent. Neither a second end nor a restart repeats an action. After a
  // crash, a conversation is either still active, or ended with all its claims.
  const claimed = services.store.atomic(() => claim(services, account, id, options));
  const runs = claimed.map((pending) => runAction(services, account, pending));
  for (const run of runs) services.background(run);
  return Promise.allSettled(runs).then(() => {});
}

/** Continues actions that a restart has interrupted, which were claimed but not reported, each with its request. */
export function resumeActions(services: EmulatorServices, accounts: readonly string[]): void {
  for (const account of accounts)
    for (const pending of services.store.list("pending", account))
      services.background(runAction(services, account, pending as Pending));
}

function claim(
  services: EmulatorServices,
  account: string,
  conversationId: string,
  { immediately = false }: EndOptions,
): Pending[] {
  const { store } = services;
  const conversation = store.get("conversation", account, conversationId);
  if (conversation === undefined || conversation["ended"] === true) return [];
  const reason = "end_conversation_endpoint_hit";
  store.put("conversation", account, { ...conversation, status: "ended", ended: true, shutdown_reason: reason });
  // E-2: nobody spoke, so nothing runs.
  const tools = hasDialogue(conversation["transcript"] as TranscriptLine[])
    ? toolsOf(services, account, conversation)
    : [];
  const dueAt = services.now().getTime() + (immediately ? 0 : services.delayMs());
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
    .filter(({ id }) => store.claim("run", account, { id, started_at: zoned(services.now()) }));
  for (const document of pending) store.put("pending", account, document);
  // If the events are to come out of order, the last action brings these.
  if (conversation["variant"] !== "out-of-order" || pending.length === 0)
    for (const { type, messageType, properties } of closingEvents({ ...conversation, shutdown_reason: reason }))
      addEvent(services, account, conversationId, type, messageType, properties);
  services.changed("conversations");
  return pending;
}

/** E-1: the post-call actions attached to the PAL, or the action that a trial names. */
function toolsOf(services: EmulatorServices, account: string, conversation: Document): Document[] {
  const only = conversation["only_tool"];
  const tools: (Document | undefined)[] =
    typeof only === "string"
      ? [findTool(services, account, only)]
      : palTools(services, account, String(conversation["pal_id"]));
  return tools.filter((tool): tool is Document => (tool as JsonObject | undefined)?.["trigger_type"] === "post_call");
}
