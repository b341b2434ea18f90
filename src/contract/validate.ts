import { checkAcrossFields } from "./cross-field.ts";
import { digitsOf, rounded } from "./exact-number.ts";
import { type Issue, issue, type Path } from "./issue.ts";
import { checkParameters } from "./json-schema.ts";
import { toIssues } from "./rule.ts";
import { keysAt, localToolShape, publicToolShape } from "./shape.ts";
import { contains, isObject, mapJson, stringsOf, valueAt } from "./value.ts";

export interface ValidateOptions {
  /** Accept http and local hosts as endpoints, as the emulator does. Default: false. */
  readonly allowLocalEndpoints?: boolean;
  /** True for a value that isn't known yet (a Pulumi Output in a preview). Rules that need it are skipped. Default: every value is known. */
  readonly isUnknown?: (value: unknown) => boolean;
}

/**
 * All rules of the contract that a tool definition breaks. `wire` can be any JSON value: this function never throws.
 * @param wire body of `POST /v2/tools`
 * @example validateTool({ name: "log-note" })[0]?.code // "name-characters"
 */
export function validateTool(wire: unknown, options: ValidateOptions = {}): Issue[] {
  const isUnknown = options.isUnknown ?? (() => false);
  const shape = options.allowLocalEndpoints === true ? localToolShape() : publicToolShape();
  const result = shape.safeParse(contains(wire, isExact) ? mapJson(wire, rounded) : wire);
  const issues = (result.error?.issues ?? [])
    .filter((issue) => !touchesUnknown(wire, issue.path as Path, isUnknown))
    .flatMap((issue) => toIssues(issue, (path) => keysAt(path, valueAt(wire, path))));
  if (!isObject(wire)) return issues;
  issues.push(
    ...checkAcrossFields(wire, isUnknown),
    ...checkParameters(wire["parameters"], isUnknown),
    ...checkOutputTexts(wire),
  );
  return issues;
}

const isExact = (value: unknown): boolean => digitsOf(value) !== undefined;

/** The result of `${output}` in an ordinary template string: the text of a warning instead of the value. */
const OUTPUT_TEXT = "Calling [toString] on an [Output<T>]";

function checkOutputTexts(wire: unknown): Issue[] {
  return [...stringsOf(wire)]
    .filter(({ text }) => text.includes(OUTPUT_TEXT))
    .map(({ path }) => issue("output-text", path));
}

/** True if the value at the path, or a value that contains it, isn't known yet. */
function touchesUnknown(value: unknown, path: Path, isUnknown: (value: unknown) => boolean): boolean {
  return [...path.keys(), path.length].some((length) => isUnknown(valueAt(value, path.slice(0, length))));
}
