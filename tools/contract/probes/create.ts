import {
  canonicalUrl,
  formatPath,
  isObject,
  isUnset,
  type JsonObject,
  MASK,
  member,
  TIMEOUT_MAX,
  valueAt,
} from "../../../src/contract/index.ts";
import { compare, sameDefinition } from "../../../src/definition/compare.ts";
import { Definition } from "../../../src/definition/definition.ts";
import { toolPath } from "../../../src/tavus-api/paths.ts";
import { parseTimestamp } from "../../../src/tavus-api/timestamp.ts";
import { postCallTool } from "../definition.ts";
import { Forbidden, NotSettled, Unreachable } from "../failure.ts";
import type { Findings, Observation } from "../findings.ts";
import { QUESTIONS, type Question, type QuestionId } from "../questions.ts";
import type { Probing } from "../run.ts";
import { shapeOf, verdict } from "../verdict.ts";
import type { Answer } from "../wire.ts";

/** T-1 to T-17. */
const MEMBERS = [
  "tool_id owner_id name description parameters trigger_type origin on_call on_resolve static_filler delivery",
  "tags is_system_tool created_at updated_at",
].flatMap((names) => names.split(" "));

const HEADERS = [
  "x-request-id request-id x-correlation-id x-amzn-requestid x-amz-cf-id cf-ray traceparent",
  "ratelimit ratelimit-limit ratelimit-remaining x-ratelimit-limit x-ratelimit-remaining retry-after",
].flatMap((names) => names.split(" "));

/**
 * Creates the tool, and checks the response and a GET. @returns the tool's id, or `undefined` if it wasn't created
 * @throws Unreachable if the account isn't allowed to create a tool
 */
export async function probeCreate({ findings, wire, temporary, token }: Probing): Promise<string | undefined> {
  let masked: Answer | undefined;
  await findings.settle(["create-mask"], async () => {
    masked = await temporary.create(postCallTool(MASK)).catch(asUnreachable);
  });
  for (const id of temporary.ids) await temporary.remove(id);

  const sent = { ...postCallTool(token), name: temporary.name };
  const created = await temporary.create(sent);
  const { tool } = created;
  if (tool === undefined) {
    findings.observe("create-status", created.ok ? `${created.status} without a tool` : verdict(created), created.said);
    return undefined;
  }
  findings.observe("create-status", String(created.status));
  // Only this shows that the mask caused the refusal.
  if (masked !== undefined) findings.observe("create-mask", verdict(masked), masked.said);
  const headers = HEADERS.filter((name) => created.header(name) !== undefined);
  findings.observe("request-ids", headers.join(", ") || "none");
  observeAnswer(findings, tool, token);
  await findings.settle(READ_BACK, async () => {
    const read = await wire.ask("GET", toolPath(tool.tool_id));
    if (read.tool === undefined) {
      findings.observe("echo", read.ok ? `${read.status} without a tool` : verdict(read), read.said);
      throw new NotSettled(`a GET of the tool: ${read.said}`);
    }
    observeReadBack(findings, sent, { created: tool, read: read.tool });
  });

  await findings.settle(["name-taken", "name-taken-text"], async () => {
    const again = await temporary.create(sent);
    // Unique names are the only protection against duplicates (C-3).
    findings.observe("name-taken", again.ok ? "made a second tool" : String(again.status), again.said);
    if (again.status === 409) findings.observe("name-taken-text", shapeOf(again), again.said);
  });
  for (const id of temporary.ids) if (id !== tool.tool_id) await temporary.remove(id);
  return tool.tool_id;
}

function asUnreachable(error: unknown): never {
  if (error instanceof Forbidden) throw new Unreachable(error.message);
  throw error;
}

/** Checks behavior that only the response to the create shows, or that it shows as well as any other response. */
function observeAnswer(findings: Findings, tool: JsonObject, token: string): void {
  const secret = valueAt(tool, ["delivery", "api", "auth", "token"]);
  findings.observe(
    "create-secrets",
    secret === MASK ? "masked" : secret === token ? "in clear" : isUnset(secret) ? "left out" : "another text",
  );
  const isHex = /^t[0-9a-f]{12}$/.test(String(tool["tool_id"]));
  findings.observe("tool-id", isHex ? "t and 12 hex digits" : "another form", String(tool["tool_id"]));
  const others = Object.keys(tool).filter((key) => !MEMBERS.includes(key));
  findings.observe("other-members", others.join(", ") || "none");
}

