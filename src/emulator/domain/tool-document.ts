import { API, type Field, removalOf, SECRET_AUTH_FIELDS, TOOL } from "../../contract/fields.ts";
import {
  type Code,
  canonicalTool,
  canonicalUrl,
  isObject,
  issue,
  isUnset,
  type JsonObject,
  jsonEqual,
  MASK,
  maskSecrets,
  member,
  TRIGGER_TYPE_DEFAULT,
  validateTool,
  valueAt,
} from "../../contract/index.ts";
import { HTTP_READER, printIssue, printIssues } from "../../messages/index.ts";
import type { Behavior } from "../behavior.ts";
import { badRequest } from "../http-error.ts";
import { type Account, naive, newId, zoned } from "../services.ts";
import type { Document } from "./store.ts";

/** T-14: the only system tool. */
export const SYSTEM_TOOL: JsonObject = {
  tool_id: "end_call",
  owner_id: null,
  name: "end_call",
  description: "Ends the conversation.",
  parameters: {
    type: "object",
    properties: { reason: { type: "string", description: "Why the conversation ends." } },
  },
  delivery: { app_message: true },
  is_system_tool: true,
  trigger_type: "in_call",
  origin: "llm",
  on_call: null,
  on_resolve: null,
  static_filler: null,
  created_at: null,
  updated_at: null,
};

const DEFINITION = Object.values(TOOL).map(({ wire }) => wire);

/** @throws HttpError 400 with every broken rule */
export function newTool(body: unknown, { now, behavior }: Account, maySayMask = false): Document {
  assertValid(body, behavior, maySayMask);
  const id = newId("t");
  const at = timeOf(now(), behavior);
  return store({ ...body, id, deleted: false, created_at: at, updated_at: at }, behavior);
}

/** A field, or a value, that the contract doesn't know. */
const UNKNOWN: readonly Code[] = ["unknown-field", "not-one-of"];
/** */
const WITHOUT_EFFECT: readonly Code[] = ["signed-template", "signed-placeholder"];

/** If the contract leaves a rule open, the switches decide. @param maySayMask K-12: whether a secret can be the mask, as in an export */
function assertValid(definition: unknown, behavior: Behavior, maySayMask = false): asserts definition is JsonObject {
  const issues = validateTool(definition, { allowLocalEndpoints: true }).filter(({ code }) => {
    if (behavior.unknownFields === "store" && UNKNOWN.includes(code)) return false;
    if (WITHOUT_EFFECT.includes(code)) return behavior.hmacTemplates !== "ignore";
    return code !== "mask" || !maySayMask || !JSON.stringify(member(definition, "delivery")).includes(MASK);
  });
  if (issues.length > 0) throw badRequest(printIssues(issues, HTTP_READER).join(" "));
}

/** G-13 */
const timeOf = (date: Date, { toolTimes }: Behavior): string => (toolTimes === "zoned" ? zoned(date) : naive(date));

function store(document: Document, { normalizeUrl, headerCase }: Behavior): Document {
  const delivery = document["delivery"];
  const api = isObject(delivery) ? delivery["api"] : undefined;
  if (!isObject(delivery) || !isObject(api)) return document;
  const stored = { ...api };
  if (normalizeUrl) stored["url"] = canonicalUrl(api["url"]);
  if (headerCase === "lower" && isObject(api["headers"]))
    stored["headers"] = Object.fromEntries(
      Object.entries(api["headers"]).map(([name, value]) => [name.toLowerCase(), value]),
    );
  return { ...document, delivery: { ...delivery, api: stored } };
}

