import { authenticate, UnsupportedAuthError } from "../delivery/authenticate.ts";
import { renderRequest } from "../delivery/request.ts";
import { type SendResult, send } from "../delivery/send.ts";
import { type ApiDelivery, isObject, type JsonObject, TIMEOUT_DEFAULT } from "../tavus-api/contract/index.ts";
import { addEvent } from "./conversation-events.ts";
import { hasDialogue, type TranscriptLine, toContext } from "./filler/context.ts";
import { FillError, fillArguments } from "./filler/fill.ts";
import { palTools } from "./routes/pals.ts";
import type { Document } from "./store.ts";
import { type World, zoned } from "./world.ts";

/** Ends a conversation: its events, then each attached post-call action, once. Ending twice does nothing the second time. */
export function endConversation(world: World, account: string, id: string): void {
  const conversation = world.store.get("conversation", account, id);
  if (conversation === undefined || conversation["ended"] === true) return;
  const reason = "end_conversation_endpoint_hit";
  world.store.put("conversation", account, { ...conversation, status: "ended", ended: true, shutdown_reason: reason });
  // W-6
  addEvent(world, account, id, "system.shutdown", "system", { shutdown_reason: reason });
  const transcript = conversation["transcript"] as TranscriptLine[];
  // E-2: nothing was said, so nothing runs.
  if (!hasDialogue(transcript)) return;
  addEvent(world, account, id, "application.transcription_ready", "application", { transcript });
  const perception = String(conversation["perception"] ?? "");
  if (perception !== "")
    addEvent(world, account, id, "application.perception_analysis", "application", { analysis: perception });
  for (const tool of palTools(world, account, String(conversation["pal_id"]))) {
    if (tool["trigger_type"] !== "post_call") continue;
    // E-1: the claim is stored before anything is sent, so that neither a second end nor a restart repeats it.
    const run = { id: `${id}/${tool.id}`, started_at: zoned(world.now()) };
    if (world.store.claim("run", account, run))
      world.background(runAction(world, account, id, tool, toContext(transcript, perception, world.now())));
  }
}

/** E-3 to E-8: fill, render, send once, report. Nothing that goes wrong here is an exception: it is a status. */
async function runAction(
  world: World,
  account: string,
  conversationId: string,
  tool: Document,
  context: ReturnType<typeof toContext>,
): Promise<void> {
  const delivery = (tool["delivery"] as { api: ApiDelivery }).api;
  const report = (properties: JsonObject): void => {
    world.store.put("delivery", account, {
      id: `${conversationId}/${tool.id}`,
      conversation_id: conversationId,
      at: zoned(world.now()),
      tool_id: tool.id,
      tool_name: tool["name"],
      ...properties,
    });
    addEvent(world, account, conversationId, "application.post_call_action_executed", "application", {
      tool_id: tool.id,
      tool_name: tool["name"],
      ...properties,
    });
  };
  try {
    const parameters = isObject(tool["parameters"]) ? tool["parameters"] : {};
    const rendered = renderRequest({
      delivery,
      arguments: fillArguments(parameters, context),
      conversationId,
      typing: world.behavior.typing,
    });
    const authenticated = authenticate(rendered, delivery.auth);
    // E-12: the URL with a key in its query is what Tavus reports, too.
    const request = { url: authenticated.url, method: authenticated.method, body: authenticated.body ?? null };
    const result = await send(authenticated, {
      timeoutMs: (delivery.timeout ?? TIMEOUT_DEFAULT) * 1000,
      allowNonPublic: world.allowNonPublic,
    });
    report({ ...outcomeOf(result), request });
  } catch (error) {
    report({
      status: "error",
      request: { url: delivery.url, method: delivery.method ?? "POST", body: null },
      error: reasonOf(error),
    });
  }
}

/** Arguments that fit no URL, say, are a result as well: an action without an event would look as if it had never run (E-5). */
function reasonOf(error: unknown): string {
  if (error instanceof FillError) return `invalid arguments: ${error.message}`;
  if (error instanceof UnsupportedAuthError) return error.message;
  return "the request could not be made from the arguments and the delivery";
}

function outcomeOf(result: SendResult): JsonObject {
  if (result.outcome === "timeout") return { status: "timeout", error: "the endpoint did not answer in time" };
  if (result.outcome === "failed") return { status: "error", error: result.reason };
  const response = { http_status: result.status, body: result.body };
  if (result.status >= 200 && result.status < 300) return { status: "success", response };
  return { status: "error", response, error: `the endpoint answered ${result.status}` };
}
