/**
 * TypeScript types from the JSON Schemas of tools, and of what they deliver.
 * @module
 */
export { readDefinitions, type ToolSource } from "./definitions.ts";
export { generateTypes } from "./generate.ts";
