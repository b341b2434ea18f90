import {
  exactNumbersOf,
  formatPath,
  type JsonObject,
  mapJson,
  type Path,
  type Tool,
  validateTool,
  valueAt,
} from "../../contract/index.ts";
import { PLACES } from "../../contract/wire.ts";
import { compare } from "../../definition/compare.ts";
import { Definition } from "../../definition/definition.ts";
import { unknownNamesOf } from "../../definition/unknown-fields.ts";
import { PROGRAM_READER, printIssues } from "../../messages/index.ts";

/** A tool of an account in the form in which a program would declare it. */
export interface ImportedTool {
  readonly tool: Tool;
  /** Uses the program's names, and leaves out default values. Secrets are masked. */
  readonly inputs: JsonObject;
  /** Rules of the contract that the tool breaks because it is older than the rules, one line for each. */
  readonly broken: readonly string[];
  /** Paths of the fields and values that this version doesn't know. The state keeps them, and updates don't change them. */
  readonly unknown: readonly string[];
}

/** The parts that a user can leave out, innermost first. */
const OPTIONAL = PLACES.filter(({ field }) => field.isRequired !== true).reverse();

/** @param allowLocalEndpoints whether the account is an emulator's */
export function toDefinition(tool: Tool, allowLocalEndpoints: boolean): ImportedTool {
  const full = Definition.said(Definition.found(tool).inputs);
  const isPostCall = full.inputs["triggerType"] === "post_call";
  let short = full;
  for (const { input } of OPTIONAL) {
    if ((isPostCall && input.length === 1) || valueAt(short.inputs, input) === undefined) continue;
    const shorter = Definition.said(without(short.inputs, input));
    if (compare(shorter, full).fields.length === 0) short = shorter;
  }
  const options = { allowLocalEndpoints, isUnknown: () => false };
  // K-12: a mask is how Tavus shows a secret.
  const issues = validateTool(short.wire, options).filter(({ code }) => code !== "mask");
  const broken = printIssues(issues, PROGRAM_READER);
  return { tool, inputs: short.inputs, broken, unknown: unknownNamesOf(tool) };
}

/** The numbers of a tool that a program can't express, because JavaScript would write different digits. */
export function inexactNumbersOf(tool: Tool): string[] {
  return [...exactNumbersOf(Definition.found(tool).inputs)].map(
    ({ path, digits }) => `${formatPath(path)} is ${digits}`,
  );
}

const without = (inputs: JsonObject, path: Path): JsonObject =>
  mapJson(inputs, (value, at) => (formatPath(at) === formatPath(path) ? undefined : value)) as JsonObject;
