/**
 * Three-way drift: what the program wants, what was last applied, what is in the account. Never changes anything.
 * @module
 */
export { allowClasses, findDrift } from "./find.ts";
export { DRIFT_CLASSES, DriftFinding, DriftReport, DriftResource } from "./report.ts";
export { compareTool } from "./tool.ts";
