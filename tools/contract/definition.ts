import type { JsonObject } from "../../src/contract/index.ts";

/** Tells anybody who finds the tool what it is. */
const DESCRIPTION =
  "Temporary tool of the contract probe of pulumi-tavus, deleted within three minutes. Never call this tool.";

/** A tool as a program declares it, with optional parts and no default values. Its URL has capital letters and no path. */
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

/** A whole delivery, which PATCHes start from. */
export function apiWithAuth(token: string): JsonObject & { url: string } {
  return { url: "https://example.com/hook", auth: { type: "bearer", token } };
}

/** Its app message only goes to the caller's own browser, so it reaches nobody else. */
export function inCallTool(fields: JsonObject = {}): JsonObject {
  return { description: DESCRIPTION, parameters: { type: "object", properties: {} }, ...fields };
}
