import { evidentCredentials } from "../../definition/credentials.ts";
import { SECRET_AUTH_FIELDS } from "../../definition/fields.ts";
import { fieldAt, toInputPath } from "../../definition/wire.ts";
import { templatesOf } from "./cross-field.ts";
import { isPlaceholderHost } from "./endpoint-host.ts";
import type { Issue, Path } from "./issue.ts";
import { CONVERSATION_ID_PLACEHOLDER, RESERVED_PREFIX, SECRET_LENGTH_MIN } from "./limits.ts";
import { hasBody } from "./method.ts";
import { findPlaceholders } from "./placeholders.ts";
import { checkSignedDelivery, isSigned } from "./signed-delivery.ts";
import { lintSize } from "./size.ts";
import { parseUrl } from "./url.ts";
import { isObject, type JsonObject, member, stringsOf } from "./value.ts";

const API: Path = ["delivery", "api"];

/**
 * What the API accepts but its owner may regret: no failure, a warning. Rules as in {@link validateTool}; a definition with
 * values that are not known yet is to be looked at again when they are.
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
    // nothing is filled in there, which is all that there is to say.
    ...(isSigned(api)
      ? checkSignedDelivery(tool, () => false)
      : [...lintTemplates(tool), ...lintOptionalPlaceholders(tool)]),
    ...lintCorrelation(tool, api),
    ...lintDescriptions(tool),
    ...lintSize(tool),
  ];
}

function warning(rule: string, path: Path, message: string, remedy: string): Issue {
  return { rule, path, message, remedy };
}

function lintUrl(api: JsonObject): Issue[] {
  const text = api["url"];
  const url = typeof text === "string" ? parseUrl(text) : undefined;
  if (url === undefined) return [];
  const path = [...API, "url"];
  const issues: Issue[] = [];
  if (isPlaceholderHost(url.hostname))
    issues.push(
      warning(
        "D-11",
        path,
        "has a host that looks like a placeholder; Tavus accepts it and delivers nowhere",
        "Write the real host.",
      ),
    );
  if (url.hash !== "")
    issues.push(warning("D-10", path, "has a fragment, which is never sent", "Remove the part from # on."));
  return issues;
}

function lintHeaders(api: JsonObject): Issue[] {
  const names = Object.keys(isObject(api["headers"]) ? api["headers"] : {});
  return names
    .filter((name) => name.toLowerCase() === "content-type")
    .map((name) => warning("D-14", [...API, "headers", name], "is the business of contentType", "Use contentType."));
}

/** Credentials outside of `auth`, where everybody with the API key can read them. */
function lintCredentials(api: JsonObject): Issue[] {
  return [...stringsOf(api, API)].flatMap(({ text, path }) =>
    evidentCredentials(toInputPath(path), text).map((name) =>
      warning(
        "K-11",
        path,
        fieldAt(path)?.credentials === "url"
          ? `carries a credential (${name}), which everybody with the API key and every event can read`
          : "looks like a credential; it can be read back by everybody with the API key",
        "Use auth instead.",
      ),
    ),
  );
}

function lintAuth(api: JsonObject): Issue[] {
  const auth = api["auth"];
  if (member(auth, "location") === "query")
    return [
      warning(
        "E-12",
        [...API, "auth", "location"],
        "puts the key into the URL, which is part of every event",
        'Use location: "header".',
      ),
    ];
  const token = member(auth, "token");
  if (typeof token === "string" && /^bearer\s/i.test(token))
    return [
      warning(
        "K-2",
        [...API, "auth", "token"],
        "begins with Bearer, which Tavus adds itself",
        "Write the token alone.",
      ),
    ];
  return [];
}

/** A short secret can be guessed, and a message can hide it only where it stands alone. */
function lintSecretLength(api: JsonObject): Issue[] {
  return SECRET_AUTH_FIELDS.flatMap((field) => {
    const secret = member(api["auth"], field);
    if (typeof secret !== "string" || secret === "" || secret.length >= SECRET_LENGTH_MIN) return [];
    return [
      warning(
        "K-10",
        [...API, "auth", field],
        `has fewer than ${SECRET_LENGTH_MIN} characters, which is easy to guess and can't be hidden reliably in messages`,
        "Use a longer secret.",
      ),
    ];
  });
}

function lintMethod(api: JsonObject): Issue[] {
  if (!hasBody(api["method"]) && isSigned(api))
    return [
      warning(
        "R-23",
        [...API, "auth"],
        `signs the body, and ${String(api["method"])} has none: the signature proves nothing`,
        "Use POST, or another kind of auth.",
      ),
    ];
  return [];
}

