import { API, TOOL } from "../../definition/fields.ts";
import { headerNameProblem, isHeaderName } from "./header-name.ts";
import type { Issue, Path } from "./issue.ts";
import { declaresElsewhere } from "./json-schema.ts";
import { CONVERSATION_ID_PLACEHOLDER, ON_RESOLVE_DEFAULT, RESERVED_PREFIX, TRIGGER_TYPE_DEFAULT } from "./limits.ts";
import { checkMethod } from "./method.ts";
import {
  findPlaceholders,
  isPlaceholderName,
  placeholderNameProblem,
  placeholderOf,
  wholePlaceholder,
} from "./placeholders.ts";
import { checkSignedDelivery, isSigned } from "./signed-delivery.ts";
import { checkSize } from "./size.ts";
import { parseUrl } from "./url.ts";
import { isObject, isUnset, type JsonObject, member, stringsOf, valueAt } from "./value.ts";

type IsUnknown = (value: unknown) => boolean;

/** The rules that look at more than one field. Each stays silent where a value that it needs is not known yet. */
export function checkAcrossFields(tool: JsonObject, isUnknown: IsUnknown): Issue[] {
  return [
    ...checkTrigger(tool, isUnknown),
    ...checkLiveBehaviour(tool, isUnknown),
    ...checkChannel(tool, isUnknown),
    ...checkPlaceholders(tool, isUnknown),
    ...checkAuthPlaces(tool, isUnknown),
    ...checkSignedDelivery(tool, isUnknown),
    ...checkMethod(tool, isUnknown),
    ...checkSize(tool, isUnknown),
  ];
}

function triggerOf(tool: JsonObject): unknown {
  return tool["trigger_type"] ?? TRIGGER_TYPE_DEFAULT;
}

/** T-20, T-21: what a post-call action needs and what has no meaning in it. */
function checkTrigger(tool: JsonObject, isUnknown: IsUnknown): Issue[] {
  if (triggerOf(tool) !== "post_call") return [];
  const issues: Issue[] = [];
  for (const { wire, inCallOnly: rule } of Object.values(TOOL))
    if (rule !== undefined && !isUnset(tool[wire]) && !isUnknown(tool[wire]))
      issues.push({
        rule,
        path: [wire],
        message: "has no meaning after the call",
        remedy: "Remove it: post_call tools have no live behaviour.",
      });
  if (isUnset(tool["parameters"]))
    issues.push({
      rule: "T-20",
      path: ["parameters"],
      message: "is required for post_call",
      remedy: 'Write a JSON Schema, { type: "object", properties: … }.',
    });
  const delivery = tool["delivery"];
  if (isUnknown(delivery)) return issues;
  if (isUnset(delivery) || (isObject(delivery) && isUnset(delivery["api"])))
    issues.push({
      rule: "T-20",
      path: ["delivery", "api"],
      message: "is required for post_call",
      remedy: "Write { url: … }: after the call only an endpoint can be reached.",
    });
  if (member(delivery, "app_message") === true)
    issues.push({
      rule: "D-3",
      path: ["delivery", "app_message"],
      message: "cannot be used after the call",
      remedy: "Remove it and deliver with api.",
    });
  return issues;
}

/** T-10 to T-12, T-23: which fields of the live behaviour go together. */
function checkLiveBehaviour(tool: JsonObject, isUnknown: IsUnknown): Issue[] {
  if (triggerOf(tool) !== "in_call") return [];
  const { origin, on_call: onCall, on_resolve: onResolve, static_filler: filler } = tool;
  const issues: Issue[] = [];
  if (origin === "vision" || origin === "audio") {
    if (!isUnset(onCall) && !isUnknown(onCall))
      issues.push({
        rule: "T-10",
        path: ["on_call"],
        message: "cannot be set for vision and audio tools",
        remedy: "Remove it.",
      });
    if (!isUnset(onResolve) && onResolve !== ON_RESOLVE_DEFAULT && !isUnknown(onResolve))
      issues.push({
        rule: "T-23",
        path: ["on_resolve"],
        message: `is ${ON_RESOLVE_DEFAULT} for vision and audio tools`,
        remedy: "Remove it.",
      });
    if (!isUnset(filler) && !isUnknown(filler))
      issues.push({
        rule: "T-23",
        path: ["static_filler"],
        message: "cannot be set for vision and audio tools",
        remedy: "Remove it.",
      });
    return issues;
  }
  if (isUnknown(onCall) || isUnknown(origin)) return issues;
  if (onCall === "static_filler" && isUnset(filler))
    issues.push({
      rule: "T-12",
      path: ["static_filler"],
      message: 'is required with on_call "static_filler"',
      remedy: "Write what is said while the tool runs.",
    });
  return issues;
}

/** D-1: one channel, not both and not none. */
function checkChannel(tool: JsonObject, isUnknown: IsUnknown): Issue[] {
  const delivery = tool["delivery"];
  if (!isObject(delivery)) return [];
  const { app_message: appMessage, api } = delivery;
  if (isUnknown(appMessage) || isUnknown(api) || !(isUnset(appMessage) || typeof appMessage === "boolean")) return [];
  if (appMessage === true && !isUnset(api) && triggerOf(tool) !== "post_call")
    return [
      { rule: "D-1", path: ["delivery"], message: "has two channels", remedy: "Keep either api or app_message: true." },
    ];
  if (appMessage !== true && isUnset(api) && triggerOf(tool) === "in_call")
    return [
      {
        rule: "D-1",
        path: ["delivery"],
        message: "has no channel",
        remedy: "Write { api: { url: … } } or { app_message: true }.",
      },
    ];
  return [];
}

