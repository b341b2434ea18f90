/**
 * Definitions of post-call actions, for the infrastructure and for the service that receives them. Loads no Pulumi.
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
  ParametersOfAction,
  Placeholder,
  Placeholders,
  QueryTemplate,
  Template,
  TemplatesOfAction,
} from "./action/action.ts";
export { type ActionDefinition, defineAction } from "./action/definition.ts";
export { type Fixed, type FixedValue, fixed, type OutputLike } from "./action/fixed.ts";
export type { JsonSchemaLiteral, JsonSchemaOf } from "./action/json-schema-type.ts";
export type { OutputOf, ParameterSchema, StandardCheck, StandardSchema, ZodSchema } from "./action/standard-schema.ts";
export { receiverUrl } from "./action/url.ts";
