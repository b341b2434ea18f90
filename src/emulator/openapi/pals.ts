import { PAL_TOOLS_MAX } from "../../contract/index.ts";
import type { Behavior } from "../behavior.ts";
import { OPERATIONS_MAX } from "../domain/json-patch.ts";
import { MODES_WITHOUT_PROMPT, PAL_TEXTS, RESERVED } from "../domain/pal-rules.ts";
import { exactly, listOf, type Operation, PAGING, pageOf, ref, type Schema } from "./operation.ts";

const text: Schema = { type: "string" };
const nullableText: Schema = { type: ["string", "null"] };
const texts = Object.fromEntries(PAL_TEXTS.map((name) => [name, nullableText]));
const has = (name: string, schema: Schema = text): Schema => ({ required: [name], properties: { [name]: schema } });

/** P-29 */
const toolIds: Schema = { type: ["array", "null"], items: text };

/** P-20. Other fields are kept unchanged. The schema doesn't say whether a tool in `tool_ids` exists. */
const definition: Schema = {
  type: "object",
  properties: { ...texts, tool_ids: toolIds },
  propertyNames: { not: { enum: [...RESERVED] } },
  allOf: [
    { anyOf: [has("default_face_id"), has("default_replica_id")] },
    { anyOf: [has("system_prompt"), has("pipeline_mode", { enum: [...MODES_WITHOUT_PROMPT] })] },
  ],
};

/** P-21, P-26 */
const pal: Schema = {
  type: "object",
  properties: {
    ...texts,
    pal_id: text,
    persona_id: text,
    tool_ids: listOf(text),
    created_at: text,
    updated_at: text,
  },
  required: ["pal_id", "persona_id", "tool_ids", "created_at", "updated_at"],
};

const pointer: Schema = { type: "string", pattern: "^/" };
const operation = (ops: readonly string[], members: Readonly<Record<string, Schema>>): Schema => ({
  type: "object",
  properties: { op: { enum: [...ops] }, path: pointer, ...members },
  required: ["op", "path", ...Object.keys(members)],
});

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

export const palSchemas = (behavior: Behavior): Readonly<Record<string, Schema>> => ({
  PalDefinition: definition,
  PalPatch: patch,
  Pal: pal,
  PatchedPal: exactly({ pal_id: text, discarded_maker_changes: { const: true } }, ["discarded_maker_changes"]),
  PublishedPal: exactly({
    status: { const: "success" },
    pal_id: text,
    pal_name: nullableText,
    system_prompt: nullableText,
    updated_at: text,
  }),
  PalTools: exactly({ data: listOf(ref("Tool")) }),
  //
  MakerChanges: exactly({
    conflict: { const: "maker_changes" },
    [behavior.errorShape === "text" ? "message" : behavior.errorShape]: text,
  }),
});

/** Section 7 of the contract. `root` is `/v2/pals`, or the old alias (G-14). */
export function palOperations(root: string, behavior: Behavior): Operation[] {
  const { createStatus, unchangedPatch, attachBesideDraft } = behavior;
  const refused = attachBesideDraft === "refuse" ? { 409: ref("MakerChanges") } : {};
  const isAlias = root !== "/v2/pals";
  const id = (name: string): string => (isAlias ? name.replace("Pal", "Persona") : name);
  return [
    {
      method: "post",
      path: root,
      id: id("createPal"),
      summary: "Creates a PAL (P-20).",
      body: {
        schema: ref("PalDefinition"),
        example: { pal_name: "Support", system_prompt: "Help the caller.", default_face_id: "r1" },
      },
      answers: {
        [createStatus]: exactly({ pal_id: text, persona_id: text, pal_name: text, created_at: text }),
      },
    },
    {
      method: "get",
      path: root,
      id: id("listPals"),
      summary: "Lists PALs, oldest first (P-22, G-15).",
      query: {
        ...PAGING,
        page: { ...PAGING["page"], minimum: 0 },
        sort: { enum: ["asc", "desc"], default: "asc" },
        pal_type: { enum: ["user", "system"], default: "user" },
      },
      answers: { 200: pageOf(ref("Pal")) },
    },
    {
      method: "get",
      path: `${root}/:id`,
      id: id("getPal"),
      summary: "Reads the live PAL, never its draft (P-21).",
      answers: { 200: ref("Pal") },
    },
    {
      method: "patch",
      path: `${root}/:id`,
      id: id("updatePal"),
      summary:
        "Changes a PAL with a JSON Patch. 409 if it has unpublished changes, which force=true discards (P-23, P-30).",
      query: { force: text },
      body: {
        schema: ref("PalPatch"),
        example: [{ op: "add", path: "/greeting", value: "Hello." }],
      },
      answers: {
        200: ref("PatchedPal"),
        409: ref("MakerChanges"),
        422: ref("Message"),
        ...(unchangedPatch === "304" && { 304: null }),
      },
    },
    {
      method: "delete",
      path: `${root}/:id`,
      id: id("deletePal"),
      summary: "Deletes a PAL (P-25).",
      answers: { 204: null },
    },
    {
      method: "post",
      path: `${root}/:id/publish`,
      id: id("publishPal"),
      summary: "Publishes the draft of a PAL (P-24, P-31).",
      answers: { 200: ref("PublishedPal") },
    },
    {
      method: "post",
      path: `${root}/:id/tools`,
      id: id("attachPalTools"),
      summary: `Attaches tools to a PAL, at most ${PAL_TOOLS_MAX} in all; the path may end with a slash (P-1 to P-6, P-32).`,
      body: {
        schema: {
          type: "object",
          properties: { tool_ids: { type: "array", items: text, minItems: 1 } },
          required: ["tool_ids"],
        },
        example: { tool_ids: ["t0123456789ab"] },
      },
      answers: { [createStatus]: ref("PalTools"), ...refused },
    },
    {
      method: "get",
      path: `${root}/:id/tools`,
      id: id("listPalTools"),
      summary: isAlias
        ? "Lists the tools of a PAL; with verbose=true as a bare list (P-7, P-9)."
        : "Lists the tools of a PAL (P-7).",
      ...(isAlias && { query: { verbose: text } }),
      answers: { 200: isAlias ? { anyOf: [ref("PalTools"), listOf(ref("Tool"))] } : ref("PalTools") },
    },
    {
      method: "delete",
      path: `${root}/:id/tools/:tool`,
      id: id("detachPalTool"),
      summary: "Detaches a tool from a PAL; the tool stays (P-8).",
      answers: { 204: null, ...refused },
    },
  ];
}
