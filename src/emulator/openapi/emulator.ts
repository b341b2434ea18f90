import { RESERVED } from "../domain/pal-rules.ts";
import { VARIANTS } from "../run/variant.ts";
import { ROLES } from "../trial.ts";
import {
  BOOLEAN,
  exactly,
  listOf,
  NULLABLE_TEXT,
  type Operations,
  object,
  ref,
  type Schema,
  type Schemas,
  TEXT,
} from "./operation.ts";
import { PAL_TEXT_SCHEMAS } from "./pals.ts";

const url: Schema = { type: "string", pattern: "^[hH][tT][tT][pP][sS]?:" };
const LINE = object({ role: { enum: [...ROLES] }, content: TEXT });
const AS: Schema = { enum: Object.keys(VARIANTS) };
const HEADERS: Schema = { type: "object", additionalProperties: TEXT };
const ANY: Schema = { type: "object" };

/** The content of a call, in addition to its transcript. */
const call: Schemas = { perception_analysis: TEXT, arguments: ANY, as: AS };

/** P-29: `tool_ids` contains ids of existing tools. A schema can't express which tools exist, so it only allows an empty list. */
const CHANGES: Schema = {
  ...object({}, { ...PAL_TEXT_SCHEMAS, tool_ids: { type: "array", maxItems: 0 } }),
  propertyNames: { not: { enum: [...RESERVED] } },
};

const TRANSCRIPT = [
  { role: "assistant", content: "How can I help?" },
  { role: "user", content: "Order 4711 never arrived." },
];

export const EMULATOR_SCHEMAS: Schemas = {
  Call: object({ transcript: listOf(LINE) }, call),
  Trial: object(
    { target: { type: "string", minLength: 1 }, transcript: listOf(LINE) },
    { ...call, set: ANY, to: url, allow_public: BOOLEAN, callback_url: url },
  ),
  // E-6, and how the delivery was sent.
  Delivery: exactly(
    {
      id: TEXT,
      conversation_id: TEXT,
      tool_id: TEXT,
      at: TEXT,
      duration_ms: { type: "number", minimum: 0 },
      status: { enum: ["success", "error", "timeout", "skipped"] },
    },
    {
      tool_name: NULLABLE_TEXT,
      headers: HEADERS,
      auth_headers: HEADERS,
      response_headers: HEADERS,
      as: AS,
      request: exactly({ url: TEXT, method: TEXT, body: NULLABLE_TEXT }),
      response: exactly({ http_status: { type: "integer" }, body: TEXT }),
      error: TEXT,
      key_parameter: TEXT,
      unsent: { const: true },
      held: { const: true },
      forwarded_from: TEXT,
      token_simulated: { const: true },
      again: object({ by: { enum: ["header", "conversationId", "nothing"] } }),
      replay_of: TEXT,
    },
  ),
};

/** Members that Tavus doesn't have. */
export const EMULATOR_OPERATIONS: Operations = {
  getHealth: {
    call: "get /_emulator/health",
    summary: "Reports that the emulator runs.",
    answers: { 200: exactly({ ok: { const: true } }) },
    isOpen: true,
  },
  getDescription: {
    call: "get /_emulator/openapi.json",
    summary: "Returns this description.",
    answers: { 200: { type: "object", required: ["openapi", "paths"] } },
    isOpen: true,
  },
  putTranscript: {
    call: "put /_emulator/conversations/:id/transcript",
    summary: "Sets what the call contains when it ends: the transcript, and a problem to simulate.",
    body: { schema: ref("Call"), example: { transcript: TRANSCRIPT } },
  },
  putDraft: {
    call: "put /_emulator/pals/:id/draft",
    summary: "Edits a PAL as PAL Maker does: its draft if it is deployed, otherwise the live PAL (P-30).",
    body: {
      schema: {
        ...object({}, { changes: CHANGES, has_unpublished_changes: BOOLEAN }),
        anyOf: [{ required: ["changes"] }, { required: ["has_unpublished_changes"] }],
      },
      example: { changes: { greeting: "Hello." } },
    },
  },
  getTranscript: {
    call: "get /_emulator/conversations/:id",
    summary: "Reads what a call contains.",
    answers: {
      200: exactly({
        conversation_id: TEXT,
        status: { enum: ["active", "ended"] },
        transcript: listOf(LINE),
        perception_analysis: TEXT,
      }),
    },
  },
  listDeliveries: {
    call: "get /_emulator/deliveries",
    summary: "Lists every delivery, including replays.",
    answers: { 200: exactly({ data: listOf(ref("Delivery")) }) },
  },
  tryCall: {
    call: "post /_emulator/trials",
    summary: "Runs a whole call: it begins, gets its transcript, ends, and its actions run.",
    body: { schema: ref("Trial"), example: { target: "log_note", transcript: TRANSCRIPT, as: "skipped" } },
    answers: {
      200: exactly({ conversation_id: TEXT, deliveries: listOf(ref("Delivery")), events: listOf(ref("Event")) }),
    },
  },
  replayDeliveries: {
    call: "post /_emulator/conversations/:id/replays",
    summary: "Sends the deliveries of a conversation again.",
    body: { schema: object({}, { to: url, tool: TEXT, again: BOOLEAN, allow_public: BOOLEAN }), example: {} },
    answers: { 200: exactly({ conversation_id: TEXT, deliveries: listOf(ref("Delivery")) }) },
  },
  exportAccount: {
    call: "get /_emulator/export",
    summary: "Exports the account's tools, PALs, and attachments, in the format of dev --seed.",
    query: { secrets: { enum: ["true", "false"] } },
    answers: { 200: exactly({ tools: listOf(ANY), pals: listOf(ANY) }) },
  },
  resetAccount: {
    call: "post /_emulator/reset",
    summary: "Deletes everything in the account.",
  },
};
