import type { StackResource, StackState } from "../stack/index.ts";
import type { TavusClient } from "../tavus-api/client.ts";
import { isObject, type JsonObject, member } from "../tavus-api/contract/index.ts";
import { parseTimestamp } from "../tavus-api/timestamp.ts";
import { toWire } from "../tool/wire.ts";
import { checkAttachment, checkPal, palsOf } from "./attachment.ts";
import { pass, Shared } from "./check.ts";
import { checkDefinition } from "./definition.ts";
import { checkEndpoint } from "./endpoint.ts";
import { probe } from "./probe.ts";
import type { VerifyAction, VerifyCheck, VerifyReport } from "./report.ts";
import { checkRuns, type RecentConversations, readRecent } from "./runs.ts";

export interface VerifyOptions {
  readonly state: StackState;
  readonly clientOf: (resource: StackResource) => TavusClient;
  /** Ids or names of tools, or names of their resources. @default every tool of the stack */
  readonly tools?: readonly string[] | undefined;
  /** Sends one marked request to each endpoint. */
  readonly probe?: boolean | undefined;
  /** Looks at the conversations of so many milliseconds; how the user wrote it. */
  readonly since?: { readonly ms: number; readonly text: string } | undefined;
  /** Conversations that are read at most. @default 200 */
  readonly conversations?: number;
  /** @default 14 */
  readonly certificateDays?: number;
  /** Certificates to trust beside the usual ones. */
  readonly ca?: string;
  /** Which status makes the exit code 2. @default "fail" */
  readonly failOn?: "fail" | "warn" | undefined;
  readonly now?: () => number;
}

/**
 * Whether what a stack declares is live, attached, reachable, and ran lately. Changes nothing at Tavus. Costs one list of tools for each
 * hundred, two requests for each PAL, with `since` one list of conversations and one request for each of them.
 * @throws TavusError where the account cannot be read; Error where a tool of `tools` is not in the stack
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const { state, failOn = "fail", now = Date.now } = options;
  const tools = chooseTools(state, options.tools ?? []);
  const shared = {
    pals: new Shared<VerifyCheck>(),
    endpoints: new Shared<VerifyCheck>(),
    recent: new Shared<RecentConversations>(),
  };
  const actions = await Promise.all(tools.map((tool) => verifyTool(tool, options, shared, now)));
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

interface SharedChecks {
  readonly pals: Shared<VerifyCheck>;
  readonly endpoints: Shared<VerifyCheck>;
  readonly recent: Shared<RecentConversations>;
}

async function verifyTool(
  resource: StackResource,
  options: VerifyOptions,
  shared: SharedChecks,
  now: () => number,
): Promise<VerifyAction> {
  const client = options.clientOf(resource);
  const palIds = palsOf(resource, options.state.resources);
  const wire = toWire(resource.inputs).wire;
  const isAction = wire["trigger_type"] === "post_call";
  const actual = await client.readTool(resource.id);
  const [attachments, pals, endpoints] = await Promise.all([
    actual === undefined ? [] : checkAttachment(resource.id, palIds, client),
    Promise.all(palIds.map((palId) => shared.pals.get(`${resource.provider} ${palId}`, () => checkPal(palId, client)))),
    checkEndpoints(wire, resource, options, shared),
  ]);
  const checks = [
    checkDefinition(resource, actual),
    ...attachments,
    // A PAL that is gone has no edits.
    ...pals.filter(
      (_, i) => !attachments.some(({ check, message }) => check === "pal" && message.includes(palIds[i] ?? "")),
    ),
    ...endpoints,
  ];
  if (options.probe === true && isApi(wire)) checks.push(await probe({ wire, allowLocal: isLocal(resource, options) }));
  const runs = isAction && palIds.length > 0 ? await runsOf(resource, palIds, options, shared, now) : undefined;
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

async function checkEndpoints(
  wire: JsonObject,
  resource: StackResource,
  options: VerifyOptions,
  { endpoints }: SharedChecks,
): Promise<VerifyCheck[]> {
  if (!isApi(wire)) return [pass("endpoint", "an app message: it has no endpoint")];
  const { url, auth } = (wire["delivery"] as { api: JsonObject }).api;
  const { certificateDays = 14, ca } = options;
  const settings = { allowLocal: isLocal(resource, options), certificateDays, ca };
  const wanted: [string, unknown][] = [
    ["delivery.api.url", url],
    ["delivery.api.auth.tokenUrl", member(auth, "token_url")],
  ];
  return Promise.all(
    wanted
      .filter(([, address]) => typeof address === "string")
      .map(([what, address]) => {
        const text = String(address);
        // One look at a host, however many tools go there.
        const origin = /^[^?#]*?:\/\/[^/?#]*/.exec(text)?.[0] ?? text;
        return endpoints.get(`${origin} ${settings.allowLocal}`, () => checkEndpoint(text, what, settings));
      }),
  );
}

async function runsOf(
  resource: StackResource,
  palIds: readonly string[],
  options: VerifyOptions,
  { recent }: SharedChecks,
  now: () => number,
) {
  const { since, state, conversations = 200 } = options;
  if (since === undefined) return undefined;
  const ofAccount = state.resources.filter(({ provider }) => provider === resource.provider);
  const all = new Set(ofAccount.filter(({ kind }) => kind === "tool").flatMap((tool) => palsOf(tool, ofAccount)));
  const read = await recent.get(resource.provider, () =>
    readRecent(options.clientOf(resource), now() - since.ms, all, conversations),
  );
  const created = resource.outputs["createdAt"];
  const createdAt = typeof created === "string" ? parseTimestamp(created) : undefined;
  const name = String(resource.outputs["name"]);
  return checkRuns({ id: resource.id, name, palIds, createdAt, recent: read, window: since.text, now: now() });
}

function chooseTools({ resources }: StackState, wanted: readonly string[]): StackResource[] {
  const tools = resources.filter(({ kind, external }) => kind === "tool" && !external);
  const isOne = (tool: StackResource, one: string): boolean => [tool.id, tool.name, tool.outputs["name"]].includes(one);
  for (const one of wanted)
    if (!tools.some((tool) => isOne(tool, one))) {
      const names = tools.map(({ name }) => name).slice(0, 10);
      throw new Error(`--tool ${one}: the stack has no such tool. There are: ${names.join(", ") || "none"}.`);
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
