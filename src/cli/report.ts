import { isObject, type JsonObject } from "../tavus-api/contract/index.ts";
import { withoutControls } from "../tavus-api/terminal.ts";

/** A delivery as it is reported: the properties of the event (E-6), and how long it took. */
export interface DeliveryReport extends JsonObject {}

/** Exit code of a command that ran. */
export const [FINE, FOUND_FAILURES] = [0, 2];

export interface Report {
  /** The command's name; `event` of the JSON line. */
  readonly event: "trigger" | "replay";
  readonly conversationId: string;
  readonly deliveries: readonly DeliveryReport[];
  /** What the conversation's own events say of its actions, where there are any. */
  readonly events?: readonly JsonObject[];
}

/**
 * Writes what happened, and says the exit code: fine where something was delivered and all of it well.
 * @param json one JSON object instead of text
 */
export function report({ event, conversationId, deliveries, events = [] }: Report, json: boolean): number {
  const failed = deliveries.length === 0 || deliveries.some((delivery) => delivery["status"] !== "success");
  if (json) print(JSON.stringify({ event, conversation_id: conversationId, deliveries, events }));
  else {
    print(`Conversation ${conversationId}: ${deliveries.length === 0 ? "no action ran." : ""}`.trimEnd());
    for (const delivery of deliveries) print(describe(delivery));
    if (event === "replay" && deliveries.some(wasSeen)) print(WHY_UNHANDLED);
    for (const one of events) print(`  event     ${describeEvent(one)}`);
    if (deliveries.length === 0) print(WHY_NONE[event]);
  }
  return failed ? FOUND_FAILURES : FINE;
}

const WHY_NONE = {
  trigger: "Actions run only after calls with dialogue, and only post-call tools that are attached to the PAL.",
  replay: "Nothing of this conversation was sent that could be sent again.",
};

const WHY_UNHANDLED =
  "The receiver's seen store knows the delivery, so no handler was called: it runs once for a conversation and an action. To have it run again, take the entry out of the store; memorySeen() forgets all with its process.";

/** What a receiver of `pulumi-tavus/webhook` says to a repeat. */
function wasSeen({ response }: DeliveryReport): boolean {
  return isObject(response) && response["body"] === '{"status":"handled before"}';
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What an endpoint or an AI wrote must not steer the terminal; lines stay in their column. */
function quote(text: unknown): string {
  return String(text).split("\n").map(withoutControls).join("\n            ");
}

function describe(delivery: DeliveryReport): string {
  const { tool_name: name, status, duration_ms: ms, request, response, error } = delivery;
  const lines = [`${String(name)}: ${String(status)}${typeof ms === "number" && ms > 0 ? ` in ${ms} ms` : ""}`];
  if (delivery["unsent"] === true) lines.push("  request   none was made");
  else if (isObject(request)) {
    lines.push(`  request   ${quote(request["method"])} ${quote(request["url"])}`);
    if (typeof request["body"] === "string") lines.push(`            ${quote(request["body"])}`);
  }
  if (isObject(response))
    lines.push(`  response  ${quote(response["http_status"])} ${quote(response["body"])}`.trimEnd());
  if (error !== undefined) lines.push(`  error     ${quote(error)}`);
  return lines.join("\n");
}

function describeEvent({ event_type: type, timestamp, properties }: JsonObject): string {
  const status = isObject(properties) ? `: ${String(properties["tool_name"])} ${String(properties["status"])}` : "";
  return `${String(type)}${status}, ${String(timestamp)}`;
}
