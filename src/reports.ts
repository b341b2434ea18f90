/**
 * What the commands write with `--json`: a type and a schema for each report. The schemas follow Standard Schema and Standard JSON Schema, so
 * any library can use them. Their types are written out here, because a declaration file must not import a library;
 * `test/types/reports.ts` compares them with the schemas.
 * @module
 */
export * from "./commands/reports.ts";
