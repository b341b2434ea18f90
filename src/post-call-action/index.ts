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
  FixedArgs,
  ParametersOfAction,
  Placeholder,
  Placeholders,
  QueryTemplate,
  Template,
  TemplatesOfAction,
  WithoutReserved,
} from "./action.ts";
export { type ActionDefinition, defineAction } from "./definition.ts";
export { type Fixed, type FixedValue, fixed, type OutputLike } from "./fixed.ts";
export type { JsonSchemaLiteral } from "./json-schema-type.ts";
export { receiverUrl } from "./url.ts";
