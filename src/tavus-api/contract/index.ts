/**
 * The contract of the Tavus tools API: shapes, limits, rules and meaning of a definition. No network, no Pulumi.
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
export { digitsOf, exactNumbersOf, stringifyExact } from "./exact-number.ts";
export { ONE_OF } from "./field-shapes.ts";
export { formatIssue, formatPath, type Issue, type Path } from "./issue.ts";
export { compilePattern } from "./json-schema.ts";
export * from "./limits.ts";
export { lintTool } from "./lint.ts";
export { hasBody } from "./method.ts";
export {
  findPlaceholders,
  isPlaceholderName,
  placeholderNameProblem,
  placeholderOf,
  replacePlaceholders,
  wholePlaceholder,
} from "./placeholders.ts";
export { unknownKeyRemedy } from "./rule.ts";
export { localToolShape } from "./shape.ts";
export { isSigned, SIGNED_REMEDY } from "./signed-delivery.ts";
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
  containsUnknown,
  isDeeper,
  isObject,
  isUnset,
  type JsonObject,
  jsonEqual,
  member,
  stringsOf,
  valueAt,
} from "./value.ts";
