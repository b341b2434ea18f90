import { isObject, type JsonObject } from "../contract/index.ts";
import { describeNames } from "../contract/known-names.ts";
import { isHttpUrl } from "../delivery/url.ts";
import { type Assignment, readAssignments } from "./domain/assignment.ts";
import { beginConversation } from "./domain/conversation-events.ts";
import type { Document } from "./domain/store.ts";
import type { TranscriptLine } from "./filler/context.ts";
import { badRequest } from "./http-error.ts";
import { palTools } from "./routes/pals.ts";
import { isVariant, VARIANTS } from "./run/variant.ts";
import type { Account } from "./services.ts";

/**
 * Starts a made-up call, which the caller must end.
 * @param body `{ target, transcript, perception_analysis?, arguments?, set?, as?, to?, allow_public?, callback_url? }`; `target` is the id or the
 * name of a PAL or a tool. A tool runs alone, even if it isn't attached. `to` replaces the tools' own endpoints. `set` contains values by path, such
 * as `item.sku`. An action that runs must declare each path
 * @returns the conversation's id
 * @throws HttpError 400 with a string for the user
 */
export function startTrial(account: Account, body: unknown): string {
  const {
    target,
    to,
    set,
    callback_url: callbackUrl,
    allow_public: allowPublic,
  } = isObject(body) ? body : ({} as JsonObject);
  if (typeof target !== "string" || target === "")
    throw badRequest("target is missing: the id or the name of a tool or a PAL.");
  for (const [name, url] of Object.entries({ to, callback_url: callbackUrl }))
    if (url !== undefined && !isHttpUrl(url)) throw badRequest(`${name} is not an http or https URL.`);
  if (!["boolean", "undefined"].includes(typeof allowPublic))
    throw badRequest("allow_public is neither true nor false.");
  const call = readCall(body);
  const { tool, pal } = findTarget(account, target);
  if (tool !== undefined && tool["trigger_type"] !== "post_call")
    throw badRequest(
      `The tool ${String(tool["name"])} runs during the call, not after it; nothing would be sent. (E-1)`,
    );
  const assignments = readSet(account, set, tool ?? pal);
  return beginConversation(account, "Trial", callbackUrl, pal, {
    ...call,
    ...(assignments && { assignments }),
    ...(tool !== undefined && { only_tool: tool.id }),
    ...(to !== undefined && { deliver_to: to }),
    ...(allowPublic === true && { allow_public: true }),
  }).id;
}

/** Refuses misspelled names. Otherwise they would get made-up values, like every other argument. */
function readSet(account: Account, set: unknown, target: Document | undefined): Assignment[] | undefined {
  if (set === undefined) return undefined;
  if (!isObject(set)) throw badRequest("set is an object of arguments.");
  const tools = target?.["tool_ids"] === undefined ? [target] : palTools(account, target.id);
  try {
    return readAssignments(set, tools.map((tool) => tool?.["parameters"]).filter(isObject));
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
}

/** How the error begins if the account doesn't have the target. */
export const UNKNOWN_TARGET = "No tool or PAL has the id or name";

function findTarget(account: Account, target: string): { tool?: Document; pal?: Document } {
  const [tools, pals] = [account.store.live("tool"), account.store.live("pal")];
  const tool = tools.find(({ id, name }) => id === target || name === target);
  // An attached tool is tried in a call with its PAL.
  const pal =
    tool === undefined
      ? pals.find(({ id, pal_name: name }) => id === target || name === target)
      : pals.find((one) => (one["tool_ids"] as string[]).includes(tool.id));
  const alike = tool === undefined ? pals.filter(({ id, pal_name: name }) => id !== target && name === target) : [];
  if (alike.length > 1)
    throw badRequest(
      `${alike.length} PALs are named ${target}: ${alike.map(({ id }) => id).join(", ")}. Use the id of one of them.`,
    );
  if (tool === undefined && pal === undefined)
    throw badRequest(
      `${UNKNOWN_TARGET} ${target}. ${describeNames(target, [
        ...tools.map(({ name }) => String(name)),
        ...pals.map(({ pal_name: name }) => String(name)),
      ])}`,
    );
  return { ...(tool && { tool }), ...(pal && { pal }) };
}

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
