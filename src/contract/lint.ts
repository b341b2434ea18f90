import { evidentCredentials } from "./credentials.ts";
import { templatesOf } from "./cross-field.ts";
import { isPlaceholderHost } from "./endpoint-host.ts";
import { SECRET_AUTH_FIELDS } from "./fields.ts";
import { type Issue, issue, type Path } from "./issue.ts";
import { declaresElsewhere } from "./json-schema.ts";
import { CONVERSATION_ID_PLACEHOLDER, RESERVED_PREFIX, SECRET_LENGTH_MIN } from "./limits.ts";
import { hasBody } from "./method.ts";
import { findPlaceholders } from "./placeholders.ts";
import { checkSignedDelivery, isSigned } from "./signed-delivery.ts";
import { lintSize } from "./size.ts";
import { parseUrl } from "./url.ts";
import { asText, isObject, type JsonObject, member, stringsOf } from "./value.ts";
import { fieldAt, toInputPath } from "./wire.ts";

const API: Path = ["delivery", "api"];

/**
 * Warnings about a definition that the API accepts but that is probably a mistake. Same rules as in {@link validateTool}. A definition with unknown
 * values must be checked again when they are known.
 */
export function lintTool(tool: JsonObject): Issue[] {
  const api = member(tool["delivery"], "api");
  return [
    ...(isObject(api)
      ? [
          ...lintUrl(api),
          ...lintHeaders(api),
          ...lintCredentials(api),
          ...lintAuth(api),
          ...lintSecretLength(api),
          ...lintMethod(api),
        ]
      : []),
    // Tavus fills in nothing here, so this is the only warning.
    ...(isSigned(api)
      ? checkSignedDelivery(tool, () => false)
      : [...lintTemplates(tool), ...lintOptionalPlaceholders(tool)]),
    ...lintCorrelation(tool, api),
    ...lintDescriptions(tool),
    ...lintSize(tool),
  ];
}

function lintUrl(api: JsonObject): Issue[] {
  const text = api["url"];
  const url = typeof text === "string" ? parseUrl(text) : undefined;
  if (url === undefined) return [];
  const path = [...API, "url"];
  const issues: Issue[] = [];
  if (isPlaceholderHost(url.hostname)) issues.push(issue("placeholder-host", path));
  if (url.hash !== "") issues.push(issue("url-fragment", path));
  return issues;
}

function lintHeaders(api: JsonObject): Issue[] {
  const headers = api["headers"];
  if (!isObject(headers)) return [];
  return Object.entries(headers).flatMap(([name, value]) => {
    const path = [...API, "headers", name];
    if (name.toLowerCase() === "content-type") return [issue("content-type-header", path)];
    const [placeholder] = typeof value === "string" ? findPlaceholders(value) : [];
    return placeholder === undefined
      ? []
      : [issue("placeholder-in-header", path, { name: placeholder.name, isSigned: isSigned(api) })];
  });
}

/** Credentials outside `auth`, where everybody with the API key can read them. */
function lintCredentials(api: JsonObject): Issue[] {
  return [...stringsOf(api, API)].flatMap(({ text, path }) =>
    evidentCredentials(toInputPath(path), text).map((name) => {
      if (fieldAt(path)?.credentials === "url") return issue("credential-in-url", path, { name });
      return issue(path[2] === "headers" ? "credential-in-header" : "credential-in-event", path);
    }),
  );
}

function lintAuth(api: JsonObject): Issue[] {
  const auth = api["auth"];
  if (member(auth, "location") === "query") return [issue("key-in-url", [...API, "auth", "location"])];
  const token = member(auth, "token");
  return typeof token === "string" && /^bearer\s/i.test(token)
    ? [issue("bearer-prefix", [...API, "auth", "token"])]
    : [];
}

/** A short secret can be guessed, and a message can hide it only if it stands alone. */
function lintSecretLength(api: JsonObject): Issue[] {
  if (member(api["auth"], "type") === "basic" && member(api["auth"], "password") === "")
    return [issue("empty-password", [...API, "auth", "password"])];
  return SECRET_AUTH_FIELDS.flatMap((field) => {
    const secret = member(api["auth"], field);
    if (typeof secret !== "string" || secret === "" || secret.length >= SECRET_LENGTH_MIN) return [];
    return [issue("short-secret", [...API, "auth", field])];
  });
}

