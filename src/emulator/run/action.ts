import { setTimeout as sleep } from "node:timers/promises";
import { type ApiDelivery, isObject, isSigned, type JsonObject, METHOD_DEFAULT } from "../../contract/index.ts";
import { keyParameter } from "../../delivery/authenticate.ts";
import { redirect } from "../../delivery/forward.ts";
import { outcomeOf, recorded } from "../../delivery/outcome.ts";
import { deliverReported, type Reported } from "../../delivery/report.ts";
import { type DeliveryRequest, renderRequest } from "../../delivery/request.ts";
import { RenderError } from "../../delivery/url.ts";
import { Redactor } from "../../tavus-api/redactor.ts";
import type { Assignment } from "../domain/assignment.ts";
import { addClosingEvents, addEvent, EXECUTED } from "../domain/conversation-events.ts";
import type { Document } from "../domain/store.ts";
import { type TranscriptLine, toContext } from "../filler/context.ts";
import { FillError } from "../filler/fill.ts";
import { fillFromCall } from "../filler/index.ts";
import { type Account, zoned } from "../services.ts";
import { type Destination, deliverOptions, destinationOf, HeldBack } from "./destination.ts";
import { isVariant, simulatedResult, type Variant } from "./variant.ts";

/** An action that is claimed but not yet reported. It survives a restart. */
export interface Pending extends Document {
  conversation_id: string;
  tool_id: string;
  /** Milliseconds since the epoch. */
  due_at: number;
  tool_call_id: string;
  /** If present, the request may have been sent. After a restart, the same bytes are sent again. */
  request?: DeliveryRequest;
}

interface Outcome {
  readonly properties: JsonObject;
  /** Members of the delivery that no event has (E-8). `headers` are the rendered headers, without credentials. */
  readonly record: JsonObject;
}

const NOT_SENT = { headers: {}, duration_ms: 0 };

/** Runs an action and reports it once (E-5): in the list of deliveries, in the conversation, and to its callback_url. */
export async function runAction(account: Account, pending: Pending): Promise<void> {
  if (!(await waitUntil(account, pending.due_at))) return;
  const conversation = account.store.get("conversation", pending.conversation_id);
  if (conversation === undefined) return;
  const variant = isVariant(conversation["variant"]) ? conversation["variant"] : undefined;
  // E-13: uses the current definition, not the one from the end of the call.
  const tool = account.store.find("tool", pending.tool_id);
  const outcome = await attempt({ account, pending, conversation, tool, variant });
  // The emulator closed during the delivery. The action stays pending, and the next start continues it.
  if (outcome === undefined || account.closing.aborted) return;
  if (variant === "late" && !(await waitUntil(account, account.now().getTime() + account.behavior.variantDelayMs)))
    return;
  report(account, pending, outcome, { toolName: tool?.["name"] ?? null, variant });
}

/** Returns false if the emulator closes first. */
async function waitUntil({ now, closing }: Account, at: number): Promise<boolean> {
  const left = at - now().getTime();
  if (left > 0) await sleep(left, undefined, { signal: closing }).catch(() => {});
  return !closing.aborted;
}

interface Attempt {
  readonly account: Account;
  readonly pending: Pending;
  readonly conversation: Document;
  readonly tool: Document | undefined;
  readonly variant: Variant | undefined;
}

/** E-3 to E-8: fills in, renders, and sends once. Failures are statuses, never exceptions. */
async function attempt(run: Attempt): Promise<Outcome | undefined> {
  const { account, pending, conversation, tool, variant } = run;
  if (tool === undefined || variant === "skipped") {
    const error = tool === undefined && { error: "the tool was deleted before its run began" };
    return { properties: { status: "skipped", ...error }, record: NOT_SENT };
  }
  const delivery = (tool["delivery"] as { api: ApiDelivery }).api;
  // E-9: a rendered request is reported even if it can't be sent.
  let request: DeliveryRequest = pending.request ?? {
    url: delivery.url,
    method: delivery.method ?? METHOD_DEFAULT,
    headers: {},
  };
  try {
    if (pending.request === undefined) {
      request = await render(run, tool);
      // Filling in takes time, so the emulator may have been closed or reset.
      if (account.closing.aborted || account.store.get("pending", pending.id) === undefined) return undefined;
      // Sends the same bytes again after a crash. A receiver that recognizes the call by its id or body treats it as a repeat.
      account.store.put("pending", { ...pending, request });
    }
    // A simulated endpoint receives nothing. If the user names an endpoint, the delivery is intended.
    const isAllowed = simulatedResult(variant) !== undefined || conversation["allow_public"] === true;
    const { auth } = delivery;
    const isNamed = typeof conversation["deliver_to"] === "string";
    const destination = destinationOf(account, request, { auth, isNamed, isAllowed });
    const reported = await sendAs(account, variant, destination, delivery);
    const record = { headers: request.headers, ...sentRecord(reported, auth, destination) };
    return { properties: reported.properties, record };
  } catch (error) {
    const properties = { status: "error", request: recorded(request), error: reasonOf(error) };
    // The user can still allow a delivery that was held back, so the whole request is stored.
    const held = error instanceof HeldBack && { headers: request.headers, held: true };
    return { properties, record: { ...NOT_SENT, unsent: true, ...held } };
  }
}

