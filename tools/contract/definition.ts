import type { JsonObject } from "../../src/contract/index.ts";

/** Tells anybody who finds it what it is. */
const DESCRIPTION =
  "Temporary tool of the contract probe of pulumi-tavus, deleted within three minutes. Never call this tool.";

/** A program's declaration with optional parts, a URL with capitals and no path, and no default values. */
export function postCallTool(token: string): JsonObject {
  return {
    description: DESCRIPTION,
    trigger_type: "post_call",
    parameters: {
      type: "object",
      properties: { note: { type: "string", description: "Anything." }, team: { type: "string", const: "none" } },
      required: ["note"],
    },
    delivery: {
      api: {
        ...apiWithAuth(token),
        url: "https://EXAMPLE.com?call={tavus_conversation_id}",
        headers: { "X-Probe": "contract" },
        body_template: { note: "{note}", team: "{team}" },
      },
    },
  };
}

/** A whole delivery, with which PATCHes start. */
export function apiWithAuth(token: string): JsonObject & { url: string } {
  return { url: "https://example.com/hook", auth: { type: "bearer", token } };
}

/** It reaches nobody: an app message to the caller's own browser. */
export function inCallTool(fields: JsonObject = {}): JsonObject {
  return { description: DESCRIPTION, parameters: { type: "object", properties: {} }, ...fields };
}
