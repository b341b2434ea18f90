import { credentialsIn } from "../contract/credentials.ts";
import { SECRET_INPUT_PATHS } from "../contract/wire.ts";
import { attachmentId } from "../state-format/attachment-id.ts";
import { keepName } from "../state-format/naming.ts";
import { DECLARED } from "../state-format/properties.ts";
import { checkAttachment } from "./pal-tool-attachment/check.ts";
import { diffAttachment } from "./pal-tool-attachment/diff.ts";
import {
  createAttachment,
  deleteAttachment,
  missingAttachment,
  readAttachment,
} from "./pal-tool-attachment/lifecycle.ts";
import { checkPalTools } from "./pal-tools/check.ts";
import { diffPalTools } from "./pal-tools/diff.ts";
import {
  attachmentsOf,
  createPalTools,
  deletePalTools,
  missingPal,
  readPalTools,
  updatePalTools,
} from "./pal-tools/lifecycle.ts";
import type { ResourceHandlers } from "./runtime.ts";
import { checkTool, warnTool } from "./tool/check.ts";
import { diffTool } from "./tool/diff.ts";
import { guardTool } from "./tool/guard.ts";
import { createTool, deleteTool, missingTool, readTool, updateTool } from "./tool/lifecycle.ts";

/** The handlers of each kind of resource. */
export const KINDS = {
  tool: {
    // `__declared` contains hashes of the program's values. Somebody could guess a short secret from its hash.
    secretPaths: [...SECRET_INPUT_PATHS, [DECLARED]],
    credentialsIn,
    complete: keepName,
    check: checkTool,
    warn: warnTool,
    diff: diffTool,
    create: createTool,
    read: readTool,
    missing: missingTool,
    update: updateTool,
    delete: deleteTool,
    guard: guardTool,
  },
  palToolAttachment: {
    secretPaths: [],
    check: (_olds, news, { isUnknown }) => checkAttachment(news, isUnknown),
    diff: diffAttachment,
    create: createAttachment,
    read: readAttachment,
    missing: missingAttachment,
    delete: deleteAttachment,
    idOf: ({ palId, toolId }) => attachmentId(String(palId), String(toolId)),
  },
  palTools: {
    secretPaths: [],
    check: (_olds, news, { isUnknown }) => checkPalTools(news, isUnknown),
    diff: diffPalTools,
    create: createPalTools,
    read: readPalTools,
    missing: missingPal,
    update: (client, id, _olds, news) => updatePalTools(client, id, news),
    delete: deletePalTools,
    holds: attachmentsOf,
  },
} as const satisfies Record<string, ResourceHandlers>;
