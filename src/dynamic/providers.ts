/**
 * What the state requires. The names exported here are part of the state format and never change: state written by any
 * version runs through them.
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

/** The provider of `tavus.Tool`. */
export const tool: DynamicProvider = harden(KINDS.tool, options);

/** The provider of `tavus.PalToolAttachment`; a function that returns itself (see `PROVIDER_TEXTS`). */
export const palToolAttachment: DynamicProvider & (() => DynamicProvider) = Object.assign(
  (): DynamicProvider => palToolAttachment,
  harden(KINDS.palToolAttachment, options),
);

/** The provider of `tavus.PalTools`. */
export const palTools: DynamicProvider = harden(KINDS.palTools, options);
