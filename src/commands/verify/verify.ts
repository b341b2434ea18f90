import { formatPath, isObject, type JsonObject, member, valueAt } from "../../contract/index.ts";
import { describeNames } from "../../contract/known-names.ts";
import { PLACES } from "../../contract/wire.ts";
import { Definition } from "../../definition/definition.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { systemClock } from "../../tavus-api/clock.ts";
import { Limiter } from "../../tavus-api/transport/limiter.ts";
import type { StackResource, StackState } from "../stack/index.ts";
import { attachmentsOf, checkAttachments, palsOf } from "./attachment.ts";
import { resultsOf, Shared } from "./check.ts";
import { checkDefinition } from "./definition.ts";
import { checkEndpoint } from "./endpoint.ts";
import { holdChats, type LiveOptions, planLive } from "./live.ts";
import { judgeLive } from "./live-judge.ts";
import { probe } from "./probe.ts";
import { createQuote } from "./quote.ts";
import type { VerifyAction, VerifyCheck, VerifyReport } from "./report.ts";
import { checkRuns, type RecentConversations, readRecent, timeOf } from "./runs.ts";

const ofLive = resultsOf("live");
const endpoint = resultsOf("endpoint");

export interface VerifyOptions {
  readonly state: StackState;
  readonly clientOf: (resource: StackResource) => TavusClient;
  /** Ids or names of tools, or names of their resources. @default every tool of the stack */
  readonly tools?: readonly string[] | undefined;
  readonly probe?: boolean | undefined;
  /** How far back to check conversations, in milliseconds and in the user's spelling. */
  readonly since?: { readonly ms: number; readonly text: string } | undefined;
  readonly conversations?: number;
  /** @default 14 */
  readonly certificateDays?: number;
  /** Certificates to trust in addition to the usual ones. */
  readonly ca?: string;
  /** The status that causes exit code 2. @default "fail" */
  readonly failOn?: "fail" | "warn" | undefined;
  /** Chats with PALs of the stack, and waits for each post-call action afterward. Tavus charges chats like calls. */
  readonly live?: LiveOptions | undefined;
  readonly now?: () => number;
}

/**
 * Checks whether a stack's actions are live, attached, and reachable, and whether they ran recently. Changes nothing at Tavus, except for the
 * conversations of `live`. Sends one request for each hundred tools, and one for each PAL. With `since`, it also lists the conversations, and sends
 * one request for each conversation.
 * @throws TavusError if the account can't be read; Error if a tool of `tools` isn't in the stack
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const { state, failOn = "fail", now = Date.now } = options;
  const tools = chooseTools(state, options.tools ?? []);
  const work = workOf(tools, options, now);
  const looked = await Promise.all(tools.map((tool) => verifyTool(tool, work)));
  const actions = options.live === undefined ? looked : await tryActions(tools, looked, options.live, work);
  const count = (status: VerifyAction["status"]): number => actions.filter((action) => action.status === status).length;
  const summary = { pass: count("PASS"), warn: count("WARN"), fail: count("FAIL") };
  return {
    version: 1,
    stack: state.stackName ?? "",
    checkedAt: new Date(now()).toISOString(),
    ok: summary.fail === 0 && (failOn === "fail" || summary.warn === 0),
    summary,
    actions,
  };
}

/** The number of endpoints to probe at the same time, so that probes don't overload a service. */
const PROBES_MAX = 8;

/** Work that the tools of one run share, so that everything is read only once. */
const workOf = (tools: readonly StackResource[], options: VerifyOptions, now: () => number) => ({
  tools,
  options,
  now,
  endpoints: new Shared<VerifyCheck>(),
  recent: new Shared<RecentConversations>(),
  probes: new Limiter(PROBES_MAX, systemClock),
  quote: createQuote(
    options.state.secrets,
    tools.map(({ inputs }) => Definition.said(inputs).wire),
  ),
});
type Work = ReturnType<typeof workOf>;

async function verifyTool(resource: StackResource, work: Work): Promise<VerifyAction> {
  const { options, quote } = work;
  const client = options.clientOf(resource);
  const palIds = palsOf(resource, options.state.resources);
  const { wire } = Definition.said(resource.inputs);
  const actual = await client.readTool(resource.id);
  const [attachments, endpoints] = await Promise.all([
    // If the tool is gone, so are its attachments. PALs of other attachments still show whether they exist.
    actual === undefined ? [] : checkAttachments(resource.id, palIds, client),
    checkEndpoints(wire, resource, work),
  ]);
  const checks = [checkDefinition(resource, actual, quote), ...attachments, ...endpoints];
  if (options.probe === true && isApi(wire))
    checks.push(await work.probes.run(NEVER, () => probe(wire, isLocal(resource, options), quote)));
  const runs = wire["trigger_type"] === "post_call" && palIds.length > 0 ? await runsOf(resource, work) : undefined;
  if (runs !== undefined) checks.push(...runs.checks);
  return {
    urn: resource.urn,
    resource: resource.name,
    tool: String(wire["name"]),
    id: resource.id,
    status: worst(checks),
    ...(runs && { runs: runs.counts }),
    checks,
  };
}

