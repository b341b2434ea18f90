/**
 * Three-way drift: what the program wants, what was last applied, what is in the account. Never changes anything.
 * @module
 */
export { allowClasses, type DriftSources, findDrift } from "./find.ts";
export { DRIFT_CLASSES, DriftClass, DriftFinding, DriftReport, DriftResource } from "./report.ts";
export { compareTool } from "./tool.ts";
