/**
 * An existing account becomes a program and a file for `pulumi import`. Only reads.
 * @module
 */
export { type Account, readAccount } from "./account.ts";
export { completeImportFile } from "./complete.ts";
export { inexactNumbersOf } from "./definition.ts";
export { type ImportFile, toImportFile } from "./import-file.ts";
export { toIdentifier } from "./names.ts";
export { type ConfigSecret, makePlan, type Plan, secretsOf } from "./plan.ts";
export { type SourceFile, writeProgram } from "./program.ts";
