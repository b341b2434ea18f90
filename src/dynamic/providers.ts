/**
 * **Internal: don't import it.** The state of every stack refers to these providers by name, no matter which version wrote it. The names never
 * change, and only Pulumi loads these providers.
 * @module
 */

import { KINDS } from "../provider/kinds.ts";
import { refreshesAlways } from "../provider/refresh-option.ts";
import { type DynamicProvider, harden, type RuntimeOptions } from "../provider/runtime.ts";
import { requireSupportedNode } from "../supported-node.ts";
import { clientFor } from "../tavus-api/client.ts";
import { processCancellation } from "../tavus-api/transport/cancellation.ts";
import { onEngineCancel } from "./engine-cancel.ts";

export type { DynamicProvider } from "../provider/runtime.ts";

requireSupportedNode();

const options: RuntimeOptions = {
  connect: async ({ apiKey, baseUrl }) => clientFor({ apiKey, baseUrl }),
  env: process.env,
  refreshesAlways: () => refreshesAlways(process.cwd()),
  held: new Set(),
};

onEngineCancel(() => processCancellation.cancel());

/**
 * The provider of `tavus.Tool`.
 * @since 0.1.0
 */
export const tool: DynamicProvider = harden(KINDS.tool, options);

/**
 * The provider of `tavus.PalToolAttachment`. It is also a function that returns itself, because some states call it.
 * @since 0.1.0
 */
export const palToolAttachment: DynamicProvider & (() => DynamicProvider) = Object.assign(
  (): DynamicProvider => palToolAttachment,
  harden(KINDS.palToolAttachment, options),
);

/**
 * The provider of `tavus.PalTools`.
 * @since 0.1.0
 */
export const palTools: DynamicProvider = harden(KINDS.palTools, options);
