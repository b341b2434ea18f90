/**
 * What the state requires. The names exported here are part of the state format and never change: state written by any
 * version runs through them.
 * @module
 */
export { type DynamicProvider, palToolAttachment, palTools, tool } from "./dynamic/providers.ts";
