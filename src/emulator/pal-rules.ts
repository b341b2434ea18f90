import { isObject, isUnset, type JsonObject } from "../tavus-api/contract/index.ts";
import { badRequest } from "./http-error.ts";

/** Fields of a PAL that only the server writes. */
export const RESERVED: readonly string[] = [
  "id",
  "pal_id",
  "persona_id",
  "tool_ids",
  "deleted",
  "unpublished",
  "created_at",
  "updated_at",
];

/** P-20: those that are texts, where they are given. */
export const PAL_TEXTS: readonly string[] = [
  "pal_name",
  "persona_name",
  "system_prompt",
  "pipeline_mode",
  "default_face_id",
  "default_replica_id",
];

/** A field of a PAL that is to be a text and is none. */
export const wrongText = (pal: JsonObject): string | undefined =>
  PAL_TEXTS.find((field) => !isUnset(pal[field]) && typeof pal[field] !== "string");

/**
 * P-20: what a PAL must have.
 * @throws HttpError
 */
export function assertPal(body: unknown): asserts body is JsonObject {
  if (!isObject(body) || typeof (body["default_face_id"] ?? body["default_replica_id"]) !== "string")
    throw badRequest("default_face_id is required. (P-20)");
  if (body["pipeline_mode"] !== "echo" && typeof body["system_prompt"] !== "string")
    throw badRequest("system_prompt is required. (P-20)");
  const wrong = wrongText(body);
  if (wrong !== undefined) throw badRequest(`${wrong} is not a string. (P-20)`);
  const reserved = RESERVED.find((field) => Object.hasOwn(body, field));
  if (reserved !== undefined)
    throw badRequest(`${reserved} cannot be given; tools are attached by POST /v2/pals/{pal_id}/tools. (P-20)`);
}
