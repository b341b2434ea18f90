import { API, LIVE_FIELDS } from "./fields.ts";
import { headerNameProblem, isHeaderName } from "./header-name.ts";
import { type Issue, issue, type Path } from "./issue.ts";
import { declaresElsewhere } from "./json-schema.ts";
import { ON_RESOLVE_DEFAULT, RESERVED_PREFIX, TRIGGER_TYPE_DEFAULT } from "./limits.ts";
import { checkMethod } from "./method.ts";
import { findPlaceholders, hasUnusableName, wholePlaceholder } from "./placeholders.ts";
import { checkSignedDelivery, isSigned } from "./signed-delivery.ts";
import { checkSize } from "./size.ts";
import { parseUrl } from "./url.ts";
import { asText, isObject, isUnset, type JsonObject, member, stringsOf, valueAt } from "./value.ts";

type IsUnknown = (value: unknown) => boolean;

/** The rules about more than one field. A rule reports nothing if it needs a value that isn't known yet. */
export function checkAcrossFields(tool: JsonObject, isUnknown: IsUnknown = () => false): Issue[] {
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

/** T-20, T-21: the fields that a post-call action needs, and those that have no meaning in it. */
function checkTrigger(tool: JsonObject, isUnknown: IsUnknown): Issue[] {
  if (triggerOf(tool) !== "post_call") return [];
  const issues: Issue[] = [];
  for (const field of LIVE_FIELDS)
    if (!isUnset(tool[field]) && !isUnknown(tool[field])) issues.push(issue("live-field", [field]));
  if (isUnset(tool["parameters"])) issues.push(issue("post-call-parameters", ["parameters"]));
  const delivery = tool["delivery"];
  if (isUnknown(delivery)) return issues;
  if (isUnset(delivery) || (isObject(delivery) && isUnset(delivery["api"])))
    issues.push(issue("post-call-endpoint", ["delivery", "api"]));
  if (member(delivery, "app_message") === true)
    issues.push(issue("post-call-app-message", ["delivery", "app_message"]));
  return issues;
}

/** T-10 to T-12, T-23: which fields of the live behavior can be combined. */
function checkLiveBehaviour(tool: JsonObject, isUnknown: IsUnknown): Issue[] {
  if (triggerOf(tool) !== "in_call") return [];
  const { origin, on_call: onCall, on_resolve: onResolve, static_filler: filler } = tool;
  const issues: Issue[] = [];
  if (origin === "vision" || origin === "audio") {
    if (!isUnset(onCall) && !isUnknown(onCall)) issues.push(issue("perception-live-field", ["on_call"]));
    if (!isUnset(onResolve) && onResolve !== ON_RESOLVE_DEFAULT && !isUnknown(onResolve))
      issues.push(issue("perception-resolve", ["on_resolve"]));
    if (!isUnset(filler) && !isUnknown(filler)) issues.push(issue("perception-live-field", ["static_filler"]));
    return issues;
  }
  if (isUnknown(onCall) || isUnknown(origin)) return issues;
  if (onCall === "static_filler" && isUnset(filler)) issues.push(issue("filler-missing", ["static_filler"]));
  return issues;
}

/** D-1: exactly one channel. */
function checkChannel(tool: JsonObject, isUnknown: IsUnknown): Issue[] {
  const delivery = tool["delivery"];
  if (!isObject(delivery)) return [];
  const { app_message: appMessage, api } = delivery;
  if (isUnknown(appMessage) || isUnknown(api) || !(isUnset(appMessage) || typeof appMessage === "boolean")) return [];
  if (appMessage === true && !isUnset(api) && triggerOf(tool) !== "post_call")
    return [issue("two-channels", ["delivery"])];
  if (appMessage !== true && isUnset(api) && triggerOf(tool) === "in_call") return [issue("no-channel", ["delivery"])];
  return [];
}

/**
 * The strings in which Tavus renders placeholders (R-1, R-4, D-17). Header values are left out, because it isn't known whether Tavus renders them
 * (D-14).
 */
export const templatesOf = (tool: JsonObject): { text: string; path: Path }[] =>
  Object.values(API)
    .filter(({ isTemplate }) => isTemplate)
    .flatMap(({ wire }) => {
      const path = ["delivery", "api", wire];
      return [...stringsOf(valueAt(tool, path), path)];
    });

/** R-3, T-25, U-26: a placeholder that nothing fills would be sent unreplaced. */
function checkPlaceholders(tool: JsonObject, isUnknown: IsUnknown): Issue[] {
  // a signed delivery fills no placeholder, even if the parameter is declared.
  if (isSigned(member(tool["delivery"], "api"))) return [];
  const parameters = tool["parameters"];
  const properties = member(parameters, "properties");
  if ([parameters, properties].some((value) => isUnknown(value))) return [];
  const declared = new Set(isObject(properties) ? Object.keys(properties) : []);
  const isOpen = declaresElsewhere(parameters);
  return templatesOf(tool).flatMap(({ text, path }) => {
    if (isUnknown(text)) return [];
    const names = isOpen ? [] : [...new Set(findPlaceholders(text).map((placeholder) => placeholder.name))];
    return [
      ...[...declared]
        .filter((name) => hasUnusableName(text, name, path.at(-1) === "url"))
        .map((name) => issue("placeholder-name", path, { name })),
      ...names
        .filter((name) => !declared.has(name) && !name.startsWith(RESERVED_PREFIX))
        // the braces of another language, such as GraphQL, are text if they contain more than a name. A URL contains no spaces.
        .map((name) => {
          const mayBeText = path.at(-1) !== "url" && wholePlaceholder(text) !== name;
          return issue("undeclared-placeholder", path, { name, mayBeText });
        }),
    ];
  });
}

const AUTHORIZATION_TYPES: readonly unknown[] = ["bearer", "basic", "oauth2_client_credentials"];

/** D-14, D-17, K-2 to K-5: a credential and another field must not set the same header or parameter. */
function checkAuthPlaces(tool: JsonObject, isUnknown: IsUnknown): Issue[] {
  const api = member(tool["delivery"], "api");
  const auth = member(api, "auth");
  if (!isObject(auth)) return [];
  const issues: Issue[] = [];
  const headerNames = Object.keys(isObject(member(api, "headers")) ? (member(api, "headers") as JsonObject) : {});
  const clash = (name: string): string | undefined =>
    headerNames.find((header) => header.toLowerCase() === name.toLowerCase());
  const authorization = AUTHORIZATION_TYPES.includes(auth["type"]) ? clash("Authorization") : undefined;
  if (authorization !== undefined) issues.push(issue("set-by-auth", ["delivery", "api", "headers", authorization]));
  const name = auth["name"];
  if (auth["type"] !== "api_key" || typeof name !== "string" || isUnknown(name) || name.trim() === "") return issues;
  if (auth["location"] === "query") {
    if (member(member(api, "query_params"), name) !== undefined)
      issues.push(issue("set-by-auth", ["delivery", "api", "query_params", name]));
    if (parseUrl(asText(member(api, "url")))?.searchParams.has(name) === true)
      issues.push(issue("set-by-auth-in-url", ["delivery", "api", "url"], { name }));
    return issues;
  }
  if (isUnknown(auth["location"])) return issues;
  if (headerNameProblem(name) !== undefined)
    issues.push(issue("api-key-header", ["delivery", "api", "auth", "name"], { isName: isHeaderName(name) }));
  const twice = clash(name);
  if (twice !== undefined) issues.push(issue("set-by-auth", ["delivery", "api", "headers", twice]));
  return issues;
}
