/**
 * For Pulumi programs: resources for Tavus post-call actions, and look-ups of PALs and tools.
 * @module
 */
import { requireSupportedNode } from "./supported-node.ts";

export { Provider, type ProviderArgs } from "./dynamic/provider.ts";
export { PalToolAttachment, type PalToolAttachmentArgs } from "./pal-tool-attachment/resource.ts";
export { PalTools, type PalToolsArgs } from "./pal-tools/resource.ts";
export type { ActionArgs, ActionDelivery, ActionDestination, PostCallActionArgs } from "./post-call-action/args.ts";
export {
  type Action,
  type ActionDefinition,
  type ActionParameters,
  type ArgumentsOf,
  type ArgumentsOfAction,
  defineAction,
  type Fixed,
  type FixedArgs,
  type FixedValue,
  fixed,
  type JsonSchemaLiteral,
  type JsonSchemaOf,
  type ParameterSchema,
  type ParametersOfAction,
  type Placeholders,
  type QueryTemplate,
  receiverUrl,
  type TemplatesOfAction,
} from "./post-call-action/index.ts";
export { PostCallAction } from "./post-call-action/resource.ts";
export {
  type GetPalResult,
  type GetToolResult,
  getPal,
  getPalOutput,
  getTool,
  getToolOutput,
  type LookUpArgs,
  type LookUpOptions,
  type LookUpOutputArgs,
} from "./program/look-ups.ts";
export type {
  HmacToolAuth,
  JsonSchemaObject,
  LlmToolArgs,
  OnResolve,
  PerceptionToolArgs,
  PostCallToolArgs,
  StaticApiDelivery,
  StaticFillerToolArgs,
  TemplatedApiDelivery,
  ToolApiDelivery,
  ToolArgs,
  ToolAuth,
  ToolDelivery,
  ToolOutputs,
  UnsignedToolAuth,
} from "./tool/args.ts";
export { Tool } from "./tool/resource.ts";

requireSupportedNode();
