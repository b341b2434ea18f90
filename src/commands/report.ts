import { describeAgain } from "../delivery/again.ts";
import { TOKEN_SIMULATED } from "../delivery/tokens.ts";
import { withoutControls } from "../tavus-api/terminal.ts";
import type { DeliveryReport, ReplayReport, TriggerReport } from "./run-report.ts";
import { colored } from "./terminal.ts";

export const [FINE, FOUND_FAILURES] = [0, 2];

/** Writes the result, and returns the exit code: 0 if something was delivered and everything succeeded. */
export function report(command: "trigger" | "replay", found: TriggerReport | ReplayReport, json: boolean): number {
  const { deliveries, conversationId } = found;
  const failed = deliveries.length === 0 || deliveries.some(({ status }) => status !== "success");
  if (json) print(JSON.stringify(found));
  else {
    print(`Conversation ${conversationId}: ${deliveries.length === 0 ? "no action ran." : ""}`.trimEnd());
    for (const delivery of deliveries) print(describe(delivery));
    if (command === "replay" && deliveries.some(wasSeen)) print(WHY_UNHANDLED);
    for (const { eventType, timestamp, toolName, status } of "events" in found ? found.events : [])
      print(`  event     ${eventType}: ${toolName} ${status}, ${timestamp}`);
    if (deliveries.length === 0) print(WHY_NONE[command]);
  }
  return failed ? FOUND_FAILURES : FINE;
}

const WHY_NONE = {
  trigger: "Actions run only after calls with dialogue, and only post-call tools that are attached to the PAL.",
  replay: "Nothing of this conversation was sent that could be sent again.",
};

const WHY_UNHANDLED =
  "The receiver's seen store knows the delivery, so no handler was called. A handler runs once for each conversation and action. Add --again to call it again.";

/** Whether a `pulumi-tavus/webhook` receiver recognized the delivery as a repeat. */
function wasSeen({ response }: DeliveryReport): boolean {
  return response?.body === '{"status":"handled before"}';
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Text from an endpoint or an AI must not control the terminal. Lines after the first one are indented. */
export function quote(text: unknown): string {
  return String(text).split("\n").map(withoutControls).join("\n            ");
}

function describe(delivery: DeliveryReport): string {
  const { toolName, status, durationMs = 0, unsent, request, response, error, tokenSimulated, again } = delivery;
  const lines = [`${toolName}: ${colored(status)}${durationMs > 0 ? ` in ${durationMs} ms` : ""}`];
  if (unsent === true) lines.push("  request   none was made");
  else if (request !== undefined) {
    lines.push(`  request   ${quote(request.method)} ${quote(request.url)}`);
    if (request.body !== null) lines.push(`            ${quote(request.body)}`);
  }
  if (tokenSimulated === true) lines.push(`  token     ${TOKEN_SIMULATED}`);
  if (response !== undefined) lines.push(`  response  ${response.httpStatus} ${quote(response.body)}`.trimEnd());
  if (error !== undefined) lines.push(`  error     ${quote(error)}`);
  if (again !== undefined) lines.push(`  again     ${describeAgain(again)}`);
  return lines.join("\n");
}
