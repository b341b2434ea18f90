/**
 * The contract of the Tavus tools API: shapes, limits, rules and meaning of a definition. No network, no Pulumi.
 * @module
 */
export {
  type CompareOptions,
  canonicalParameters,
  canonicalTool,
  canonicalUrl,
  differingFields,
  sameDefinition,
} from "./canonical.ts";
export { coerceMembers } from "./coercion.ts";
export { isCredentialField, isCredentialName } from "./credential-name.ts";
export { checkAcrossFields } from "./cross-field.ts";
export {
  isLocalHost,
  isLoopbackHost,
  isMetadataAddress,
  isNonPublicAddress,
  isPlaceholderHost,
} from "./endpoint-host.ts";
export { digitsOf, exactNumbersOf, parseExact, stringifyExact } from "./exact-number.ts";
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
export { AUTH_KEYS, localToolShape } from "./shape.ts";
export { differingSides, type Sides } from "./sides.ts";
export { checkSignedDelivery, isSigned } from "./signed-delivery.ts";
export { parametersText, type SizeCount } from "./size.ts";
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
export { type ValidateOptions, validateTool } from "./validate.ts";
export {
  asText,
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
