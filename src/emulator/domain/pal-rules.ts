import { isObject, isUnset, type JsonObject, PAL_TOOLS_MAX, SYSTEM_TOOL_IDS } from "../../contract/index.ts";
import { badRequest, HttpError } from "../http-error.ts";
import type { Account } from "../services.ts";

/** Fields of a PAL that only the server writes. Files of earlier versions contain `unpublished`. */
export const RESERVED: readonly string[] = [
  "id",
  "pal_id",
  "persona_id",
  "deleted",
  "maker_draft",
  "unpublished",
  "created_at",
  "updated_at",
];

/** P-20: the fields that must be strings. */
export const PAL_TEXTS: readonly string[] = [
  "pal_name",
  "persona_name",
  "system_prompt",
  "pipeline_mode",
  "default_face_id",
  "default_replica_id",
];

/** P-20: the modes without a language model, which have no prompt. */
export const MODES_WITHOUT_PROMPT: readonly unknown[] = ["echo", "speech-to-speech"];

export const wrongText = (pal: JsonObject): string | undefined =>
  PAL_TEXTS.find((field) => !isUnset(pal[field]) && typeof pal[field] !== "string");

/** P-20: the required fields of a PAL. */
export function assertPal(body: unknown): asserts body is JsonObject {
  if (!isObject(body)) throw badRequest("The body is a JSON object. (P-20)");
  if (typeof (body["default_face_id"] ?? body["default_replica_id"]) !== "string")
    throw badRequest("default_face_id is required. (P-20)");
  if (!MODES_WITHOUT_PROMPT.includes(body["pipeline_mode"]) && typeof body["system_prompt"] !== "string")
    throw badRequest("system_prompt is required. (P-20)");
  const wrong = wrongText(body);
  if (wrong !== undefined) throw badRequest(`${wrong} is not a string. (P-20)`);
  if (!isUnset(body["tool_ids"]) && !isListOfTexts(body["tool_ids"]))
    throw badRequest("tool_ids is not a list of tool ids. (P-29)");
  const reserved = RESERVED.find((field) => Object.hasOwn(body, field));
  if (reserved !== undefined) throw badRequest(`${reserved} cannot be given. Remove it. (P-20)`);
}

const isListOfTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((id) => typeof id === "string");

/** P-28: whether this is one of Tavus's own tools, which are neither attached nor counted. */
export const isSystemToolId = (id: string): boolean => SYSTEM_TOOL_IDS.some((one) => one === id);

export const hasTool = ({ store }: Account, id: string): boolean => store.find("tool", id) !== undefined;

/**
 * P-29: the tools of a PAL, from `tool_ids` in its definition or in a JSON Patch.
 * @throws HttpError 422 unless it is a list of ids; 400 if one doesn't exist, or there are too many
 */
export function readToolIds(value: unknown, account: Account): string[] {
  if (isUnset(value)) return [];
  if (!isListOfTexts(value)) throw new HttpError(422, "'tool_ids' is not a list of tool ids");
  const ids = [...new Set(value)];
  if (ids.some((id) => !isSystemToolId(id) && !hasTool(account, id))) throw badRequest("Tool not found");
  assertRoom(ids);
  return ids;
}

/** P-4, P-28 */
export function assertRoom(ids: readonly string[]): void {
  if (ids.filter((id) => !isSystemToolId(id)).length > PAL_TOOLS_MAX)
    throw badRequest(`A PAL takes at most ${PAL_TOOLS_MAX} tools. (P-4)`);
}
