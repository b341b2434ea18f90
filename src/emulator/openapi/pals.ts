import { PAL_TOOLS_MAX } from "../../tavus-api/contract/index.ts";
import type { Behavior } from "../behavior.ts";
import { PAL_TEXTS, RESERVED } from "../pal-rules.ts";
import { exactly, listOf, type Operation, PAGING, pageOf, ref, type Schema } from "./operation.ts";

const text: Schema = { type: "string" };
const nullableText: Schema = { type: ["string", "null"] };
const texts = Object.fromEntries(PAL_TEXTS.map((name) => [name, nullableText]));
const has = (name: string, schema: Schema = text): Schema => ({ required: [name], properties: { [name]: schema } });

/** P-20; what Tavus knows besides is kept as it is. */
const definition: Schema = {
  type: "object",
  properties: texts,
  propertyNames: { not: { enum: [...RESERVED] } },
  allOf: [
    { anyOf: [has("default_face_id"), has("default_replica_id")] },
    { anyOf: [has("system_prompt"), has("pipeline_mode", { const: "echo" })] },
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
    is_draft_view: { type: "boolean" },
    has_unpublished_changes: { type: "boolean" },
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
const patch = listOf({
  anyOf: [
    operation(["add", "replace", "test"], { value: {} }),
    operation(["copy", "move"], { from: pointer }),
    operation(["remove"], {}),
  ],
});

export const PAL_SCHEMAS: Readonly<Record<string, Schema>> = {
  PalDefinition: definition,
  PalPatch: patch,
  Pal: pal,
  PalId: exactly({ pal_id: text }),
  PalTools: exactly({ data: listOf(ref("Tool")) }),
};

/** Section 7 of the contract; `root` is `/v2/pals`, or the alias of old (G-14). */
export function palOperations(root: string, { createStatus, unchangedPatch }: Behavior): Operation[] {
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
      summary: "Lists PALs (P-22).",
      query: { ...PAGING, pal_type: { enum: ["user", "system"], default: "user" } },
      answers: { 200: pageOf(ref("Pal")) },
    },
    {
      method: "get",
      path: `${root}/:id`,
      id: id("getPal"),
      summary: "Reads a PAL; with source=draft, whether it has unpublished changes (P-21).",
      query: { source: text },
      answers: { 200: ref("Pal") },
    },
    {
      method: "patch",
      path: `${root}/:id`,
      id: id("updatePal"),
      summary: "Changes a PAL by a JSON Patch (P-23); 409 where it has unpublished changes (X-8).",
      query: { force: text, target: text },
      body: {
        schema: ref("PalPatch"),
        example: [{ op: "add", path: "/greeting", value: "Hello." }],
      },
      answers: {
        200: ref("PalId"),
        409: ref("Error"),
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
      summary: "Publishes the changes of a PAL (P-24).",
      answers: { 200: ref("PalId") },
    },
    {
      method: "post",
      path: `${root}/:id/tools`,
      id: id("attachPalTools"),
      summary: `Attaches tools to a PAL, at most ${PAL_TOOLS_MAX} in all (P-1 to P-6).`,
      body: {
        schema: {
          type: "object",
          properties: { tool_ids: { type: "array", items: text, minItems: 1 } },
          required: ["tool_ids"],
        },
        example: { tool_ids: ["t0123456789ab"] },
      },
      answers: { [createStatus]: ref("PalTools") },
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
      answers: { 204: null },
    },
  ];
}
