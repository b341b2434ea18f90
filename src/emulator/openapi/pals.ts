import { PAL_TOOLS_MAX } from "../../contract/index.ts";
import type { Behavior } from "../behavior.ts";
import { OPERATIONS_MAX } from "../domain/json-patch.ts";
import { MODES_WITHOUT_PROMPT, PAL_TEXTS, RESERVED } from "../domain/pal-rules.ts";
import {
  DONE,
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
  SORT,
  TEXT,
} from "./operation.ts";

export const PAL_TEXT_SCHEMAS: Schemas = Object.fromEntries(PAL_TEXTS.map((name) => [name, NULLABLE_TEXT]));
const has = (name: string, schema: Schema = TEXT): Schema => ({ required: [name], properties: { [name]: schema } });

/** P-20. Other fields are kept unchanged. The schema doesn't say whether a tool in `tool_ids` exists. */
const definition: Schema = {
  // P-29
  ...object({}, { ...PAL_TEXT_SCHEMAS, tool_ids: { type: ["array", "null"], items: TEXT } }),
  propertyNames: { not: { enum: [...RESERVED] } },
  allOf: [
    { anyOf: [has("default_face_id"), has("default_replica_id")] },
    { anyOf: [has("system_prompt"), has("pipeline_mode", { enum: [...MODES_WITHOUT_PROMPT] })] },
  ],
};

const pointer: Schema = { type: "string", pattern: "^/" };
const operation = (ops: readonly string[], members: Schemas): Schema =>
  object({ op: { enum: [...ops] }, path: pointer, ...members });

/** RFC 6902. */
const patch: Schema = {
  maxItems: OPERATIONS_MAX,
  ...listOf({
    anyOf: [
      operation(["add", "replace", "test"], { value: {} }),
      operation(["copy", "move"], { from: pointer }),
      operation(["remove"], {}),
    ],
  }),
};

export const palSchemas = (behavior: Behavior): Schemas => ({
  PalDefinition: definition,
  PalPatch: patch,
  // P-21, P-26
  Pal: object(
    { pal_id: TEXT, persona_id: TEXT, tool_ids: listOf(TEXT), created_at: TEXT, updated_at: TEXT },
    PAL_TEXT_SCHEMAS,
  ),
  PatchedPal: exactly({ pal_id: TEXT }, { discarded_maker_changes: { const: true } }),
  PublishedPal: exactly({
    status: { const: "success" },
    pal_id: TEXT,
    pal_name: NULLABLE_TEXT,
    system_prompt: NULLABLE_TEXT,
    updated_at: TEXT,
  }),
  PalTools: exactly({ data: listOf(ref("Tool")) }),
  //
  MakerChanges: exactly({
    conflict: { const: "maker_changes" },
    [behavior.errorShape === "text" ? "message" : behavior.errorShape]: TEXT,
  }),
});

/** Section 7 of the contract. `root` is `/v2/pals`, or the old alias (G-14). */
export function palOperations(root: `/v2/${string}`, behavior: Behavior): Operations {
  const { createStatus, unchangedPatch, attachBesideDraft } = behavior;
  const refused = attachBesideDraft === "refuse" ? { 409: ref("MakerChanges") } : {};
  const isAlias = root !== "/v2/pals";
  const operations: Operations = {
    createPal: {
      call: `post ${root}`,
      summary: "Creates a PAL (P-20).",
      body: {
        schema: ref("PalDefinition"),
        example: { pal_name: "Support", system_prompt: "Help the caller.", default_face_id: "r1" },
      },
      answers: { [createStatus]: exactly({ pal_id: TEXT, persona_id: TEXT, pal_name: TEXT, created_at: TEXT }) },
    },
    listPals: {
      call: `get ${root}`,
      summary: "Lists PALs, oldest first (P-22, G-15).",
      query: {
        ...PAGING,
        page: { ...PAGING["page"], minimum: 0 },
        sort: SORT,
        pal_type: { enum: ["user", "system"], default: "user" },
      },
      answers: { 200: pageOf(ref("Pal")) },
    },
    getPal: {
      call: `get ${root}/:id`,
      summary: "Reads the live PAL, never its draft (P-21).",
      answers: { 200: ref("Pal") },
    },
    updatePal: {
      call: `patch ${root}/:id`,
      summary:
        "Changes a PAL with a JSON Patch. 409 if it has unpublished changes, which force=true discards (P-23, P-30).",
      query: { force: TEXT },
      body: { schema: ref("PalPatch"), example: [{ op: "add", path: "/greeting", value: "Hello." }] },
      answers: {
        200: ref("PatchedPal"),
        409: ref("MakerChanges"),
        422: ref("Message"),
        ...(unchangedPatch === "304" && { 304: null }),
      },
    },
    deletePal: {
      call: `delete ${root}/:id`,
      summary: "Deletes a PAL (P-25).",
    },
    publishPal: {
      call: `post ${root}/:id/publish`,
      summary: "Publishes the draft of a PAL (P-24, P-31).",
      answers: { 200: ref("PublishedPal") },
    },
    attachPalTools: {
      call: `post ${root}/:id/tools`,
      summary: `Attaches tools to a PAL, at most ${PAL_TOOLS_MAX} in all; the path may end with a slash (P-1 to P-6, P-32).`,
      body: {
        schema: object({ tool_ids: { type: "array", items: TEXT, minItems: 1 } }),
        example: { tool_ids: ["t0123456789ab"] },
      },
      answers: { [createStatus]: ref("PalTools"), ...refused },
    },
    listPalTools: {
      call: `get ${root}/:id/tools`,
      summary: isAlias
        ? "Lists the tools of a PAL; with verbose=true as a bare list (P-7, P-9)."
        : "Lists the tools of a PAL (P-7).",
      ...(isAlias && { query: { verbose: TEXT } }),
      answers: { 200: isAlias ? { anyOf: [ref("PalTools"), listOf(ref("Tool"))] } : ref("PalTools") },
    },
    detachPalTool: {
      call: `delete ${root}/:id/tools/:tool`,
      summary: "Detaches a tool from a PAL; the tool stays (P-8).",
      answers: { ...DONE, ...refused },
    },
  };
  if (!isAlias) return operations;
  return Object.fromEntries(Object.entries(operations).map(([id, one]) => [id.replace("Pal", "Persona"), one]));
}
