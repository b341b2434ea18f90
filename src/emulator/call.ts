import { isObject, type JsonObject } from "../contract/index.ts";
import type { TranscriptLine } from "./filler/context.ts";
import { badRequest } from "./http-error.ts";
import { isVariant, VARIANTS } from "./run/variant.ts";

/** W-5 */
export const ROLES: readonly unknown[] = ["user", "assistant", "system", "tool"];

/** The content of a call: the transcript, the perception analysis, and, for a trial, the arguments and the simulated problem. */
export function readCall(body: unknown): JsonObject {
  const {
    transcript,
    perception_analysis: perception = "",
    arguments: given = {},
    as: variant,
  } = isObject(body) ? body : ({} as JsonObject);
  if (!Array.isArray(transcript) || !transcript.every(isLine) || typeof perception !== "string" || !isObject(given))
    throw badRequest(
      'Write { "transcript": [{ "role": "user" or "assistant", "content": "…" }], "perception_analysis": "…", "arguments": { … } }.',
    );
  if (variant !== undefined && !isVariant(variant))
    throw badRequest(`as must be one of ${Object.keys(VARIANTS).join(", ")}.`);
  return { transcript, perception, arguments: given, ...(variant !== undefined && { variant }) };
}

function isLine(line: unknown): line is TranscriptLine {
  return isObject(line) && ROLES.includes(line["role"]) && typeof line["content"] === "string";
}
