import { type Issue, issue, type Path, SYSTEM_TOOL_IDS } from "../../contract/index.ts";
import { PROGRAM_READER, printIssue, subjectOf } from "../../messages/index.ts";

/** What is wrong with a property that must be an id. A value that isn't known yet is accepted. Pure. */
export function checkId(
  path: Path,
  value: unknown,
  owner: "PAL" | "tool",
  isUnknown: (value: unknown) => boolean,
): Issue[] {
  if (isUnknown(value) || (typeof value === "string" && /^(?!\.{1,2}$)[^\s/?#]+$/.test(value))) return [];
  return [issue("not-id", path, { owner, value })];
}

/** P-11: one of Tavus's own tools can't be attached. */
export function checkOwn(path: Path, id: unknown): Issue[] {
  return SYSTEM_TOOL_IDS.some((one) => one === id) ? [issue("system-tool", path, { value: id })] : [];
}

/** An issue for each property that isn't an input. */
export function checkKeys(news: object, inputs: readonly string[]): Issue[] {
  return Object.keys(news)
    .filter((key) => !inputs.includes(key) && !key.startsWith("__"))
    .map((key) => issue("unknown-input", [key], { known: inputs }));
}

export function toLine(found: Issue): string {
  return printIssue(found, PROGRAM_READER, subjectOf(found.path));
}
