import { setTimeout as sleep } from "node:timers/promises";
import { type ApiDelivery, isObject, isSigned, type JsonObject, METHOD_DEFAULT } from "../../contract/index.ts";
import { keyParameter } from "../../delivery/authenticate.ts";
import { outcomeOf, recorded } from "../../delivery/outcome.ts";
import { redirect } from "../../delivery/redirect.ts";
import { deliverReported, type Reported } from "../../delivery/report.ts";
import { type DeliveryRequest, renderRequest } from "../../delivery/request.ts";
import { SIMULATED_TOKENS } from "../../delivery/tokens.ts";
import { RenderError } from "../../delivery/url.ts";
import { Redactor } from "../../tavus-api/redactor.ts";
import type { Assignment } from "../domain/assignment.ts";
import { addEvent } from "../domain/conversation-events.ts";
import type { Document } from "../domain/store.ts";
import { type TranscriptLine, toContext } from "../filler/context.ts";
import { FillError } from "../filler/fill.ts";
import { fillFromCall } from "../filler/index.ts";
import { findTool } from "../routes/tools.ts";
import { type EmulatorServices, zoned } from "../services.ts";
import { closingEvents } from "./closing-events.ts";
import { type Destination, destinationOf, HeldBack } from "./destination.ts";
import { isVariant, simulatedResult, type Variant } from "./variant.ts";

/** An action that is claimed but not reported yet. It survives a restart. */
export interface Pending extends Document {
  conversation_id: string;
  tool_id: string;
  /** Milliseconds since the epoch. */
  due_at: number;
  tool_call_id: string;
  /** From here on, it may have been sent: after a restart, the same bytes are sent again. */
  request?: DeliveryRequest;
}

/** The outcome of an action, for the event and for people. */
interface Outcome {
  readonly properties: JsonObject;
  /** Members of the delivery that no event has (E-8). `headers` are the rendered headers, without credentials. */
  readonly record: JsonObject;
}

const NOT_SENT = { headers: {}, duration_ms: 0 };

/** Runs an action and reports it once (E-5): in the list of deliveries, in the conversation, and to its callback_url. */
export async function runAction(services: EmulatorServices, account: string, pending: Pending): Promise<void> {
  if (!(await waitUntil(services, pending.due_at))) return;
  const conversation = services.store.get("conversation", account, pending.conversation_id);
  if (conversation === undefined) return;
  const variant = isVariant(conversation["variant"]) ? conversation["variant"] : undefined;
  // E-13: the current definition, not the one from the end of the call.
  const tool = findTool(services, account, pending.tool_id);
  const outcome = await attempt({ services, account, pending, conversation, tool, variant });
  // Interrupted by the emulator's own end: the action stays pending, and the next start continues.
  if (outcome === undefined || services.closing.aborted) return;
  if (variant === "late" && !(await waitUntil(services, services.now().getTime() + services.behavior.variantDelayMs)))
    return;
  report(services, account, pending, outcome, { toolName: tool?.["name"] ?? null, variant });
}

/** False if the emulator ends first. */
async function waitUntil({ now, closing }: EmulatorServices, at: number): Promise<boolean> {
  const left = at - now().getTime();
  if (left > 0) await sleep(left, undefined, { signal: closing }).catch(() => {});
  return !closing.aborted;
}

interface Attempt {
  readonly services: EmulatorServices;
  readonly account: string;
  readonly pending: Pending;
  readonly conversation: Document;
  readonly tool: Document | undefined;
  readonly variant: Variant | undefined;
}

/** E-3 to E-8: fill, render, send once. A failure here is never an exception: it is a status. */
async function attempt({
  services,
  account,
  pending,
  conversation,
  tool,
  variant,
}: Attempt): Promise<Outcome | undefined> {
  if (tool === undefined)
    return {
      properties: { status: "skipped", error: "the tool was deleted before its run began" },
      record: NOT_SENT,
    };
  if (variant === "skipped") return { properties: { status: "skipped" }, record: NOT_SENT };
  const delivery = (tool["delivery"] as { api: ApiDelivery }).api;
  // E-9: a rendered request is reported even if it can't be sent.
  let request: DeliveryRequest = pending.request ?? {
    url: delivery.url,
    method: delivery.method ?? METHOD_DEFAULT,
    headers: {},
  };
  try {
    if (pending.request === undefined) {
      request = await render(services, pending, conversation, tool);
      // Filling takes time, so the emulator may have ended or been reset.
      if (services.closing.aborted || services.store.get("pending", account, pending.id) === undefined)
        return undefined;
      // The same bytes again after a crash: a receiver that recognizes the call by its id or its body sees a repeat.
      services.store.put("pending", account, { ...pending, request });
    }
    // A simulated endpoint receives nothing, and an endpoint that the user names is intended.
    const isAllowed = simulatedResult(variant) !== undefined || conversation["allow_public"] === true;
    const { auth } = delivery;
    const isNamed = typeof conversation["deliver_to"] === "string";
    const destination = destinationOf(services, request, { auth, isNamed, isAllowed });
    const reported = await sendAs(services, variant, destination, delivery);
    const record = { headers: request.headers, ...sentRecord(reported, auth, destination) };
    return { properties: reported.properties, record };
  } catch (error) {
    const properties = { status: "error", request: recorded(request), error: reasonOf(error) };
    // The user can still allow a delivery that was held back, so it is stored completely.
    const held = error instanceof HeldBack && { headers: request.headers, held: true };
    return { properties, record: { ...NOT_SENT, unsent: true, ...held } };
  }
}

