import { compare } from "../definition/compare.ts";
import { Definition as ToolDefinition } from "../definition/definition.ts";
import { unknownNamesOf } from "../definition/unknown-fields.ts";
import { PLACES, toInputPath } from "../definition/wire.ts";
import { PROGRAM_READER, printIssues } from "../messages/index.ts";
import {
  exactNumbersOf,
  formatPath,
  isObject,
  type JsonObject,
  type Path,
  type Tool,
  validateTool,
  valueAt,
} from "../tavus-api/contract/index.ts";

/** A tool of an account as a program would declare it. */
export interface Definition {
  readonly tool: Tool;
  /** In the program's names, without what is only a default; secrets read the mask. */
  readonly inputs: JsonObject;
  /** Rules of the contract that it breaks, being older than they are: one line each. */
  readonly broken: readonly string[];
  /** Fields and values that this version doesn't know, as paths. The state keeps them, and updates leave them as they are. */
  readonly unknown: readonly string[];
}

/** What a person may leave out, innermost first. */
const OPTIONAL = PLACES.filter(({ field }) => field.isRequired !== true).reverse();

/**
 * @param allowLocalEndpoints the account is an emulator's
 */
export function toDefinition(tool: Tool, allowLocalEndpoints: boolean): Definition {
  const full = ToolDefinition.said(ToolDefinition.found(tool).inputs);
  const isPostCall = full.inputs["triggerType"] === "post_call";
  let short = full;
  for (const { input } of OPTIONAL) {
    if ((isPostCall && input.length === 1) || valueAt(short.inputs, input) === undefined) continue;
    const shorter = ToolDefinition.said(without(short.inputs, input));
    if (compare(shorter, full).fields.length === 0) short = shorter;
  }
  const options = { allowLocalEndpoints, isUnknown: () => false };
  // K-12: a mask is how Tavus shows a secret.
  const issues = validateTool(short.wire, options).filter(({ code }) => code !== "mask");
  const broken = printIssues(issues, PROGRAM_READER);
  return { tool, inputs: short.inputs, broken, unknown: unknownNamesOf(tool, toInputPath) };
}

/** The numbers of a tool that a program can't say: JavaScript would write others. */
export function inexactNumbersOf(tool: Tool): string[] {
  return [...exactNumbersOf(ToolDefinition.found(tool).inputs)].map(
    ({ path, digits }) => `${formatPath(path)} is ${digits}`,
  );
}

function without(inputs: JsonObject, path: Path): JsonObject {
  const last = String(path.at(-1));
  const parents = path.slice(0, -1);
  if (!isObject(valueAt(inputs, parents))) return inputs;
  const copy = structuredClone(inputs);
  delete (valueAt(copy, parents) as JsonObject)[last];
  return copy;
}
