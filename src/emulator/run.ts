import { authenticate, UnsupportedAuthError } from "../delivery/authenticate.ts";
import { type DeliveryRequest, renderRequest } from "../delivery/request.ts";
import { type SendResult, send } from "../delivery/send.ts";
import { RenderError } from "../delivery/url.ts";
import {
  type ApiDelivery,
  isObject,
  type JsonObject,
  METHOD_DEFAULT,
  TIMEOUT_DEFAULT,
} from "../tavus-api/contract/index.ts";
import { Redactor, secretsIn } from "../tavus-api/redactor.ts";
import { addEvent } from "./conversation-events.ts";
import { type FillContext, hasDialogue, type TranscriptLine, toContext } from "./filler/context.ts";
import { FillError, fillArguments } from "./filler/fill.ts";
import { palTools } from "./routes/pals.ts";
import type { Document } from "./store.ts";
import { type World, zoned } from "./world.ts";

/** One action of one conversation. */
interface Run {
  readonly account: string;
  readonly conversationId: string;
  readonly tool: Document;
  readonly context: FillContext;
}

/** Ends a conversation: its events, then each attached post-call action, once. Ending twice does nothing the second time. */
export function endConversation(world: World, account: string, id: string): void {
  // E-1: all that is to run is claimed in one transaction, before anything is sent. Neither a second end nor a restart
  // repeats an action, and a crash leaves a conversation either still active or ended with all its claims.
  const runs = world.store.atomic(() => claimRuns(world, account, id));
  for (const run of runs) world.background(runAction(world, run));
}

function claimRuns(world: World, account: string, conversationId: string): Run[] {
  const conversation = world.store.get("conversation", account, conversationId);
  if (conversation === undefined || conversation["ended"] === true) return [];
  const reason = "end_conversation_endpoint_hit";
  world.store.put("conversation", account, { ...conversation, status: "ended", ended: true, shutdown_reason: reason });
  // W-6
  addEvent(world, account, conversationId, "system.shutdown", "system", { shutdown_reason: reason });
  const transcript = conversation["transcript"] as TranscriptLine[];
  // E-2: nothing was said, so nothing runs.
  if (!hasDialogue(transcript)) return [];
  addEvent(world, account, conversationId, "application.transcription_ready", "application", { transcript });
  const perception = String(conversation["perception"] ?? "");
  if (perception !== "")
    addEvent(world, account, conversationId, "application.perception_analysis", "application", {
      analysis: perception,
    });
  const context = toContext(transcript, perception, world.now());
  return palTools(world, account, String(conversation["pal_id"]))
    .filter((tool) => tool["trigger_type"] === "post_call")
    .filter((tool) =>
      world.store.claim("run", account, { id: runId(conversationId, tool), started_at: zoned(world.now()) }),
    )
    .map((tool) => ({ account, conversationId, tool, context }));
}

const runId = (conversationId: string, tool: Document): string => `${conversationId}/${tool.id}`;

/** Runs an action and reports it (E-5): in the list of deliveries, in the conversation and on its callback_url. */
async function runAction(world: World, run: Run): Promise<void> {
  const { account, conversationId, tool } = run;
  const outcome = await attempt(world, run);
  // Forgotten by a reset meanwhile.
  if (world.store.get("run", account, runId(conversationId, tool)) === undefined) return;
  const properties = { tool_id: tool.id, tool_name: tool["name"], ...outcome };
  world.store.atomic(() => {
    world.store.put("delivery", account, {
      id: runId(conversationId, tool),
      conversation_id: conversationId,
      at: zoned(world.now()),
      ...properties,
    });
    addEvent(world, account, conversationId, "application.post_call_action_executed", "application", properties);
  });
}

/** E-3 to E-8: fill, render, send once. Nothing that goes wrong here is an exception: it is a status. */
async function attempt(world: World, { conversationId, tool, context }: Run): Promise<JsonObject> {
  const delivery = (tool["delivery"] as { api: ApiDelivery }).api;
  let request: JsonObject = { url: delivery.url, method: delivery.method ?? METHOD_DEFAULT, body: null };
  try {
    const rendered = renderRequest({
      delivery,
      arguments: fillArguments(isObject(tool["parameters"]) ? tool["parameters"] : {}, context),
      conversationId,
      typing: world.behavior.typing,
    });
    // E-9: what was rendered is reported also where it cannot be sent.
    request = recorded(rendered);
    const authenticated = authenticate(rendered, delivery.auth);
    request = recorded(authenticated);
    const result = await send(authenticated, {
      timeoutMs: (delivery.timeout ?? TIMEOUT_DEFAULT) * 1000,
      allowNonPublic: world.allowNonPublic,
      signal: world.closing,
    });
    return outcomeOf(result, request, new Redactor(secretsIn({ delivery: { auth: delivery.auth } })));
  } catch (error) {
    return { status: "error", request, error: reasonOf(error) };
  }
}

/** What the event says of a request. E-12: a key in the query is in it, as at Tavus; headers are not. */
function recorded({ url, method, body }: DeliveryRequest): JsonObject {
  return { url, method, body: body ?? null };
}

/** Arguments that fit no URL, say, are a result as well: an action without an event would look as if it had never run (E-5). */
function reasonOf(error: unknown): string {
  if (error instanceof FillError) return `invalid arguments: ${error.message}`;
  if (error instanceof UnsupportedAuthError || error instanceof RenderError) return error.message;
  return "the request could not be made from the arguments and the delivery";
}

/** Our texts and the endpoint's may quote the credentials that were sent; events are read by many, so they are taken out. */
function outcomeOf(result: SendResult, request: JsonObject, redactor: Redactor): JsonObject {
  if (result.outcome === "timeout") return { status: "timeout", request, error: "the endpoint did not answer in time" };
  if (result.outcome === "failed") return { status: "error", request, error: redactor.redact(result.reason) };
  const response = { http_status: result.status, body: redactor.redact(result.body) };
  if (result.status >= 200 && result.status < 300) return { status: "success", request, response };
  return { status: "error", request, response, error: `the endpoint answered ${result.status}` };
}