/** Tries each post-call action without a failed check in a chat. A chat that can't succeed would still be charged. */
async function tryActions(
  tools: readonly StackResource[],
  looked: readonly VerifyAction[],
  live: LiveOptions,
  { options, quote }: Work,
): Promise<VerifyAction[]> {
  const isWell = (tool: StackResource): boolean =>
    looked[tools.indexOf(tool)]?.checks.every(({ check, status }) => status !== "FAIL" || !NEEDED.includes(check)) ===
    true;
  const wanted = chooseActions(options.state, options.tools);
  const chats = await holdChats(planLive(wanted.filter(isWell), options.state, live.pals), live);
  return Promise.all(
    looked.map(async (action, i) => {
      const tool = tools[i];
      if (tool === undefined || !wanted.includes(tool)) return action;
      const chat = chats.get(tool);
      const result = chat && (await judgeLive(tool, chat, live, quote));
      const checks = [...action.checks, result?.check ?? (isWell(tool) ? NOT_ATTACHED : NOT_WELL)];
      return { ...action, status: worst(checks), ...(result && { live: result.run }), checks };
    }),
  );
}

/** If one of these checks fails, no call runs the action. */
const NEEDED: readonly VerifyCheck["check"][] = ["definition", "attachment", "pal", "endpoint"];

const NOT_ATTACHED = ofLive.fail(
  "not tried: this stack attaches it to no PAL",
  "Declare a PalToolAttachment, or choose another PAL with --pal.",
);
const NOT_WELL = ofLive.skip("not tried, because a check above failed");

export function chooseActions(state: StackState, wanted: readonly string[] = []): StackResource[] {
  return chooseTools(state, wanted).filter(
    ({ inputs }) => Definition.said(inputs).wire["trigger_type"] === "post_call",
  );
}

const NEVER = { signal: new AbortController().signal };

async function checkEndpoints(
  wire: JsonObject,
  resource: StackResource,
  { options, endpoints }: Work,
): Promise<VerifyCheck[]> {
  if (!isApi(wire)) return [endpoint.pass("an app message: it has no endpoint")];
  const { certificateDays = 14, ca } = options;
  const settings = { allowLocal: isLocal(resource, options), certificateDays, ca };
  const checks = PLACES.filter(({ field }) => field.credentials === "url").map(({ input, path }) => {
    const address = valueAt(wire, path);
    if (typeof address !== "string") return [];
    // All tools with the same host share one check.
    const origin = /^[^?#]*?:\/\/[^/?#]*/.exec(address)?.[0] ?? address;
    const check = () => checkEndpoint(address, formatPath(input), settings);
    return endpoints.get(`${origin} ${settings.allowLocal}`, check);
  });
  return (await Promise.all(checks)).flat();
}

async function runsOf(resource: StackResource, { options, tools, recent, now, quote }: Work) {
  const { since, state, conversations = 200 } = options;
  if (since === undefined) return undefined;
  const ofAccount = tools.filter(({ provider }) => provider === resource.provider);
  const palIds = new Set(ofAccount.flatMap((tool) => palsOf(tool, state.resources)));
  const read = await recent.get(resource.provider, () =>
    readRecent(options.clientOf(resource), now() - since.ms, palIds, conversations),
  );
  const changed = timeOf(resource.outputs["updatedAt"]) ?? timeOf(resource.outputs["createdAt"]) ?? 0;
  const attachments = [...attachmentsOf(resource, state.resources)];
  const pals = new Map(attachments.map(([palId, { modifiedAt = 0 }]) => [palId, Math.max(changed, modifiedAt)]));
  const name = String(resource.outputs["name"]);
  return checkRuns({ id: resource.id, name, pals, recent: read, window: since.text, now: now(), quote });
}

function chooseTools({ resources }: StackState, wanted: readonly string[]): StackResource[] {
  const tools = resources.filter(({ kind, external }) => kind === "tool" && !external);
  const isOne = (tool: StackResource, one: string): boolean => [tool.id, tool.name, tool.outputs["name"]].includes(one);
  const unknown = wanted.find((one) => !tools.some((tool) => isOne(tool, one)));
  if (unknown !== undefined) {
    const names = tools.map(({ name }) => name);
    throw new Error(`--tool ${unknown}: the stack has no such tool. ${describeNames(unknown, names)}`);
  }
  return tools.filter((tool) => wanted.length === 0 || wanted.some((one) => isOne(tool, one)));
}

function isApi(wire: JsonObject): boolean {
  return isObject(member(wire["delivery"], "api"));
}

function isLocal(resource: StackResource, { state }: VerifyOptions): boolean {
  return state.accountOf(resource).allowLocalEndpoints;
}

function worst(checks: readonly VerifyCheck[]): VerifyAction["status"] {
  const found = (["FAIL", "WARN"] as const).find((status) => checks.some((check) => check.status === status));
  return found ?? "PASS";
}
