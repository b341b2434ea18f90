/**
 * The contract of the Tavus tools API: shapes, limits, rules, and meaning of a definition. It needs no network and no Pulumi.
 * @module
 */
export { canonicalTool } from "./canonical.ts";
export { coerceMembers } from "./coercion.ts";
export { checkAcrossFields } from "./cross-field.ts";
export {
  isLocalHost,
  isLoopbackHost,
  isMetadataAddress,
  isNonPublicAddress,
} from "./endpoint-host.ts";
export { digitsOf, exactNumbersOf, rounded, stringifyExact } from "./exact-number.ts";
export { type Code, formatPath, type Issue, type IssueParams, issue, issueKey, type Path } from "./issue.ts";
export { compilePattern } from "./json-schema.ts";
export * from "./limits.ts";
export { lintTool } from "./lint.ts";
export { hasBody } from "./method.ts";
export {
  findPlaceholders,
  isPlaceholderName,
  placeholderNameFor,
  placeholderOf,
  replacePlaceholders,
  wholePlaceholder,
} from "./placeholders.ts";
export { localToolShape } from "./shape.ts";
export { isSigned } from "./signed-delivery.ts";
export { canonicalUrl } from "./spelling.ts";
export {
  type ApiDelivery,
  type Auth,
  maskSecrets,
  parseTool,
  type Tool,
  type ToolDefinition,
  type ToolPatch,
} from "./tool.ts";

export { validateTool } from "./validate.ts";
export {
  contains,
  isDeeper,
  isObject,
  isUnset,
  type JsonObject,
  jsonEqual,
  mapJson,
  member,
  stringsOf,
  valueAt,
} from "./value.ts";
