import {
  type ApiDelivery,
  CONTENT_TYPE_DEFAULT,
  findPlaceholders,
  isObject,
  type JsonObject,
} from "../../contract/index.ts";
import { describeNames } from "../../contract/known-names.ts";
import { toDeliveryRecord } from "../../delivery/record.ts";
import type { DeliveryRequest } from "../../delivery/request.ts";
import { isHttpUrl } from "../../delivery/url.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { type AccountSettings, askEmulator, readAccount } from "../account.ts";
import { withClient } from "../clients.ts";
import { sendDirect, withSecret } from "../direct.ts";
import { report } from "../report.ts";
import { UnknownNameError, withToolNamed } from "../resource-name.ts";
import { bodyText, type ReplayReport } from "../run-report.ts";
import type { StackOptions } from "../stack/index.ts";
import { withProgress } from "../terminal.ts";

export interface ReplayOptions extends StackOptions {
  readonly to?: string;
  readonly again?: boolean;
  readonly allowPublic?: boolean;
  readonly tool?: string;
  readonly secretEnv: string;
  readonly json?: boolean;
}

/** Sends the requests of a conversation's actions again, to the same endpoints or to another one. */
export async function replay(conversationId: string, options: ReplayOptions): Promise<number> {
  const account = await withProgress("Reading the settings", () => readAccount(options));
  if (options.to !== undefined && !isHttpUrl(options.to)) throw new Error("--to is not an http or https URL.");
  const send = account.isEmulator ? replayEmulated : replayRecorded;
  const deliveries = await withProgress("Sending again", () =>
    options.tool === undefined
      ? send(account, conversationId, options)
      : withToolNamed(options.tool, options, (tool) => send(account, conversationId, { ...options, tool })),
  );
  const found: ReplayReport = { version: 1, conversationId, deliveries: deliveries.map(toDeliveryRecord) };
  return report("replay", found, options.json === true);
}

/** The emulator knows the secrets, and shows the replay on its page. */
async function replayEmulated(
  account: AccountSettings,
  id: string,
  { to, tool, again, allowPublic }: ReplayOptions,
): Promise<JsonObject[]> {
  const answer = await askEmulator(account, `/conversations/${encodeURIComponent(id)}/replays`, {
    ...(to !== undefined && { to }),
    ...(tool !== undefined && { tool }),
    ...(again === true && { again }),
    ...(allowPublic === true && { allow_public: true }),
  });
  const deliveries = answer["deliveries"] as JsonObject[];
  if (tool === undefined || deliveries.length > 0) return deliveries;
  const { data } = await askEmulator(account, "/deliveries");
  const ran = (data as JsonObject[]).filter((one) => one["conversation_id"] === id && one["replay_of"] === undefined);
  chooseActions(ran, tool, id);
  return deliveries;
}

/** E-9: the events of a conversation contain the request, even if it didn't arrive. */
async function replayRecorded(account: AccountSettings, id: string, options: ReplayOptions): Promise<JsonObject[]> {
  return withClient(account, async (client) => {
    const conversation = await client.readConversation(id);
    if (conversation === undefined) throw new Error(`The account has no conversation ${id}.`);
    const reports: JsonObject[] = [];
    const ran = executedOnce(conversation.events);
    for (const properties of chooseActions(ran, options.tool, id))
      reports.push(...(await replayOne(client, id, properties, options)));
    return reports;
  });
}

/** The actions with this id or name, or all actions. */
function chooseActions(
  ran: readonly JsonObject[],
  tool: string | undefined,
  conversationId: string,
): readonly JsonObject[] {
  const chosen = ran.filter(({ tool_id: id, tool_name: name }) => tool === undefined || id === tool || name === tool);
  if (tool === undefined || chosen.length > 0) return chosen;
  const names = ran.map(({ tool_name: name, tool_id: id }) => String(name ?? id));
  throw new UnknownNameError(
    `No action of the conversation ${conversationId} has the id or the name ${tool}. ${describeNames(tool, names)}`,
  );
}

/** Returns each action once. U-21: an event can appear twice. */
function executedOnce(events: readonly JsonObject[]): JsonObject[] {
  const found = new Map<string, JsonObject>();
  for (const { event_type: type, properties } of events) {
    if (type !== "application.post_call_action_executed" || !isObject(properties)) continue;
    const key = String(properties["tool_id"] ?? properties["tool_name"]);
    if (!found.has(key)) found.set(key, properties);
  }
  return [...found.values()];
}

async function replayOne(
  client: TavusClient,
  conversationId: string,
  properties: JsonObject,
  { to, secretEnv, again }: ReplayOptions,
): Promise<JsonObject[]> {
  const { request, tool_id: toolId, tool_name: toolName } = properties;
  // A skipped action sent nothing.
  if (!isObject(request) || typeof request["url"] !== "string") return [];
  const tool = await client.readTool(String(toolId));
  if (tool === undefined) {
    const error = "the tool is gone, and with it how it authenticates";
    return [{ tool_id: toolId, tool_name: toolName, conversation_id: conversationId, status: "error", error }];
  }
  const delivery = withSecret(tool, secretEnv);
  // The address of an old tunnel may belong to somebody else by now. They would get the current credentials.
  if (to === undefined && new URL(request["url"]).origin !== URL.parse(delivery.url)?.origin)
    throw new Error(
      `The tool ${tool.name} is delivered elsewhere now. Say with --to where: today's credentials are not sent to the recorded address.`,
    );
  const sent = requestOf(String(request["method"]), request["url"], bodyText(request["body"]), delivery);
  return [await sendDirect({ tool, delivery, conversationId, to, again }, sent)];
}

/** E-12: the event doesn't contain headers. The definition's headers are sent unchanged, without templates. */
function requestOf(method: string, url: string, body: string | undefined, delivery: ApiDelivery): DeliveryRequest {
  const fixed = Object.entries(delivery.headers ?? {}).filter(([, value]) => findPlaceholders(value).length === 0);
  const headers = Object.fromEntries(fixed);
  if (body !== undefined && !Object.keys(headers).some((name) => name.toLowerCase() === "content-type"))
    headers["content-type"] = delivery.content_type ?? CONTENT_TYPE_DEFAULT;
  return { method, url, headers, ...(body !== undefined && { body }) };
}
