import type { Path } from "./issue.ts";
import {
  API_KEY_LOCATION_DEFAULT,
  CONTENT_TYPE_DEFAULT,
  MASK,
  METHOD_DEFAULT,
  ON_CALL_DEFAULT,
  ON_RESOLVE_DEFAULT,
  ORIGIN_DEFAULT,
  SECRET_AUTH_FIELDS,
  TIMEOUT_DEFAULT,
  TRIGGER_TYPE_DEFAULT,
} from "./limits.ts";
import { isObject, isUnset, type JsonObject, jsonEqual, member } from "./value.ts";

/**
 * The meaning of a definition, independent of how it is spelled (U-9): defaults filled in, nulls of the server dropped,
 * header names in lower case. Two definitions mean the same exactly if their canonical forms are equal as JSON.
 */
export function canonicalTool(tool: JsonObject): JsonObject {
  const trigger = tool["trigger_type"] ?? TRIGGER_TYPE_DEFAULT;
  const common = {
    name: tool["name"],
    description: tool["description"] ?? "",
    trigger_type: trigger,
    parameters: canonicalParameters(tool["parameters"]),
    delivery: canonicalDelivery(tool["delivery"]),
  };
  // T-21, U-25: a post-call action has no live behaviour, whatever the server echoes.
  if (trigger === "post_call") return common;
  const origin = tool["origin"] ?? ORIGIN_DEFAULT;
  return {
    ...common,
    origin,
    // T-10, T-24: the default exists for llm only.
    on_call: tool["on_call"] ?? (origin === "llm" ? ON_CALL_DEFAULT : null),
    on_resolve: tool["on_resolve"] ?? ON_RESOLVE_DEFAULT,
    static_filler: tool["static_filler"] ?? null,
  };
}

/** T-6: no parameters, `{}` and an object without properties are the same; `required` is a set. */
export function canonicalParameters(parameters: unknown): unknown {
  if (isUnset(parameters) || (isObject(parameters) && Object.keys(parameters).length === 0))
    return { type: "object", properties: {} };
  return canonicalSchema(parameters);
}

function canonicalSchema(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "required" && Array.isArray(value)) {
      if (value.length > 0) copy[key] = [...value].sort();
    } else if (SCHEMA_MAPS.has(key) && isObject(value)) {
      copy[key] = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, canonicalSchema(item)]));
    } else if (SCHEMA_LISTS.has(key) && Array.isArray(value)) copy[key] = value.map(canonicalSchema);
    else if (SCHEMA_SINGLES.has(key)) copy[key] = canonicalSchema(value);
    else copy[key] = value;
  }
  return copy;
}

/** Keywords of JSON Schema that hold schemas, so that a property called `required` is not taken for the keyword. */
export const SCHEMA_MAPS = new Set(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"]);
export const SCHEMA_LISTS = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
export const SCHEMA_SINGLES = new Set([
  "items",
  "additionalProperties",
  "not",
  "contains",
  "propertyNames",
  "if",
  "then",
  "else",
]);

function canonicalDelivery(delivery: unknown): JsonObject {
  const given = isObject(delivery) ? delivery : {};
  const api = given["api"];
  // T-13: nothing configured means an app message; D-2: an omitted `app_message` beside `api` is false.
  if (isUnset(api)) return { app_message: given["app_message"] ?? true };
  return { app_message: given["app_message"] ?? false, api: isObject(api) ? canonicalApi(api) : api };
}

function canonicalApi(api: JsonObject): JsonObject {
  return {
    url: canonicalUrl(api["url"]),
    method: typeof api["method"] === "string" ? api["method"].toUpperCase() : (api["method"] ?? METHOD_DEFAULT),
    timeout: api["timeout"] ?? TIMEOUT_DEFAULT,
    headers: canonicalMap(api["headers"], (name) => name.toLowerCase()),
    query_params: canonicalMap(api["query_params"], (name) => name),
    body_template: api["body_template"] ?? null,
    content_type: typeof api["content_type"] === "string" ? api["content_type"].toLowerCase() : CONTENT_TYPE_DEFAULT,
    auth: canonicalAuth(api["auth"]),
  };
}

/**
 * The same address in two spellings (a host in capitals, a missing `/`) is the same address. Braces stay what they are: `{id}` is a placeholder,
 * `%7Bid%7D` is sent as it is.
 */
export function canonicalUrl(url: unknown): unknown {
  if (typeof url !== "string" || !URL.canParse(url)) return url;
  // `URL` writes a brace of the path as %7B, so what is written so before is set apart.
  const apart = new URL(url.replace(/%(?=7[bd]|25)/gi, "%25")).href;
  return apart
    .replaceAll("%7B", "{")
    .replaceAll("%7D", "}")
    .replace(/%25(?=7[bd]|25)/gi, "%");
}

function canonicalMap(map: unknown, spell: (name: string) => string): unknown {
  if (isUnset(map)) return {};
  if (!isObject(map)) return map;
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => !isUnset(value))
      .map(([name, value]) => [spell(name), value]),
  );
}

