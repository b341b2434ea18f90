/**
 * Definitions of post-call actions. The Pulumi program and the service that receives the deliveries both import them. It doesn't load Pulumi.
 * @module
 */
export type { JsonObject } from "../tavus-api/contract/index.ts";
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
} from "./action.ts";
export { type ActionDefinition, defineAction } from "./definition.ts";
export { type Fixed, type FixedValue, fixed, type OutputLike } from "./fixed.ts";
export type { JsonSchemaLiteral, JsonSchemaOf } from "./json-schema-type.ts";
export type { OutputOf, ParameterSchema, StandardCheck, StandardSchema, ZodSchema } from "./standard-schema.ts";
export { receiverUrl } from "./url.ts";