/** The texts in which placeholders are rendered (R-1, R-4, D-17). Header values are left out: whether they are rendered is unknown (D-14). */
export const templatesOf = (tool: JsonObject): { text: string; path: Path }[] =>
  Object.values(API)
    .filter(({ isTemplate }) => isTemplate)
    .flatMap(({ wire }) => {
      const path = ["delivery", "api", wire];
      return [...stringsOf(valueAt(tool, path), path)];
    });

/** R-3, T-25, U-26: a placeholder that nobody fills would be sent as it stands. */
function checkPlaceholders(tool: JsonObject, isUnknown: IsUnknown): Issue[] {
  // a signed delivery fills no placeholder in, whoever declares it.
  if (isSigned(member(tool["delivery"], "api"))) return [];
  const parameters = tool["parameters"];
  const properties = member(parameters, "properties");
  if ([parameters, properties].some((value) => isUnknown(value))) return [];
  const declared = new Set(isObject(properties) ? Object.keys(properties) : []);
  const unusable = [...declared].filter((name) => !isPlaceholderName(name));
  const isOpen = declaresElsewhere(parameters);
  return templatesOf(tool).flatMap(({ text, path }) => {
    if (isUnknown(text)) return [];
    const names = isOpen ? [] : [...new Set(findPlaceholders(text).map((placeholder) => placeholder.name))];
    return [
      ...unusable
        .filter((name) => text.includes(placeholderOf(name)))
        .map((name) => ({ rule: "R-3", path, ...placeholderNameProblem(name) })),
      ...names
        .filter((name) => !declared.has(name) && !name.startsWith(RESERVED_PREFIX))
        .map((name) => ({
          rule: "T-25",
          path,
          message: `has the placeholder {${name}}, which no parameter declares`,
          remedy: `Declare ${name} in parameters.properties, or use {${CONVERSATION_ID_PLACEHOLDER}} for the conversation.${asPlainText(name, text, path)}`,
        })),
    ];
  });
}

/** braces of another language, such as GraphQL, are text as soon as they hold more than a name. A URL has no blanks. */
function asPlainText(name: string, text: string, path: Path): string {
  if (path.at(-1) === "url" || wholePlaceholder(text) === name) return "";
  return ` If the braces are plain text, as in GraphQL, put blanks inside: { ${name} }.`;
}

const AUTHORIZATION_TYPES: readonly unknown[] = ["bearer", "basic", "oauth2_client_credentials"];

/** D-14, D-17, K-2 to K-5: credentials must not be written twice into one place. */
function checkAuthPlaces(tool: JsonObject, isUnknown: IsUnknown): Issue[] {
  const api = member(tool["delivery"], "api");
  const auth = member(api, "auth");
  if (!isObject(auth) || isUnknown(auth["type"])) return [];
  const issues: Issue[] = [];
  const headerNames = Object.keys(isObject(member(api, "headers")) ? (member(api, "headers") as JsonObject) : {});
  const clash = (name: string): string | undefined =>
    headerNames.find((header) => header.toLowerCase() === name.toLowerCase());
  const authorization = AUTHORIZATION_TYPES.includes(auth["type"]) ? clash("Authorization") : undefined;
  if (authorization !== undefined)
    issues.push({
      rule: "D-14",
      path: ["delivery", "api", "headers", authorization],
      message: "is set by auth as well",
      remedy: "Keep auth and remove the header.",
    });
  const name = auth["name"];
  if (auth["type"] !== "api_key" || typeof name !== "string" || isUnknown(name) || name.trim() === "") return issues;
  if (auth["location"] === "query") {
    if (Object.hasOwn(isObject(member(api, "query_params")) ? (member(api, "query_params") as JsonObject) : {}, name))
      issues.push({
        rule: "D-17",
        path: ["delivery", "api", "query_params", name],
        message: "is set by auth as well",
        remedy: "Keep auth and remove the query parameter.",
      });
    const url = member(api, "url");
    if (typeof url === "string" && !isUnknown(url) && parseUrl(url)?.searchParams.has(name) === true)
      issues.push({
        rule: "D-17",
        path: ["delivery", "api", "url"],
        message: `has the query parameter ${name}, which is set by auth as well`,
        remedy: "Keep auth and remove it from the URL.",
      });
    return issues;
  }
  if (isUnknown(auth["location"])) return issues;
  const problem = headerNameProblem(name);
  if (problem !== undefined)
    issues.push({
      rule: "K-3",
      path: ["delivery", "api", "auth", "name"],
      message: problem.message,
      remedy: `${isHeaderName(name) ? "Choose another name" : "Use letters, digits and hyphens"}, or location: "query".`,
    });
  const twice = clash(name);
  if (twice !== undefined)
    issues.push({
      rule: "D-14",
      path: ["delivery", "api", "headers", twice],
      message: "is set by auth as well",
      remedy: "Keep auth and remove the header.",
    });
  return issues;
}
