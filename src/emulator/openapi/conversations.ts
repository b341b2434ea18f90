import type { Behavior } from "../behavior.ts";
import { exactly, listOf, type Operation, PAGING, pageOf, ref, type Schema } from "./operation.ts";

const text: Schema = { type: "string" };
const nullableText: Schema = { type: ["string", "null"] };
const STATUS: Schema = { enum: ["active", "ended"] };

const short: Readonly<Record<string, Schema>> = {
  conversation_id: text,
  conversation_name: text,
  conversation_url: text,
  status: STATUS,
  callback_url: text,
  pal_id: nullableText,
  persona_id: nullableText,
  created_at: text,
};

/** W-2 */
const event = exactly({
  properties: { type: "object" },
  conversation_id: text,
  webhook_url: text,
  event_type: text,
  message_type: { enum: ["system", "application"] },
  timestamp: text,
});

export const CONVERSATION_SCHEMAS: Readonly<Record<string, Schema>> = {
  ConversationDefinition: {
    type: "object",
    properties: {
      pal_id: nullableText,
      persona_id: nullableText,
      conversation_name: nullableText,
      callback_url: nullableText,
      face_id: {},
      replica_id: {},
      test_mode: { type: ["boolean", "null"] },
      custom_greeting: nullableText,
      chat: { type: ["boolean", "null"] },
      audio_only: { type: ["boolean", "null"] },
      modality: nullableText,
    },
    // V-7
    if: { properties: { chat: { const: true } }, required: ["chat"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { audio_only: { enum: [false, null] }, modality: { enum: ["text", null] } } },
    anyOf: ["pal_id", "persona_id", "face_id", "replica_id"].map((name) => ({
      required: [name],
      properties: { [name]: text },
    })),
  },
  Conversation: exactly(short),
  VerboseConversation: exactly({ ...short, events: listOf(ref("Event")), shutdown_reason: nullableText }),
  Event: event,
};

/** Section 11 of the contract. */
export const conversationOperations = ({ createStatus }: Behavior): Operation[] => [
  {
    method: "post",
    path: "/v2/conversations",
    id: "createConversation",
    summary: "Starts a conversation or, with chat, a text-only one. Its events go to callback_url (V-1, V-7, W-1).",
    body: {
      schema: ref("ConversationDefinition"),
      example: { pal_id: "p0123456789ab", conversation_name: "A call" },
    },
    answers: { [createStatus]: ref("Conversation") },
  },
  {
    method: "get",
    path: "/v2/conversations",
    id: "listConversations",
    summary: "Lists conversations (V-2).",
    query: { ...PAGING, status: STATUS },
    answers: { 200: pageOf(ref("Conversation")) },
  },
  {
    method: "get",
    path: "/v2/conversations/:id",
    id: "getConversation",
    summary: "Reads a conversation, with verbose=true including its events (V-3).",
    query: { verbose: text },
    answers: { 200: { anyOf: [ref("Conversation"), ref("VerboseConversation")] } },
  },
  {
    method: "post",
    path: "/v2/conversations/:id/respond",
    id: "takeTurn",
    summary: "Says something in a chat (V-7).",
    body: {
      schema: { type: "object", properties: { text: { type: "string", pattern: "\\S" } }, required: ["text"] },
      example: { text: "Order 4711 never arrived." },
    },
    answers: { 200: exactly({ status: { const: "pending" } }) },
  },
  {
    method: "get",
    path: "/v2/conversations/:id/respond",
    id: "getAnswer",
    summary: "Reads the PAL's answer in a chat, once it is ready (V-7).",
    answers: { 200: exactly({ status: { enum: ["pending", "ready"] }, text }, ["text"]) },
  },
  {
    method: "post",
    path: "/v2/conversations/:id/end",
    id: "endConversation",
    summary: "Ends a conversation, and runs its post-call actions (V-4, E-1).",
    answers: { 200: null },
  },
  {
    method: "delete",
    path: "/v2/conversations/:id",
    id: "deleteConversation",
    summary: "Deletes a conversation (V-5).",
    query: { hard: text },
    answers: { 204: null },
  },
];
