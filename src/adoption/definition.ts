import { printIssues } from "../messages/index.ts";
import {
  differingFields,
  exactNumbersOf,
  formatPath,
  isObject,
  type JsonObject,
  maskSecrets,
  type Path,
  type Tool,
  validateTool,
  valueAt,
} from "../tavus-api/contract/index.ts";
import { PROGRAM_READER } from "../tool/reader.ts";
import { unknownNamesOf } from "../tool/unknown-fields.ts";
import { toInputPath, toInputs, toWire } from "../tool/wire.ts";

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

/** What a person would not write, since it means the same without. */
const OPTIONAL: readonly Path[] = [
  ["delivery", "api", "method"],
  ["delivery", "api", "timeout"],
  ["delivery", "api", "headers"],
  ["delivery", "api", "queryParams"],
  ["delivery", "api", "bodyTemplate"],
  ["delivery", "api", "contentType"],
  ["delivery", "api", "auth", "location"],
  ["delivery", "api", "auth"],
  ["delivery"],
  ["parameters"],
  ["origin"],
  ["onCall"],
  ["onResolve"],
  ["staticFiller"],
  ["triggerType"],
];

/**
 * @param allowLocalEndpoints the account is an emulator's
 */
export function toDefinition(tool: Tool, allowLocalEndpoints: boolean): Definition {
  const full = toInputs(maskSecrets(tool));
  const isPostCall = full["triggerType"] === "post_call";
  let inputs = full;
  for (const path of OPTIONAL) {
    if (isPostCall && path.length === 1) continue;
    const shorter = without(inputs, path);
    if (differingFields(toWire(shorter).wire, toWire(full).wire).length === 0) inputs = shorter;
  }
  const options = { allowLocalEndpoints, isUnknown: () => false };
  // K-12: a mask is how Tavus shows a secret.
  const issues = validateTool(toWire(inputs).wire, options).filter(({ code }) => code !== "mask");
  const broken = printIssues(issues, PROGRAM_READER);
  return { tool, inputs, broken, unknown: unknownNamesOf(tool, toInputPath) };
}

/** The numbers of a tool that a program can't say: JavaScript would write others. */
export function inexactNumbersOf(tool: Tool): string[] {
  return [...exactNumbersOf(toInputs(tool))].map(({ path, digits }) => `${formatPath(path)} is ${digits}`);
}

function without(inputs: JsonObject, path: Path): JsonObject {
  const last = String(path.at(-1));
  const parents = path.slice(0, -1);
  if (!isObject(valueAt(inputs, parents))) return inputs;
  const copy = structuredClone(inputs);
  delete (valueAt(copy, parents) as JsonObject)[last];
  return copy;
}