/** braces that name a parameter in a way that Tavus does not read. */
function mistakenPlaceholder(text: string, declared: JsonObject): [message: string, remedy: string] | undefined {
  const [, blank] = /^\{(?: +(\w+) *| *(\w+) +)\}$/.exec(text)?.filter((part) => part !== undefined) ?? [];
  if (blank !== undefined && Object.hasOwn(declared, blank))
    return [`is ${text}, which Tavus sends as text because of the blanks`, `Write {${blank}}.`];
  for (const [written, name = ""] of text.matchAll(/\{(\w+)[.[][\w.[\]]+\}/g))
    if (Object.hasOwn(declared, name) && !Object.hasOwn(declared, written.slice(1, -1)))
      return [
        `has ${written}, which Tavus sends as text: a placeholder is the name of a parameter, without a path into it`,
        `Use {${name}}, or declare what is needed of it as a parameter of its own.`,
      ];
  return undefined;
}

function lintTemplates(tool: JsonObject): Issue[] {
  const properties = member(tool["parameters"], "properties");
  const declared = isObject(properties) ? properties : {};
  return templatesOf(tool).flatMap(({ text, path }) => {
    const issues: Issue[] = [];
    if (/\{\{\s*\w+\s*\}\}/.test(text))
      issues.push(warning("R-3", path, "has double braces; Tavus's placeholders have single ones", "Write {name}."));
    const mistaken = mistakenPlaceholder(text, declared);
    if (mistaken !== undefined) issues.push(warning("R-3", path, ...mistaken));
    if (path.at(-1) === "url" && /%7B[a-z_]\w*%7D/i.test(text))
      issues.push(
        warning(
          "R-1",
          path,
          "has a placeholder whose braces are encoded, so that it is sent as it stands there",
          "Write {name}; URL.href and encodeURI encode braces.",
        ),
      );
    for (const { name } of findPlaceholders(text))
      if (name.startsWith(RESERVED_PREFIX) && name !== CONVERSATION_ID_PLACEHOLDER)
        issues.push(
          warning(
            "R-2",
            path,
            `uses {${name}}, which is not known to exist`,
            `Only {${CONVERSATION_ID_PLACEHOLDER}} is.`,
          ),
        );
    return issues;
  });
}

/** nobody knows what a placeholder becomes whose argument the AI left out. */
function lintOptionalPlaceholders(tool: JsonObject): Issue[] {
  const properties = member(tool["parameters"], "properties");
  if (tool["trigger_type"] !== "post_call" || !isObject(properties)) return [];
  const required = member(tool["parameters"], "required");
  // T-22: a constant is nothing that the AI could leave out.
  const isOptional = (name: string): boolean =>
    Object.hasOwn(properties, name) &&
    member(properties[name], "const") === undefined &&
    !(Array.isArray(required) && required.includes(name));
  return templatesOf(tool).flatMap(({ text, path }) =>
    findPlaceholders(text)
      .filter(({ name }) => isOptional(name))
      .map(({ name }) =>
        warning(
          "R-6",
          path,
          `has the placeholder {${name}}, whose parameter is optional; what Tavus writes where the AI left it out is not known`,
          "Make the parameter required.",
        ),
      ),
  );
}

/** a bare post-call delivery does not say which conversation it is about. */
function lintCorrelation(tool: JsonObject, api: unknown): Issue[] {
  if (tool["trigger_type"] !== "post_call" || !isObject(api) || isSigned(api)) return [];
  const places = [...templatesOf(tool), ...stringsOf(api["headers"])];
  if (places.some(({ text }) => text.includes(`{${CONVERSATION_ID_PLACEHOLDER}}`))) return [];
  return [
    warning(
      "R-9",
      API,
      "has nothing that ties a delivery to its conversation",
      `Put {${CONVERSATION_ID_PLACEHOLDER}} into the URL's query or the body template, or use auth: hmac.`,
    ),
  ];
}

/** T-22: the description is all that the AI has to go by. */
function lintDescriptions(tool: JsonObject): Issue[] {
  const properties = member(tool["parameters"], "properties");
  if (tool["trigger_type"] !== "post_call" || !isObject(properties)) return [];
  return Object.entries(properties)
    .filter(([, schema]) => isObject(schema) && !Object.hasOwn(schema, "const"))
    .filter(([, schema]) => typeof member(schema, "description") !== "string" || member(schema, "description") === "")
    .map(([name]) =>
      warning(
        "T-22",
        ["parameters", "properties", name],
        "is filled by the AI but has no description",
        "Describe what belongs in it.",
      ),
    );
}