/** C-8: merges at the top level. C-12: replaces `delivery`, except for omitted secrets (K-13). `unchanged` means that nothing changed. */
export function patchedTool(
  document: Document,
  patch: unknown,
  { now, behavior }: Account,
): { document: Document; unchanged: boolean } {
  const before = definitionOf(document);
  if (!isObject(patch))
    throw badRequest("The body is a JSON object with the fields to change; JSON Patch is for PALs (C-9).");
  const after: JsonObject = { ...before };
  for (const [field, value] of Object.entries(patch)) {
    // The validation of the result isn't enough, because a null would silently remove a field that doesn't exist.
    if (!DEFINITION.includes(field) && behavior.unknownFields !== "store")
      throw badRequest(printIssue(issue("unknown-field", [field], { known: DEFINITION }), HTTP_READER));
    if (value === null && field !== "delivery" && !behavior.acceptNull)
      throw badRequest(`${field} is null. Leave it out or write a value. (C-14)`);
    if (field === "delivery" && value === null) after[field] = { app_message: true };
    else if (field === "delivery") after[field] = keepSecrets(value, before["delivery"], behavior);
    else if (value === null) delete after[field];
    else after[field] = value;
  }
  assertValid(after, behavior);
  const merged = store({ ...after, id: document.id, deleted: false, created_at: document["created_at"] }, behavior);
  // U-9: compares tools as the API returns them. If this server's default differs from the documented one, setting the documented default is a
  // change.
  const meaning = (tool: Document): unknown => canonicalTool({ ...tool, delivery: filled(tool["delivery"], behavior) });
  const isUnchanged = behavior.unknownFields !== "store" || jsonEqual(definitionOf(merged), before);
  const unchanged = isUnchanged && jsonEqual(meaning(merged), meaning(document));
  return {
    document: { ...merged, updated_at: unchanged ? document["updated_at"] : timeOf(now(), behavior) },
    unchanged,
  };
}

/** The stored data of a tool in addition to its definition. */
const OWN_FIELDS = ["id", "deleted", "created_at", "updated_at"];

export function definitionOf(document: Document): JsonObject {
  return Object.fromEntries(
    Object.entries(document).filter(([field, value]) => !OWN_FIELDS.includes(field) && !isUnset(value)),
  );
}

/** T-16: the fields that only a newer version of the API has. */
function unknownFieldsOf(document: Document): JsonObject {
  return Object.fromEntries(Object.entries(definitionOf(document)).filter(([field]) => !DEFINITION.includes(field)));
}

function keepSecrets(delivery: unknown, before: unknown, { omittedAuth }: Behavior): unknown {
  const [api, old] = [member(delivery, "api"), valueAt(before, ["api", "auth"])];
  if (!isObject(delivery) || !isObject(api) || !isObject(old)) return delivery;
  const withAuth = (auth: unknown): JsonObject => ({ ...delivery, api: { ...api, auth } });
  const { auth } = api;
  if (isUnset(auth)) return omittedAuth === "keep" ? withAuth(old) : delivery;
  if (!isObject(auth) || auth["type"] !== old["type"]) return delivery;
  const secrets = Object.entries(old).filter(([field]) => SECRET_AUTH_FIELDS.includes(field));
  return withAuth({ ...Object.fromEntries(secrets), ...auth });
}

/** A tool as the API returns it (section 3), with secrets masked (K-10). */
export function toolAnswer(document: Document, behavior: Behavior, { written = false } = {}): JsonObject {
  const trigger = document["trigger_type"] ?? TRIGGER_TYPE_DEFAULT;
  const isLive = trigger === "in_call" || behavior.echoLiveFields;
  const answer = (field: Field): unknown => {
    const isSilent = field.inCallOnly !== undefined && !isLive;
    return document[field.wire] ?? (isSilent ? undefined : removalOf(field, document)) ?? null;
  };
  const echoed = Object.values(TOOL).filter(({ isEchoedMaybe }) => isEchoedMaybe !== true || behavior.echoTags);
  return {
    ...unknownFieldsOf(document),
    tool_id: document.id,
    owner_id: 1,
    ...Object.fromEntries(echoed.map((field) => [field.wire, answer(field)])),
    delivery: deliveryAnswer(document["delivery"], behavior, !written || behavior.maskWrites),
    is_system_tool: false,
    created_at: document["created_at"],
    updated_at: document["updated_at"],
  };
}

function deliveryAnswer(delivery: unknown, behavior: Behavior, masked: boolean): JsonObject {
  const answer = filled(masked ? maskSecrets({ delivery })["delivery"] : delivery, behavior);
  const api = member(answer, "api");
  const { app_message: _, api: __, ...others } = isObject(answer) ? answer : {};
  if (!isObject(api)) return { ...others, app_message: true };
  return behavior.echoAppMessage ? { ...others, app_message: false, api } : { ...others, api };
}

/** U-9: adds this server's defaults for omitted fields. */
function filled(delivery: unknown, { fillApiDefaults }: Behavior): unknown {
  const api = member(delivery, "api");
  if (!isObject(delivery) || !isObject(api) || fillApiDefaults === false) return delivery;
  const { timeout: _, ...defaults } = Object.fromEntries(
    Object.values(API)
      .filter(({ isRequired }) => isRequired !== true)
      .map((field) => [field.wire, removalOf(field, api)]),
  );
  return { ...delivery, api: { ...defaults, ...fillApiDefaults, ...api } };
}
