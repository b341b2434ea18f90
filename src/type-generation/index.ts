/**
 * TypeScript types from the JSON Schemas of tools.
 * @module
 */
export { generateTypes, type ToolSchema, toToolSchema } from "./generate.ts";
export { typeName } from "./names.ts";
export { readTools } from "./sources.ts";