/** From the transcript to the bytes. */
async function render(
  services: EmulatorServices,
  pending: Pending,
  conversation: Document,
  tool: Document,
): Promise<DeliveryRequest> {
  const delivery = (tool["delivery"] as { api: ApiDelivery }).api;
  const given = isObject(conversation["arguments"]) ? conversation["arguments"] : {};
  const transcript = conversation["transcript"] as TranscriptLine[];
  const perception = String(conversation["perception"] ?? "");
  const assignments = conversation["assignments"] as readonly Assignment[] | undefined;
  const context = toContext(transcript, perception, services.now());
  const args = await fillFromCall({ tool, given, ...(assignments && { assignments }), context });
  const rendered = renderRequest({
    delivery,
    arguments: args,
    conversationId: pending.conversation_id,
    typing: services.behavior.typing,
    ...(isSigned(delivery) && { envelope: { name: String(tool["name"]), toolCallId: pending.tool_call_id } }),
  });
  const to = conversation["deliver_to"];
  return typeof to === "string" ? redirect(rendered, to) : rendered;
}

async function sendAs(
  services: EmulatorServices,
  variant: Variant | undefined,
  { request, isTokenSimulated }: Destination,
  delivery: ApiDelivery,
): Promise<Reported> {
  const simulated = simulatedResult(variant);
  if (simulated !== undefined)
    return { properties: outcomeOf(simulated, request, NOTHING_SECRET), durationMs: 0, authHeaders: {} };
  const send = (): Promise<Reported> =>
    deliverReported(request, delivery, {
      tokens: isTokenSimulated ? SIMULATED_TOKENS : services.tokens,
      retrySigned5xx: services.behavior.retrySigned5xx,
      allowNonPublic: services.allowNonPublic,
      signal: services.closing,
    });
  if (variant === "twice") await send();
  const reported = await send();
  if (variant === "slow") await waitUntil(services, services.now().getTime() + services.behavior.variantDelayMs);
  return reported;
}

/** A made-up answer never contains a credential. */
const NOTHING_SECRET = new Redactor([]);

/** Arguments that don't fit a URL, for example, are also a result: an action without an event would look as if it had never run (E-5). */
function reasonOf(error: unknown): string {
  if (error instanceof HeldBack || error instanceof RenderError) return error.message;
  if (error instanceof FillError) return `invalid arguments: ${error.message}`;
  return "the request could not be made from the arguments and the delivery";
}

/** All of a report or, after a crash, none of it. Then the action is still pending. */
function report(
  services: EmulatorServices,
  account: string,
  pending: Pending,
  { properties: outcome, record }: Outcome,
  { toolName, variant }: { toolName: unknown; variant: Variant | undefined },
): void {
  const { store } = services;
  const { conversation_id: conversationId, tool_id: toolId } = pending;
  const properties = { tool_id: toolId, tool_name: toolName, ...outcome };
  const delivery = store.atomic(() => {
    // Deleted by a reset in the meantime.
    if (store.get("pending", account, pending.id) === undefined) return undefined;
    store.remove("pending", account, pending.id);
    const document: Document = {
      id: pending.id,
      conversation_id: conversationId,
      at: zoned(services.now()),
      ...(variant !== undefined && { as: variant }),
      ...record,
      ...properties,
    };
    store.put("delivery", account, document);
    const event = () =>
      addEvent(services, account, conversationId, "application.post_call_action_executed", "application", properties);
    if (variant !== "missing") event();
    if (variant === "duplicate") event();
    if (variant === "out-of-order") closeAfterLast(services, account, conversationId);
    return document;
  });
  if (delivery !== undefined) services.delivered(account, delivery);
  services.changed("deliveries");
}

/** How a delivery was sent, and its answer. */
export function sentRecord(
  { durationMs, authHeaders, responseHeaders }: Reported,
  auth: ApiDelivery["auth"],
  { forwardedFrom, isTokenSimulated }: Destination,
): JsonObject {
  const key = keyParameter(auth);
  return {
    duration_ms: durationMs,
    ...(Object.keys(authHeaders).length > 0 && { auth_headers: authHeaders }),
    ...(responseHeaders !== undefined && { response_headers: responseHeaders }),
    ...(key !== undefined && { key_parameter: key }),
    ...(forwardedFrom !== undefined && { forwarded_from: forwardedFrom }),
    ...(isTokenSimulated && { token_simulated: true }),
  };
}

/** The conversation's events at its end, held back until its last action has reported. */
function closeAfterLast(services: EmulatorServices, account: string, conversationId: string): void {
  const { store } = services;
  const conversation = store.get("conversation", account, conversationId);
  const isLast = store.startingWith("pending", account, `${conversationId}/`).length === 0;
  if (conversation === undefined || !isLast) return;
  for (const { type, messageType, properties } of closingEvents(conversation))
    addEvent(services, account, conversationId, type, messageType, properties);
}
