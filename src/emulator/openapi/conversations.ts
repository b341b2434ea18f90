import type { Behavior } from "../behavior.ts";
import {
  exactly,
  listOf,
  NULLABLE_TEXT,
  type Operations,
  object,
  PAGING,
  pageOf,
  ref,
  type Schema,
  type Schemas,
  TEXT,
} from "./operation.ts";

const STATUS: Schema = { enum: ["active", "ended"] };
const NULLABLE_BOOLEAN: Schema = { type: ["boolean", "null"] };

const short: Schemas = {
  conversation_id: TEXT,
  conversation_name: TEXT,
  conversation_url: TEXT,
  status: STATUS,
  callback_url: TEXT,
  pal_id: NULLABLE_TEXT,
  persona_id: NULLABLE_TEXT,
  created_at: TEXT,
};

export const CONVERSATION_SCHEMAS: Schemas = {
  ConversationDefinition: {
    type: "object",
    properties: {
      pal_id: NULLABLE_TEXT,
      persona_id: NULLABLE_TEXT,
      conversation_name: NULLABLE_TEXT,
      callback_url: NULLABLE_TEXT,
      face_id: {},
      replica_id: {},
      test_mode: NULLABLE_BOOLEAN,
      custom_greeting: NULLABLE_TEXT,
      chat: NULLABLE_BOOLEAN,
      audio_only: NULLABLE_BOOLEAN,
      modality: NULLABLE_TEXT,
    },
    // V-7
    if: { properties: { chat: { const: true } }, required: ["chat"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { audio_only: { enum: [false, null] }, modality: { enum: ["text", null] } } },
    anyOf: ["pal_id", "persona_id", "face_id", "replica_id"].map((name) => ({
      required: [name],
      properties: { [name]: TEXT },
    })),
  },
  Conversation: exactly(short),
  VerboseConversation: exactly({ ...short, events: listOf(ref("Event")), shutdown_reason: NULLABLE_TEXT }),
  // W-2
  Event: exactly({
    properties: { type: "object" },
    conversation_id: TEXT,
    webhook_url: TEXT,
    event_type: TEXT,
    message_type: { enum: ["system", "application"] },
    timestamp: TEXT,
  }),
};

/** Section 11 of the contract. */
export const conversationOperations = ({ createStatus }: Behavior): Operations => ({
  createConversation: {
    call: "post /v2/conversations",
    summary: "Starts a conversation or, with chat, a text-only one. Its events go to callback_url (V-1, V-7, W-1).",
    body: {
      schema: ref("ConversationDefinition"),
      example: { pal_id: "p0123456789ab", conversation_name: "A call" },
    },
    answers: { [createStatus]: ref("Conversation") },
  },
  listConversations: {
    call: "get /v2/conversations",
    summary: "Lists conversations (V-2).",
    query: { ...PAGING, status: STATUS },
    answers: { 200: pageOf(ref("Conversation")) },
  },
  getConversation: {
    call: "get /v2/conversations/:id",
    summary: "Reads a conversation, with verbose=true including its events (V-3).",
    query: { verbose: TEXT },
    answers: { 200: { anyOf: [ref("Conversation"), ref("VerboseConversation")] } },
  },
  takeTurn: {
    call: "post /v2/conversations/:id/respond",
    summary: "Says something in a chat (V-7).",
    body: {
      schema: object({ text: { type: "string", pattern: "\\S" } }),
      example: { text: "Order 4711 never arrived." },
    },
    answers: { 200: exactly({ status: { const: "pending" } }) },
  },
  getAnswer: {
    call: "get /v2/conversations/:id/respond",
    summary: "Reads the PAL's answer in a chat, once it is ready (V-7).",
    answers: { 200: exactly({ status: { enum: ["pending", "ready"] } }, { text: TEXT }) },
  },
  endConversation: {
    call: "post /v2/conversations/:id/end",
    summary: "Ends a conversation, and runs its post-call actions (V-4, E-1).",
    answers: { 200: null },
  },
  deleteConversation: {
    call: "delete /v2/conversations/:id",
    summary: "Deletes a conversation (V-5).",
    query: { hard: TEXT },
  },
});