function lintMethod(api: JsonObject): Issue[] {
  if (hasBody(api["method"]) || !isSigned(api)) return [];
  return [issue("signed-without-body", [...API, "auth"], { method: asText(api["method"]) })];
}

/** braces that name a parameter in a form that Tavus doesn't read. */
function mistakenPlaceholder(text: string, path: Path, declared: JsonObject): Issue | undefined {
  const [, blank] = /^\{(?: +(\w+) *| *(\w+) +)\}$/.exec(text)?.filter((part) => part !== undefined) ?? [];
  if (blank !== undefined && Object.hasOwn(declared, blank))
    return issue("placeholder-blanks", path, { written: text, name: blank });
  for (const [written, name = ""] of text.matchAll(/\{(\w+)[.[][\w.[\]]+\}/g))
    if (Object.hasOwn(declared, name) && !Object.hasOwn(declared, written.slice(1, -1)))
      return issue("placeholder-path", path, { written, name });
  return undefined;
}

function lintTemplates(tool: JsonObject): Issue[] {
  const properties = member(tool["parameters"], "properties");
  const declared = isObject(properties) ? properties : {};
  return templatesOf(tool).flatMap(({ text, path }) => {
    const issues: Issue[] = [];
    const [written, name] = /\{\{\s*(\w+)\s*\}\}/.exec(text) ?? [];
    if (written !== undefined && name !== undefined) issues.push(issue("double-braces", path, { written, name }));
    const mistaken = mistakenPlaceholder(text, path, declared);
    if (mistaken !== undefined) issues.push(mistaken);
    if (path.at(-1) === "url" && /%7B[a-z_]\w*%7D/i.test(text)) issues.push(issue("encoded-braces", path));
    for (const { name } of findPlaceholders(text))
      if (!name.startsWith(RESERVED_PREFIX)) {
        // T-25: if the schema is open, the check allows other names.
        const isElsewhere = declaresElsewhere(tool["parameters"]) && !Object.hasOwn(declared, name);
        if (isElsewhere) issues.push(issue("placeholder-elsewhere", path, { name }));
      } else if (name !== CONVERSATION_ID_PLACEHOLDER) issues.push(issue("unknown-tavus-placeholder", path, { name }));
    return issues;
  });
}

/** it isn't known what a placeholder becomes if the AI left its argument out. */
function lintOptionalPlaceholders(tool: JsonObject): Issue[] {
  const properties = member(tool["parameters"], "properties");
  if (tool["trigger_type"] !== "post_call" || !isObject(properties)) return [];
  const required = member(tool["parameters"], "required");
  // T-22: the AI can't leave a constant out.
  const isOptional = (name: string): boolean =>
    Object.hasOwn(properties, name) &&
    member(properties[name], "const") === undefined &&
    !(Array.isArray(required) && required.includes(name));
  return templatesOf(tool).flatMap(({ text, path }) =>
    findPlaceholders(text)
      .filter(({ name }) => isOptional(name))
      .map(({ name }) => issue("optional-placeholder", path, { name })),
  );
}

/** a plain post-call delivery doesn't say which conversation it belongs to. */
function lintCorrelation(tool: JsonObject, api: unknown): Issue[] {
  if (tool["trigger_type"] !== "post_call" || !isObject(api) || isSigned(api)) return [];
  const places = [...templatesOf(tool), ...stringsOf(api["headers"])];
  if (places.some(({ text }) => text.includes(`{${CONVERSATION_ID_PLACEHOLDER}}`))) return [];
  return [issue("no-correlation", API)];
}

/** T-22: the AI only has the description. */
function lintDescriptions(tool: JsonObject): Issue[] {
  const properties = member(tool["parameters"], "properties");
  if (tool["trigger_type"] !== "post_call" || !isObject(properties)) return [];
  return Object.entries(properties)
    .filter(([, schema]) => isObject(schema) && !Object.hasOwn(schema, "const"))
    .filter(([, schema]) => typeof member(schema, "description") !== "string" || member(schema, "description") === "")
    .map(([name]) => issue("undescribed", ["parameters", "properties", name]));
}
