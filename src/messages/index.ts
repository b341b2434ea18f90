/**
 * The texts of all issues and errors, and the printers that write them.
 * @module
 */

export {
  explainError,
  explainNameTaken,
  type NameChoice,
  type NameHolder,
  remedyFor,
  remedyForName,
} from "./failures.ts";
export {
  HTTP_READER,
  hideSecrets,
  PROGRAM_READER,
  printIssue,
  printIssues,
  ruleOf,
  subjectOf,
} from "./printer.ts";
export { suggest } from "./words.ts";