async function render({ account, pending, conversation }: Attempt, tool: Document): Promise<DeliveryRequest> {
  const delivery = (tool["delivery"] as { api: ApiDelivery }).api;
  const given = isObject(conversation["arguments"]) ? conversation["arguments"] : {};
  const transcript = conversation["transcript"] as TranscriptLine[];
  const perception = String(conversation["perception"] ?? "");
  const assignments = conversation["assignments"] as readonly Assignment[] | undefined;
  const context = toContext(transcript, perception, account.now());
  const args = await fillFromCall({ tool, given, ...(assignments && { assignments }), context });
  const rendered = renderRequest({
    delivery,
    arguments: args,
    conversationId: pending.conversation_id,
    typing: account.behavior.typing,
    ...(isSigned(delivery) && { envelope: { name: String(tool["name"]), toolCallId: pending.tool_call_id } }),
  });
  const to = conversation["deliver_to"];
  return typeof to === "string" ? redirect(rendered, to) : rendered;
}

async function sendAs(
  account: Account,
  variant: Variant | undefined,
  destination: Destination,
  delivery: ApiDelivery,
): Promise<Reported> {
  const simulated = simulatedResult(variant);
  if (simulated !== undefined)
    return { properties: outcomeOf(simulated, destination.request, NOTHING_SECRET), durationMs: 0, authHeaders: {} };
  const { retrySigned5xx } = account.behavior;
  const options = { ...deliverOptions(account, destination), retrySigned5xx };
  const send = (): Promise<Reported> => deliverReported(destination.request, delivery, options);
  if (variant === "twice") await send();
  const reported = await send();
  if (variant === "slow") await waitUntil(account, account.now().getTime() + account.behavior.variantDelayMs);
  return reported;
}

/** Made-up responses never contain a credential. */
const NOTHING_SECRET = new Redactor([]);

/** Invalid arguments, for example in a URL, are also a result. Without an event, the action would seem never to have run (E-5). */
function reasonOf(error: unknown): string {
  if (error instanceof HeldBack || error instanceof RenderError) return error.message;
  if (error instanceof FillError) return `invalid arguments: ${error.message}`;
  return "the request could not be made from the arguments and the delivery";
}

/** Writes the whole report or, after a crash, nothing. The action then stays pending. */
function report(
  account: Account,
  pending: Pending,
  { properties: outcome, record }: Outcome,
  { toolName, variant }: { toolName: unknown; variant: Variant | undefined },
): void {
  const { store } = account;
  const { conversation_id: conversationId, tool_id: toolId } = pending;
  const properties = { tool_id: toolId, tool_name: toolName, ...outcome };
  const delivery = store.atomic(() => {
    // A reset has deleted the action in the meantime.
    if (store.get("pending", pending.id) === undefined) return undefined;
    store.remove("pending", pending.id);
    const document: Document = {
      id: pending.id,
      conversation_id: conversationId,
      at: zoned(account.now()),
      ...(variant !== undefined && { as: variant }),
      ...record,
      ...properties,
    };
    store.put("delivery", document);
    const event = () => addEvent(account, conversationId, EXECUTED, properties);
    if (variant !== "missing") event();
    if (variant === "duplicate") event();
    if (variant === "out-of-order") closeAfterLast(account, conversationId);
    return document;
  });
  if (delivery !== undefined) account.delivered(account, delivery);
  account.changed("deliveries");
}

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

/** Sends the conversation's closing events, which wait until its last action has reported. */
function closeAfterLast(account: Account, conversationId: string): void {
  const { store } = account;
  const conversation = store.get("conversation", conversationId);
  const isLast = store.startingWith("pending", `${conversationId}/`).length === 0;
  if (conversation !== undefined && isLast) addClosingEvents(account, conversation);
}
