/**
 * Definitions of post-call actions. The Pulumi program and the service that receives the deliveries both import this module. It doesn't load Pulumi.
 * @module
 */

export type {
  Action,
  ActionParameters,
  ArgumentIssue,
  ArgumentsOf,
  ArgumentsOfAction,
  CheckedParameters,
  FixedArgs,
  ParameterSchemas,
  ParametersOfAction,
  Placeholder,
  Placeholders,
  QueryTemplate,
  Template,
  TemplatesOfAction,
  TemplateValue,
} from "./action/action.ts";
export { type ActionDefinition, defineAction } from "./action/definition.ts";
export { type Fixed, type FixedValue, fixed, type OutputLike } from "./action/fixed.ts";
export type { JsonSchemaLiteral, JsonSchemaOf } from "./action/json-schema-type.ts";
export type { OutputOf, ParameterSchema, StandardCheck, StandardSchema, ZodSchema } from "./action/standard-schema.ts";
export { receiverUrl } from "./action/url.ts";
export type { JsonObject } from "./contract/index.ts";
