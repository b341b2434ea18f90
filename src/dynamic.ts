/**
 * **Internal: don't import it.** The state of every stack refers to these providers by their names, so that a state written by any version
 * runs through them. They never change, and only Pulumi loads them.
 * @module
 */
export { type DynamicProvider, palToolAttachment, palTools, tool } from "./dynamic/providers.ts";
export type { Config } from "./provider/settings.ts";
