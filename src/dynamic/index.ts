/**
 * What the state requires. The names exported here are part of the state format and never change: state written by any
 * version runs through them.
 * @module
 */

import { checkAttachment } from "../pal-tool-attachment/check.ts";
import { diffAttachment } from "../pal-tool-attachment/diff.ts";
import { createAttachment, deleteAttachment, readAttachment } from "../pal-tool-attachment/lifecycle.ts";
import { checkPalTools } from "../pal-tools/check.ts";
import { diffPalTools } from "../pal-tools/diff.ts";
import { attachmentsOf, createPalTools, deletePalTools, readPalTools, updatePalTools } from "../pal-tools/lifecycle.ts";
import { clientFor } from "../tavus-api/client.ts";
import { checkTool } from "../tool/check.ts";
import { diffTool } from "../tool/diff.ts";
import { guardTool } from "../tool/guard.ts";
import { createTool, deleteTool, readTool, updateTool } from "../tool/lifecycle.ts";
import { SECRET_INPUT_PATHS } from "../tool/wire.ts";
import { type DynamicProvider, harden, type RuntimeOptions } from "./runtime.ts";

export type { DynamicProvider } from "./runtime.ts";

const options: RuntimeOptions = {
  connect: async ({ apiKey, baseUrl }) => clientFor({ apiKey, baseUrl }),
  env: process.env,
  held: new Set(),
};

/** The provider of `tavus.Tool`. */
export const tool: DynamicProvider = harden(
  {
    secretPaths: SECRET_INPUT_PATHS,
    check: checkTool,
    diff: diffTool,
    create: createTool,
    read: readTool,
    update: updateTool,
    delete: deleteTool,
    guard: guardTool,
  },
  options,
);

/** The provider of `tavus.PalToolAttachment`; a function that returns itself (see `PROVIDER_TEXTS`). */
export const palToolAttachment: DynamicProvider & (() => DynamicProvider) = Object.assign(
  (): DynamicProvider => palToolAttachment,
  harden(
    {
      secretPaths: [],
      check: (_olds, news, { isUnknown }) => checkAttachment(news, isUnknown),
      diff: diffAttachment,
      create: createAttachment,
      read: readAttachment,
      delete: deleteAttachment,
    },
    options,
  ),
);

/** The provider of `tavus.PalTools`. */
export const palTools: DynamicProvider = harden(
  {
    secretPaths: [],
    check: (_olds, news, { isUnknown }) => checkPalTools(news, isUnknown),
    diff: diffPalTools,
    create: createPalTools,
    read: readPalTools,
    update: (client, id, _olds, news) => updatePalTools(client, id, news),
    delete: deletePalTools,
    holds: attachmentsOf,
  },
  options,
);
