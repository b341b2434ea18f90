import * as z from "zod/mini";
import { type Field, type Fields, type JsonType, TOOL } from "../../contract/fields.ts";
import { type JsonObject, localToolShape } from "../../contract/index.ts";
import type { Behavior } from "../behavior.ts";
import {
  BOOLEAN,
  exactly,
  listOf,
  NULLABLE_TEXT,
  type Operations,
  orNull,
  PAGING,
  pageOf,
  ref,
  type Schema,
  type Schemas,
  SORT,
  TEXT,
} from "./operation.ts";

/** The schema of a request, generated from the rules that check it. A schema can't express rules about more than one field. */
const { $schema: _, ...definition } = z.toJSONSchema(localToolShape(), { io: "input" }) as JsonObject;

const fields = definition["properties"] as Schemas;

/** C-8, C-14: any of the fields. Fields that can be absent also allow null. */
const patch: Schema = {
  type: "object",
  properties: Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, orNull(schema)])),
  additionalProperties: false,
};

const TYPES: Readonly<Record<JsonType, Schema>> = {
  string: TEXT,
  number: { type: "number" },
  boolean: BOOLEAN,
  object: { type: "object" },
  texts: { type: "object", additionalProperties: TEXT },
  list: listOf(TEXT),
};

/** K-10: the tool as it was sent, with masked secrets and with fields that a switch accepts or fills in. */
function answered({ fields: inner, values, type, isRequired }: Field): Schema {
  const isClosed = values !== undefined && inner === undefined;
  const schema = inner ? exactly({}, answers(inner)) : isClosed ? { enum: [...values] } : TYPES[type];
  return isRequired === true ? schema : orNull(schema);
}

const answers = (fields: Fields | Field[]): Schemas =>
  Object.fromEntries(Object.values(fields).map((field) => [field.wire, answered(field)]));

/** T-1 to T-17. */
const tool = exactly(
  {
    tool_id: TEXT,
    owner_id: { type: ["integer", "null"] },
    ...answers(Object.values(TOOL).filter(({ isEchoedMaybe }) => isEchoedMaybe !== true)),
    is_system_tool: BOOLEAN,
    created_at: NULLABLE_TEXT,
    updated_at: NULLABLE_TEXT,
  },
  // U-30
  answers(Object.values(TOOL).filter(({ isEchoedMaybe }) => isEchoedMaybe === true)),
);

export const TOOL_SCHEMAS: Schemas = { ToolDefinition: definition, ToolPatch: patch, Tool: tool };

/** Section 6 of the contract. */
export const toolOperations = ({ createStatus, unchangedPatch }: Behavior): Operations => ({
  createTool: {
    call: "post /v2/tools",
    summary: "Creates a tool. Its name must be free in the account (C-1, X-7).",
    body: { schema: ref("ToolDefinition"), example: EXAMPLE },
    answers: { [createStatus]: ref("Tool"), 409: ref("Error") },
  },
  listTools: {
    call: "get /v2/tools",
    summary: "Lists tools, oldest first (C-4 to C-6).",
    query: {
      ...PAGING,
      sort: SORT,
      type: { enum: ["user", "system", "all"], default: "user" },
      name_or_uuid: TEXT,
    },
    answers: { 200: pageOf(ref("Tool")) },
  },
  getTool: {
    call: "get /v2/tools/:id",
    summary: "Reads a tool, with its secrets masked (C-7, K-10).",
    answers: { 200: ref("Tool") },
  },
  updateTool: {
    call: "patch /v2/tools/:id",
    summary: "Changes the given fields. delivery is replaced as a whole (C-8 to C-16).",
    // C-9
    body: {
      schema: ref("ToolPatch"),
      example: { description: "Notes what the caller wanted, in one sentence." },
    },
    answers: { 200: ref("Tool"), 409: ref("Error"), ...(unchangedPatch === "304" && { 304: null }) },
  },
  deleteTool: {
    call: "delete /v2/tools/:id",
    summary: "Deletes a tool, and detaches it from every PAL (C-20, C-21).",
  },
});

const EXAMPLE = {
  name: "log_note",
  description: "After the call, log what the caller wanted.",
  trigger_type: "post_call",
  parameters: {
    type: "object",
    properties: {
      channel: { type: "string", const: "C0SUPPORT" },
      message: { type: "string", description: "One sentence: what the caller wanted." },
    },
    required: ["channel", "message"],
  },
  delivery: {
    api: {
      url: "https://crm.acme.dev/notes?call={tavus_conversation_id}",
      method: "POST",
      timeout: 20,
      body_template: { channel: "{channel}", text: "{message}" },
      auth: { type: "bearer", token: "a-token" },
    },
  },
};
