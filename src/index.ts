/**
 * Pulumi resources for Tavus post-call actions.
 * @module
 */
export { Provider, type ProviderArgs } from "./dynamic/provider.ts";
export { PalToolAttachment, type PalToolAttachmentArgs } from "./pal-tool-attachment/resource.ts";
export type {
  JsonSchemaObject,
  LlmToolArgs,
  OnResolve,
  PerceptionToolArgs,
  PostCallToolArgs,
  StaticFillerToolArgs,
  ToolApiDelivery,
  ToolArgs,
  ToolAuth,
} from "./tool/args.ts";
export { Tool, type ToolDelivery } from "./tool/resource.ts";
