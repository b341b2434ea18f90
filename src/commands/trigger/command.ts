import { isObject, type JsonObject, type Tool } from "../../contract/index.ts";
import { describeNames } from "../../contract/known-names.ts";
import { toDeliveryRecord } from "../../delivery/record.ts";
import { isHttpUrl } from "../../delivery/url.ts";
import { readAssignments, readPairs } from "../../emulator/domain/assignment.ts";
import { type CallRecord, EXAMPLE_TRANSCRIPT, parseCall } from "../../emulator/domain/transcript.ts";
import { toContext } from "../../emulator/filler/context.ts";
import { FillError } from "../../emulator/filler/fill.ts";
import { fillFromCall } from "../../emulator/filler/index.ts";
import { isUnasked, isVariant, VARIANTS } from "../../emulator/run/variant.ts";
import { UNKNOWN_TARGET } from "../../emulator/trial.ts";
import { type AccountSettings, askEmulator, readAccount } from "../account.ts";
import { withClient } from "../clients.ts";
import { renderDirect, sendDirect, withSecret } from "../direct.ts";
import { readTextFile } from "../input.ts";
import { report } from "../report.ts";
import { UnknownNameError, withToolNamed } from "../resource-name.ts";
import { type TriggerReport, toExecutedEvent } from "../run-report.ts";
import type { StackOptions } from "../stack/index.ts";
import { withProgress } from "../terminal.ts";

export interface TriggerOptions extends StackOptions {
  readonly transcript?: string;
  readonly set: readonly string[];
  readonly to?: string;
  readonly allowPublic?: boolean;
  readonly as?: string;
  readonly callback?: string;
  readonly secretEnv: string;
  readonly json?: boolean;
}

/** Ends a made-up call on the emulator or, with a real account and `--to`, delivers one of its actions from this machine. */
export async function trigger(target: string, options: TriggerOptions): Promise<number> {
  const call =
    options.transcript === undefined ? { transcript: EXAMPLE_TRANSCRIPT } : parseCall(readTextFile(options.transcript));
  const given = readPairs(options.set, (pair) => new Error(`--set ${pair.split("=")[0] ?? ""} is not name=value.`));
  if (options.to !== undefined && !isHttpUrl(options.to)) throw new Error("--to is not an http or https URL.");
  if (options.as !== undefined && !Object.hasOwn(VARIANTS, options.as))
    throw new Error(`--as is ${JSON.stringify(options.as)}. Use one of: ${Object.keys(VARIANTS).join(", ")}.`);
  const account = await withProgress("Reading the settings", () => readAccount(options));
  if (options.transcript === undefined && options.json !== true)
    process.stderr.write("No --transcript given. Using an example call.\n");
  const run = account.isEmulator ? triggerEmulator : triggerDirect;
  return withToolNamed(target, options, (named) => run(account, named, call, given, options));
}

async function triggerEmulator(
  account: AccountSettings,
  target: string,
  call: CallRecord,
  set: JsonObject,
  { to, as, callback, allowPublic, json = false }: TriggerOptions,
): Promise<number> {
  const trial = {
    target,
    ...call,
    set,
    ...(to !== undefined && { to }),
    ...(allowPublic === true && { allow_public: true }),
    ...(as !== undefined && { as }),
    ...(callback !== undefined && { callback_url: callback }),
  };
  const answer = await withProgress("Running the actions", () => askEmulator(account, "/trials", trial)).catch(
    (error: Error) => {
      throw error.message.startsWith(UNKNOWN_TARGET) ? new UnknownNameError(error.message) : error;
    },
  );
  const [deliveries, events] = [answer["deliveries"] as JsonObject[], answer["events"] as JsonObject[]];
  const found: TriggerReport = {
    version: 1,
    conversationId: String(answer["conversation_id"]),
    deliveries: deliveries.map(toDeliveryRecord),
    events: events.map(toExecutedEvent),
  };
  const code = report("trigger", found, json);
  if (isVariant(as) && isUnasked(as) && !json) process.stdout.write("Simulated: your endpoint was not called.\n");
  return code;
}

/** With a real account, uses the account's definition and a made-up call, and delivers to the user's URL. */
async function triggerDirect(
  account: AccountSettings,
  target: string,
  call: CallRecord,
  set: JsonObject,
  { to, as, callback, secretEnv, json = false }: TriggerOptions,
): Promise<number> {
  if (to === undefined)
    throw new Error(
      "A made-up call can be ended on the emulator only (set TAVUS_BASE_URL as npx pulumi-tavus dev prints it). With a real account, say --to <URL>: its definition is delivered there from here.",
    );
  if (as !== undefined || callback !== undefined) throw new Error("--as and --callback work with the emulator only.");
  const conversationId = `c${Date.now().toString(16)}`;
  const delivered = await withProgress("Delivering the action", () =>
    withClient(account, async (client) => {
      const tool = (await client.findToolByName(target)) ?? (await client.readTool(target));
      if (tool === undefined) {
        const names = (await client.listTools()).map(({ name }) => name);
        throw new UnknownNameError(
          `The account has no tool with the id or the name ${target}. ${describeNames(target, names)}`,
        );
      }
      if (tool.trigger_type !== "post_call")
        throw new Error(`The tool ${tool.name} runs during the call, not after it.`);
      const direct = { tool, delivery: withSecret(tool, secretEnv), conversationId, to };
      const args = await argumentsFor(tool, call, set);
      return await sendDirect(direct, renderDirect(direct, args, `call_${conversationId}`));
    }),
  );
  return report("trigger", { version: 1, conversationId, deliveries: [toDeliveryRecord(delivered)], events: [] }, json);
}

function argumentsFor(
  tool: Tool,
  { transcript, perception_analysis: perception = "", arguments: given = {} }: CallRecord,
  set: JsonObject,
): Promise<JsonObject> {
  const assignments = readAssignments(set, [tool.parameters].filter(isObject));
  const context = toContext(transcript, perception, new Date());
  return fillFromCall({ tool: tool as JsonObject, given, assignments, context }).catch((error: unknown) => {
    throw error instanceof FillError ? new Error(`The arguments cannot be made: ${error.message}.`) : error;
  });
}
