import {
  asText,
  DEFINITION_MAX,
  type Issue,
  isLocalHost,
  isObject,
  isUnset,
  type JsonObject,
  MASK,
  member,
  ONE_OF,
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
  const issues = validateTool(definition, { allowLocalEndpoints: true, quotes: false }).filter(
    (issue) => !isTolerated(issue, definition, behavior, creates),
  );
  return isObject(definition) ? [...issues, ...stricterIssues(definition, behavior)] : issues;
}

/** Whether an issue is about a field, or a value, that the contract doesn't know. */
const isUnknown = ({ message, remedy }: Issue): boolean =>
  message === "is not a field of the contract" || remedy.startsWith(ONE_OF);

function isTolerated(issue: Issue, definition: unknown, behavior: Behavior, creates: boolean): boolean {
  const { rule, path } = issue;
  const [field, last] = [String(path[0]), String(path.at(-1))];
  if (behavior.unknownFields === "store" && isUnknown(issue)) return true;
  const isAfterCall = member(definition, "trigger_type") === "post_call";
  if (isAfterCall && LIVE_FIELDS.includes(field)) return behavior.sentLiveFields !== "reject";
  switch (rule) {
    case "T-23":
      return behavior.visionResolve === "accept" && field === "on_resolve";
    case "D-21":
      return behavior.bodylessTemplate === "accept";
    case "T-25":
      return behavior.undeclaredPlaceholder === "accept";
    case "T-5":
      return behavior.sizeUnit !== "code points" || behavior.sizeJson !== "compact";
    case "R-34":
      return behavior.hmacTemplates === "ignore";
    case "D-13":
      return behavior.zeroTimeout === "accept" && member(apiOf(definition), "timeout") === 0;
    case "D-14":
      return behavior.reservedHeader === "accept" && last.toLowerCase().startsWith("x-tavus-");
    case "K-12":
      return creates && behavior.maskOnCreate === "accept" && JSON.stringify(apiOf(definition)).includes(MASK);
    default:
      return false;
  }
}

const apiOf = (definition: unknown): unknown => member(member(definition, "delivery"), "api");

/** Where an endpoint has a URL: K-5 wants that of its tokens validated like its own. */
const URLS = [
  { rule: "D-10", path: ["url"] },
  { rule: "K-5", path: ["auth", "token_url"] },
];

function stricterIssues(definition: JsonObject, behavior: Behavior): Issue[] {
  const issues: Issue[] = [];
  const api = apiOf(definition);
  const refuse = (rule: string, path: readonly string[], message: string, remedy: string): void =>
    void issues.push({ rule, path: ["delivery", "api", ...path], message, remedy });
  for (const { path, rule } of URLS) {
    const url = URL.parse(asText(valueAt(api, path)));
    const isNowhere = url !== null && (isLocalHost(url.hostname) || url.hostname.endsWith(".example.com"));
    if (behavior.hostCheck === "create" && isNowhere)
      refuse(rule, path, "has a host that cannot be reached", "Write a public host.");
    if (behavior.urlExtras === "reject" && url !== null && `${url.port}${url.username}${url.hash}` !== "")
      refuse(rule, path, "has a port, a user or a fragment", "Leave them out.");
  }
  const type = member(api, "content_type");
  if (behavior.otherContentType === "reject" && !isUnset(type) && !asText(type).startsWith("application/json"))
    refuse("D-18", ["content_type"], "is not application/json", "Leave it out.");
  const { on_call: onCall, static_filler: filler } = definition;
  if (behavior.strayFiller === "reject" && onCall !== "static_filler" && !isUnset(filler))
    issues.push({
      rule: "T-12",
      path: ["static_filler"],
      message: 'is only used with on_call "static_filler"',
      remedy: "Remove it.",
    });
  if (sizeOf(definition, behavior) > DEFINITION_MAX)
    issues.push({
      rule: "T-5",
      path: ["description"],
      message: `and parameters are longer than ${DEFINITION_MAX}`,
      remedy: "Shorten them.",
    });
  return issues;
}

function sizeOf({ description, parameters }: JsonObject, { sizeUnit, sizeJson }: Behavior): number {
  // Ours have said it in our words already.
  if (sizeUnit === "code points" && sizeJson === "compact") return 0;
  const text = `${asText(description)}${parametersText(parameters, sizeJson)}`;
  if (sizeUnit === "bytes") return Buffer.byteLength(text);
  return sizeUnit === "utf-16" ? text.length : [...text].length;
}
