/**
 * The output of the commands with `--json`: a type and a schema for each report. The schemas follow Standard Schema and Standard JSON Schema,
 * so any library can use them.
 * @module
 */
export * from "./commands/reports.ts";
