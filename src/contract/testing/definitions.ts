import type { Issue } from "../issue.ts";
import type { JsonObject } from "../value.ts";

/** Definitions that follow every rule. Tests change one part to break a rule. */
export const URL = "https://crm.acme.dev/notes";
export const API = ["delivery", "api"];
export const postCall = (fields: JsonObject = {}): JsonObject => ({
  name: "log_note",
  description: "Log a note.",
  trigger_type: "post_call",
  parameters: { type: "object", properties: { message: { type: "string", description: "What was said." } } },
  delivery: { api: { url: URL } },
  ...fields,
});
export const inCall = (fields: JsonObject = {}): JsonObject => ({
  name: "look_up",
  description: "Looks up.",
  ...fields,
});
export const withApi = (fields: JsonObject): JsonObject => postCall({ delivery: { api: { url: URL, ...fields } } });
export const withAuth = (auth: unknown): JsonObject => withApi({ auth });
export const withHeader = (name: string, value: unknown = "x"): JsonObject => withApi({ headers: { [name]: value } });
export type Broken = readonly [what: string, tool: unknown, ...issues: Issue[]];