const READ_BACK: readonly QuestionId[] = [
  "echo",
  "app-message",
  "url",
  "header-case",
  "default-method",
  "default-timeout",
  "default-content-type",
  "live-fields",
  "times",
];

/** Checks both responses, because drift is detected in a GET (U-9, K-10). Reports unknown behavior in either one, otherwise the GET's behavior. */
function observeReadBack(
  findings: Findings,
  sent: JsonObject,
  { created, read }: Readonly<Record<"created" | "read", JsonObject>>,
): void {
  const observe = (id: QuestionId, judge: (tool: JsonObject) => Observation): void => {
    const { known }: Question = QUESTIONS[id];
    const [first, then] = [judge(created), judge(read)];
    const told = known.includes(then.seen) && !known.includes(first.seen) ? first : then;
    const differs = first.seen !== then.seen;
    const detail = differs ? `in a GET ${then.seen}, in the answer to the create ${first.seen}` : told.detail;
    findings.observe(id, told.seen, detail);
  };
  const observeApi = (id: QuestionId, judge: (api: unknown) => Observation): void =>
    observe(id, (tool) => judge(valueAt(tool, ["delivery", "api"])));

  observe("echo", (tool) => {
    const [asked, made] = [Definition.sent({ ...sent }), Definition.found(tool)];
    const differing = sameDefinition(asked, made) ? [] : compare(asked, made).fields.map(formatPath);
    return { seen: differing.length === 0 ? "as sent" : `otherwise: ${differing.join(", ")}` };
  });
  observe("app-message", (tool) => {
    const appMessage = valueAt(tool, ["delivery", "app_message"]);
    return { seen: isUnset(appMessage) ? "absent" : String(appMessage) };
  });
  observe("live-fields", (tool) => {
    const live = ["origin", "on_call", "on_resolve", "static_filler"].filter((field) => !isUnset(tool[field]));
    return { seen: live.length === 0 ? "absent" : "filled", detail: live.join(", ") || undefined };
  });
  observe("times", ({ created_at: time }) => ({ seen: zoneOf(time), detail: textOf(time) }));
  observeApi("url", seenOfUrl);
  observeApi("header-case", (api) => {
    const headers = member(api, "headers");
    const names = isObject(headers) ? Object.keys(headers) : [];
    const words: Record<string, string> = { "X-Probe": "as sent", "x-probe": "lower case" };
    return { seen: words[names.join()] ?? (names.join(", ") || "absent") };
  });
  observeApi("default-method", (api) => seenOfDefault(member(api, "method")));
  observeApi("default-timeout", seenOfTimeout);
  observeApi("default-content-type", (api) => {
    const { seen } = seenOfDefault(member(api, "content_type"));
    return { seen: seen.replace(/;.*/, "") };
  });
}

function seenOfUrl(api: unknown): Observation {
  const sent = valueAt(postCallTool(""), ["delivery", "api", "url"]);
  const url = member(api, "url");
  const isNormalised = canonicalUrl(url) === canonicalUrl(sent);
  return { seen: url === sent ? "as sent" : isNormalised ? "normalised" : "another URL", detail: textOf(url) };
}

const seenOfDefault = (value: unknown): Observation => ({ seen: isUnset(value) ? "absent" : String(value) });

function seenOfTimeout(api: unknown): Observation {
  const timeout = member(api, "timeout");
  if (isUnset(timeout)) return { seen: "absent" };
  const isInRange = typeof timeout === "number" && timeout > 0 && timeout <= TIMEOUT_MAX;
  return { seen: isInRange ? "up to 60 seconds" : String(timeout), detail: `${String(timeout)} s` };
}

function zoneOf(time: unknown): string {
  if (typeof time !== "string" || parseTimestamp(time) === undefined) return "no time";
  return /(Z|[+-]\d\d:?\d\d)$/i.test(time) ? "zoned" : "naive";
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
