import { ROLES } from "../call.ts";
import { PAL_TEXTS, RESERVED } from "../domain/pal-rules.ts";
import { VARIANTS } from "../run/variant.ts";
import { exactly, listOf, type Operation, ref, type Schema } from "./operation.ts";

const text: Schema = { type: "string" };
const url: Schema = { type: "string", pattern: "^[hH][tT][tT][pP][sS]?:" };
const LINE: Schema = {
  type: "object",
  properties: { role: { enum: [...ROLES] }, content: text },
  required: ["role", "content"],
};

/** The content of a call. */
const call: Readonly<Record<string, Schema>> = {
  transcript: listOf(LINE),
  perception_analysis: text,
  arguments: { type: "object" },
  as: { enum: Object.keys(VARIANTS) },
};

/** P-29: ids of existing tools, or none. A schema can't express which ones exist. */
const CHANGES: Schema = {
  type: "object",
  properties: {
    ...Object.fromEntries(PAL_TEXTS.map((name) => [name, { type: ["string", "null"] }])),
    tool_ids: { type: "array", maxItems: 0 },
  },
  propertyNames: { not: { enum: [...RESERVED] } },
};

const TRANSCRIPT = [
  { role: "assistant", content: "How can I help?" },
  { role: "user", content: "Order 4711 never arrived." },
];

export const EMULATOR_SCHEMAS: Readonly<Record<string, Schema>> = {
  Call: { type: "object", properties: call, required: ["transcript"] },
  Trial: {
    type: "object",
    properties: {
      target: { type: "string", minLength: 1 },
      ...call,
      set: { type: "object" },
      to: url,
      allow_public: { type: "boolean" },
      callback_url: url,
    },
    required: ["target", "transcript"],
  },
  // E-6, and how it was sent.
  Delivery: exactly(
    {
      id: text,
      conversation_id: text,
      tool_id: text,
      tool_name: { type: ["string", "null"] },
      at: text,
      duration_ms: { type: "number", minimum: 0 },
      headers: { type: "object", additionalProperties: text },
      auth_headers: { type: "object", additionalProperties: text },
      response_headers: { type: "object", additionalProperties: text },
      as: { enum: Object.keys(VARIANTS) },
      status: { enum: ["success", "error", "timeout", "skipped"] },
      request: exactly({ url: text, method: text, body: { type: ["string", "null"] } }),
      response: exactly({ http_status: { type: "integer" }, body: text }),
      error: text,
      key_parameter: text,
      unsent: { const: true },
      held: { const: true },
      forwarded_from: text,
      token_simulated: { const: true },
      again: {
        type: "object",
        properties: { by: { enum: ["header", "conversationId", "nothing"] } },
        required: ["by"],
      },
      replay_of: text,
    },
    [
      "tool_name",
      "headers",
      "auth_headers",
      "response_headers",
      "as",
      "request",
      "response",
      "error",
      "key_parameter",
      "unsent",
      "held",
      "forwarded_from",
      "token_simulated",
      "again",
      "replay_of",
    ],
  ),
};

/** Members that Tavus doesn't have. */
export const emulatorOperations = (): Operation[] => [
  {
    method: "get",
    path: "/_emulator/health",
    id: "getHealth",
    summary: "Reports that the emulator runs.",
    answers: { 200: exactly({ ok: { const: true } }) },
    isOpen: true,
  },
  {
    method: "get",
    path: "/_emulator/openapi.json",
    id: "getDescription",
    summary: "Returns this description.",
    answers: { 200: { type: "object", required: ["openapi", "paths"] } },
    isOpen: true,
  },
  {
    method: "put",
    path: "/_emulator/conversations/:id/transcript",
    id: "putTranscript",
    summary: "Sets what the call contains when it ends: the transcript, and a problem to simulate.",
    body: { schema: ref("Call"), example: { transcript: TRANSCRIPT } },
    answers: { 204: null },
  },
  {
    method: "put",
    path: "/_emulator/pals/:id/draft",
    id: "putDraft",
    summary: "Edits a PAL as PAL Maker does: its draft if it is deployed, otherwise the live PAL (P-30).",
    body: {
      schema: {
        type: "object",
        properties: { changes: CHANGES, has_unpublished_changes: { type: "boolean" } },
        anyOf: [{ required: ["changes"] }, { required: ["has_unpublished_changes"] }],
      },
      example: { changes: { greeting: "Hello." } },
    },
    answers: { 204: null },
  },
  {
    method: "get",
    path: "/_emulator/conversations/:id",
    id: "getTranscript",
    summary: "Reads what a call contains.",
    answers: {
      200: exactly({
        conversation_id: text,
        status: { enum: ["active", "ended"] },
        transcript: listOf(LINE),
        perception_analysis: text,
      }),
    },
  },
  {
    method: "get",
    path: "/_emulator/deliveries",
    id: "listDeliveries",
    summary: "Lists every delivery, including replays.",
    answers: { 200: exactly({ data: listOf(ref("Delivery")) }) },
  },
  {
    method: "post",
    path: "/_emulator/trials",
    id: "tryCall",
    summary: "Runs a whole call: it begins, gets its transcript, ends, and its actions run.",
    body: { schema: ref("Trial"), example: { target: "log_note", transcript: TRANSCRIPT, as: "skipped" } },
    answers: {
      200: exactly({ conversation_id: text, deliveries: listOf(ref("Delivery")), events: listOf(ref("Event")) }),
    },
  },
  {
    method: "post",
    path: "/_emulator/conversations/:id/replays",
    id: "replayDeliveries",
    summary: "Sends the deliveries of a conversation again.",
    body: {
      schema: {
        type: "object",
        properties: { to: url, tool: text, again: { type: "boolean" }, allow_public: { type: "boolean" } },
      },
      example: {},
    },
    answers: { 200: exactly({ conversation_id: text, deliveries: listOf(ref("Delivery")) }) },
  },
  {
    method: "get",
    path: "/_emulator/export",
    id: "exportAccount",
    summary: "Exports the account's tools, PALs, and attachments, in the format of dev --seed.",
    query: { secrets: { enum: ["true", "false"] } },
    answers: { 200: exactly({ tools: listOf({ type: "object" }), pals: listOf({ type: "object" }) }) },
  },
  {
    method: "post",
    path: "/_emulator/reset",
    id: "resetAccount",
    summary: "Deletes everything in the account.",
    answers: { 204: null },
  },
];
