import {
  asText,
  type Code,
  DEFINITION_MAX,
  type Issue,
  isLocalHost,
  isObject,
  issue,
  isUnset,
  type JsonObject,
  MASK,
  member,
  type Path,
  parametersText,
  validateTool,
  valueAt,
} from "../tavus-api/contract/index.ts";
import type { Behavior } from "./behavior.ts";

/** T-21: what has a meaning in a call only. */
export const LIVE_FIELDS: readonly string[] = ["origin", "on_call", "on_resolve", "static_filler"];

/** What the rules say of a definition, where the contract leaves a rule open as the switches have it. */
export function findIssues(
  definition: unknown,
  behavior: Behavior,
  { creates = false }: { creates?: boolean } = {},
): Issue[] {
  // Who accepts a field that we do not, minds nothing else about it.
  const issues = validateTool(definition, { allowLocalEndpoints: true }).filter(
    (issue) => !isTolerated(issue, definition, behavior, creates),
  );
  return isObject(definition) ? [...issues, ...stricterIssues(definition, behavior)] : issues;
}

/** A field, or a value, that the contract doesn't know. */
const UNKNOWN: readonly Code[] = ["unknown-field", "not-one-of"];

function isTolerated({ code, path }: Issue, definition: unknown, behavior: Behavior, creates: boolean): boolean {
  const [field] = path;
  if (behavior.unknownFields === "store" && UNKNOWN.includes(code)) return true;
  const isAfterCall = member(definition, "trigger_type") === "post_call";
  if (isAfterCall && LIVE_FIELDS.includes(String(field))) return behavior.sentLiveFields !== "reject";
  switch (code) {
    case "perception-resolve":
      return behavior.visionResolve === "accept";
    case "method-without-body":
      return behavior.bodylessTemplate === "accept";
    case "undeclared-placeholder":
      return behavior.undeclaredPlaceholder === "accept";
    case "too-large":
      return behavior.sizeUnit !== "code points" || behavior.sizeJson !== "compact";
    case "signed-template":
    case "signed-placeholder":
      return behavior.hmacTemplates === "ignore";
    case "timeout":
      return behavior.zeroTimeout === "accept" && member(apiOf(definition), "timeout") === 0;
    case "header-of-tavus":
      return behavior.reservedHeader === "accept";
    case "mask":
      return creates && behavior.maskOnCreate === "accept" && JSON.stringify(apiOf(definition)).includes(MASK);
    default:
      return false;
  }
}

const apiOf = (definition: unknown): unknown => member(member(definition, "delivery"), "api");

/** Where an endpoint has a URL: K-5 wants that of its tokens validated like its own. */
const URLS = [["url"], ["auth", "token_url"]];

function stricterIssues(definition: JsonObject, behavior: Behavior): Issue[] {
  const issues: Issue[] = [];
  const api = apiOf(definition);
  const refuse = (code: "url-host-unreachable" | "url-extras" | "content-type-not-json", path: Path): void =>
    void issues.push(issue(code, ["delivery", "api", ...path]));
  for (const path of URLS) {
    const url = URL.parse(asText(valueAt(api, path)));
    const isNowhere = url !== null && (isLocalHost(url.hostname) || url.hostname.endsWith(".example.com"));
    if (behavior.hostCheck === "create" && isNowhere) refuse("url-host-unreachable", path);
    if (behavior.urlExtras === "reject" && url !== null && `${url.port}${url.username}${url.hash}` !== "")
      refuse("url-extras", path);
  }
  const type = member(api, "content_type");
  if (behavior.otherContentType === "reject" && !isUnset(type) && !asText(type).startsWith("application/json"))
    refuse("content-type-not-json", ["content_type"]);
  const { on_call: onCall, static_filler: filler } = definition;
  if (behavior.strayFiller === "reject" && onCall !== "static_filler" && !isUnset(filler))
    issues.push(issue("filler-unused", ["static_filler"]));
  const size = sizeOf(definition, behavior);
  if (size > DEFINITION_MAX) issues.push(issue("too-large", ["description"], { size }));
  return issues;
}

function sizeOf({ description, parameters }: JsonObject, { sizeUnit, sizeJson }: Behavior): number {
  // Ours have said it in our words already.
  if (sizeUnit === "code points" && sizeJson === "compact") return 0;
  const text = `${asText(description)}${parametersText(parameters, sizeJson)}`;
  if (sizeUnit === "bytes") return Buffer.byteLength(text);
  return sizeUnit === "utf-16" ? text.length : [...text].length;
}
