/**
 * For Pulumi programs: resources for Tavus post-call actions, and look-ups of PALs and tools.
 * @module
 */
import { requireSupportedNode } from "./supported-node.ts";

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
} from "./action.ts";
export type { GetPalResult, GetToolResult } from "./program/look-up-kinds.ts";
export {
  getPal,
  getPalOutput,
  getTool,
  getToolOutput,
  type LookUpArgs,
  type LookUpOptions,
  type LookUpOutputArgs,
} from "./program/look-ups.ts";
export { PalToolAttachment, type PalToolAttachmentArgs } from "./program/pal-tool-attachment.ts";
export { PalTools, type PalToolsArgs } from "./program/pal-tools.ts";
export { PostCallAction } from "./program/post-call-action.ts";
export type {
  ActionArgs,
  ActionDelivery,
  ActionDestination,
  PostCallActionArgs,
} from "./program/post-call-action-args.ts";
export { Provider, type ProviderArgs } from "./program/provider.ts";
export { Tool } from "./program/tool.ts";
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
} from "./program/tool-args.ts";

requireSupportedNode();
