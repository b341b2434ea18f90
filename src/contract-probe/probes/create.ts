import {
  canonicalUrl,
  differingFields,
  formatPath,
  isObject,
  isUnset,
  type JsonObject,
  MASK,
  member,
  sameDefinition,
  TIMEOUT_MAX,
  TIMEOUT_MIN,
  valueAt,
} from "../../tavus-api/contract/index.ts";
import { parseTimestamp } from "../../tavus-api/timestamp.ts";
import { postCallTool } from "../definition.ts";
import type { Findings } from "../findings.ts";
import type { Throwaway } from "../throwaway.ts";
import type { Answer } from "../wire.ts";
import { shapeOf, verdict } from "../words.ts";

/** T-1 to T-15. */
const MEMBERS = [
  "tool_id owner_id name description parameters trigger_type origin on_call on_resolve static_filler delivery",
  "is_system_tool created_at updated_at",
].flatMap((names) => names.split(" "));

const HEADERS = [
  "x-request-id request-id x-correlation-id x-amzn-requestid x-amz-cf-id cf-ray traceparent",
  "ratelimit ratelimit-limit ratelimit-remaining x-ratelimit-limit x-ratelimit-remaining retry-after",
].flatMap((names) => names.split(" "));

/** Makes the tool; what the answer says. @returns its id, or `undefined` where it was not made */
export async function probeCreate(
  findings: Findings,
  throwaway: Throwaway,
  token: string,
): Promise<string | undefined> {
  const masked = await throwaway.create(postCallTool(MASK));
  for (const id of throwaway.ids) await throwaway.delete(id);

  const sent = { ...postCallTool(token), name: throwaway.name };
  const created = await throwaway.create(sent);
  const { tool } = created;
  if (tool === undefined) {
    findings.observe("create-status", created.ok ? `${created.status} without a tool` : verdict(created), created.said);
    return undefined;
  }
  findings.observe("create-status", String(created.status));
  // Only now is it known that a refusal was for the mask.
  findings.observe("create-mask", verdict(masked), masked.said);
  observeHeaders(findings, created);
  observeAnswer(findings, sent, tool, token);

  const again = await throwaway.create(sent);
  // Names are the only key against doubles (C-3).
  findings.observe("name-taken", again.ok ? "made a second tool" : String(again.status), again.said);
  if (again.status === 409) findings.observe("name-taken-text", shapeOf(again), again.said);
  for (const id of throwaway.ids) if (id !== tool.tool_id) await throwaway.delete(id);
  return tool.tool_id;
}

function observeHeaders(findings: Findings, { header }: Answer): void {
  const found = HEADERS.filter((name) => header(name) !== undefined);
  findings.observe("request-ids", found.length === 0 ? "none" : found.join(", "));
}

function observeAnswer(findings: Findings, sent: JsonObject, tool: JsonObject, token: string): void {
  const api = valueAt(tool, ["delivery", "api"]);
  const secret = valueAt(api, ["auth", "token"]);
  findings.observe(
    "create-secrets",
    secret === MASK ? "masked" : secret === token ? "in clear" : isUnset(secret) ? "left out" : "another text",
  );
  const appMessage = valueAt(tool, ["delivery", "app_message"]);
  findings.observe("app-message", isUnset(appMessage) ? "absent" : String(appMessage));
  observeUrlAndHeaders(findings, api);
  observeDefaults(findings, api);
  const live = ["origin", "on_call", "on_resolve", "static_filler"].filter((field) => !isUnset(tool[field]));
  findings.observe("live-fields", live.length === 0 ? "absent" : "filled", live.join(", ") || undefined);
  findings.observe("times", zoneOf(tool["created_at"]), textOf(tool["created_at"]));
  const isHex = /^t[0-9a-f]{12}$/.test(String(tool["tool_id"]));
  findings.observe("tool-id", isHex ? "t and 12 hex digits" : "another form", String(tool["tool_id"]));
  const others = Object.keys(tool).filter((key) => !MEMBERS.includes(key));
  findings.observe("other-members", others.length === 0 ? "none" : others.join(", "));
  const differing = sameDefinition(sent, tool) ? [] : differingFields(sent, tool).map(formatPath);
  findings.observe("echo", differing.length === 0 ? "as sent" : `otherwise: ${differing.join(", ")}`);
}

function observeUrlAndHeaders(findings: Findings, api: unknown): void {
  const sent = valueAt(postCallTool(""), ["delivery", "api", "url"]);
  const url = member(api, "url");
  const isNormalised = canonicalUrl(url) === canonicalUrl(sent);
  findings.observe("url", url === sent ? "as sent" : isNormalised ? "normalised" : "another URL", textOf(url));
  const names = Object.keys(asObject(member(api, "headers")));
  const words: Record<string, string> = { "X-Probe": "as sent", "x-probe": "lower case" };
  findings.observe("header-case", words[names.join()] ?? (names.join(", ") || "absent"));
}

function observeDefaults(findings: Findings, api: unknown): void {
  const [method, timeout, type] = [member(api, "method"), member(api, "timeout"), member(api, "content_type")];
  findings.observe("default-method", isUnset(method) ? "absent" : String(method));
  const isInRange = typeof timeout === "number" && timeout >= TIMEOUT_MIN && timeout <= TIMEOUT_MAX;
  findings.observe(
    "default-timeout",
    isUnset(timeout) ? "absent" : isInRange ? "1 to 60 seconds" : String(timeout),
    isUnset(timeout) ? undefined : `${String(timeout)} s`,
  );
  findings.observe("default-content-type", isUnset(type) ? "absent" : String(type).replace(/;.*/, ""));
}

function zoneOf(time: unknown): string {
  if (typeof time !== "string" || parseTimestamp(time) === undefined) return "no time";
  return /(Z|[+-]\d\d:?\d\d)$/i.test(time) ? "zoned" : "naive";
}

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
