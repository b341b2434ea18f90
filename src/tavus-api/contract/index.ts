/**
 * The contract of the Tavus tools API: shapes, limits, rules and meaning of a definition. No network, no Pulumi.
 * @module
 */
export { canonicalTool } from "./canonical.ts";
export { coerceMembers } from "./coercion.ts";
export {
  isLocalHost,
  isLoopbackHost,
  isMetadataAddress,
  isNonPublicAddress,
  isPlaceholderHost,
} from "./endpoint-host.ts";
export { digitsOf, exactNumbersOf, parseExact, stringifyExact } from "./exact-number.ts";
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
export { checkSignedDelivery, isSigned } from "./signed-delivery.ts";
export { parametersText, type SizeCount } from "./size.ts";
export { canonicalUrl } from "./spelling.ts";
export {
  type ApiDelivery,
  type Auth,
  type Delivery,
  maskSecrets,
  parseTool,
  type Tool,
  type ToolDefinition,
  type ToolPatch,
} from "./tool.ts";
export { parseUrl } from "./url.ts";
export { type ValidateOptions, validateTool } from "./validate.ts";
export {
  asText,
  containsUnknown,
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
