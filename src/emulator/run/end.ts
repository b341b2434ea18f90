import { addClosingEvents } from "../domain/conversation-events.ts";
import type { Document } from "../domain/store.ts";
import { hasDialogue, type TranscriptLine } from "../filler/context.ts";
import { palTools } from "../routes/pals.ts";
import { type Account, newId, zoned } from "../services.ts";
import { type Pending, runAction } from "./action.ts";

/**
 * Ends a conversation. Adds its closing events, then runs each attached post-call action once. Ending it a second time does nothing.
 * @param options `immediately`: skips the simulated delay
 * @returns a promise that resolves when everything that this started has been reported
 */
export function endConversation(account: Account, id: string, { immediately = false } = {}): Promise<void> {
  const dueAt = account.now().getTime() + (immediately ? 0 : account.delayMs());
  // E-1: all actions of a call are claimed in one transaction, before anything is sent. Neither a second end nor a restart repeats an action. After a
  // crash, a conversation is either still active, or ended with all its claims.
  const claimed = account.store.atomic(() => claim(account, id, dueAt));
  const runs = claimed.map((pending) => runAction(account, pending));
  for (const run of runs) account.background(run);
  return Promise.allSettled(runs).then(() => {});
}

/** Continues actions that were claimed but not reported before a restart, each with its own request. */
export function resumeActions(account: Account): void {
  for (const pending of account.store.list("pending")) account.background(runAction(account, pending as Pending));
}

function claim(account: Account, conversationId: string, dueAt: number): Pending[] {
  const { store } = account;
  const conversation = store.get("conversation", conversationId);
  if (conversation === undefined || conversation["ended"] === true) return [];
  const reason = "end_conversation_endpoint_hit";
  store.put("conversation", { ...conversation, status: "ended", ended: true, shutdown_reason: reason });
  // E-2: nobody spoke, so nothing runs.
  const tools = hasDialogue(conversation["transcript"] as TranscriptLine[]) ? toolsOf(account, conversation) : [];
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
    .filter(({ id }) => store.claim("run", { id, started_at: zoned(account.now()) }));
  for (const document of pending) store.put("pending", document);
  // If events should arrive out of order, the last action adds these events.
  if (conversation["variant"] !== "out-of-order" || pending.length === 0)
    addClosingEvents(account, { ...conversation, shutdown_reason: reason });
  account.changed("conversations");
  return pending;
}

/** E-1: the post-call actions attached to the PAL, or the action that a trial names. */
function toolsOf(account: Account, conversation: Document): Document[] {
  const only = conversation["only_tool"];
  const tools =
    typeof only === "string" ? [account.store.find("tool", only)] : palTools(account, String(conversation["pal_id"]));
  return tools.filter((tool) => tool?.["trigger_type"] === "post_call") as Document[];
}