/** Of all types (K-1 to K-6). What a newer API has beside them is nothing that a definition says. */
const AUTH_FIELDS = new Set<string>([
  "type",
  "name",
  "location",
  "username",
  "token_url",
  "client_id",
  "scope",
  ...SECRET_AUTH_FIELDS,
]);

function canonicalAuth(auth: unknown): unknown {
  if (isUnset(auth)) return { type: "none" };
  if (!isObject(auth)) return auth;
  const set = Object.fromEntries(
    Object.entries(auth).filter(([field, value]) => AUTH_FIELDS.has(field) && !isUnset(value)),
  );
  if (set["type"] === "api_key" && set["location"] === undefined) set["location"] = API_KEY_LOCATION_DEFAULT;
  if (set["type"] === undefined && Object.keys(set).length === 0) set["type"] = "none";
  return set;
}

const isSecretField = (path: Path): boolean =>
  path.length === 4 && path[2] === "auth" && (SECRET_AUTH_FIELDS as readonly string[]).includes(String(path[3]));

/** Where a difference is reported: fields of the definition, not single words inside a schema. */
const CONTAINERS = new Set(["", "delivery", "delivery.api", "delivery.api.auth"]);

export interface CompareOptions {
  /**
   * What a secret means that reads as the mask: nothing, since the server shows no other (`unknown`, K-16); or a value of its own, as where
   * a program gives the secret that the state did not know (`value`). @default "unknown"
   */
  readonly masks?: "unknown" | "value";
}

/**
 * The fields in which two definitions differ in meaning, as wire paths (`["delivery", "api", "timeout"]`).
 */
export function differingFields(a: JsonObject, b: JsonObject, { masks = "unknown" }: CompareOptions = {}): Path[] {
  const found: Path[] = [];
  const visit = (left: unknown, right: unknown, path: Path): void => {
    if (jsonEqual(left, right)) return;
    if (masks === "unknown" && isSecretField(path) && isUnknownSecret(left, right)) return;
    if (!CONTAINERS.has(path.join(".")) || !isObject(left) || !isObject(right)) {
      found.push(path);
      return;
    }
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)]))
      visit(left[key], right[key], [...path, key]);
  };
  visit(canonicalTool(a), canonicalTool(b), []);
  return found;
}

/** A server may mask a secret or leave it out of the answer (K-13, K-14): neither tells what is stored. */
function isUnknownSecret(left: unknown, right: unknown): boolean {
  return [left, right].some((side) => side === MASK || isUnset(side));
}

/**
 * True if a tool of the API means what was sent. Secrets read masked and do not count (K-10), nor do details of
 * the delivery that were not sent: the server's defaults may be others than ours (U-9).
 */
export function sameDefinition(sent: object, remote: object): boolean {
  const wasSent = (path: Path): boolean =>
    !isUnset(path.reduce<unknown>((value, step) => member(value, String(step)), sent));
  const isDetail = (path: Path): boolean => path[0] === "delivery" && path[1] === "api" && path.length > 2;
  return differingFields({ ...sent }, { ...remote }).every((path) => isDetail(path) && !wasSent(path));
}
