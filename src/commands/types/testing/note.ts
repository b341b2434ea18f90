import type { JsonObject } from "../../../contract/index.ts";

export const object = (properties: JsonObject, fields: JsonObject = {}): JsonObject => ({
  type: "object",
  properties,
  ...fields,
});

/** A tool with a fixed value, and with required and optional parameters. */
export const note = (fields: JsonObject = {}, api: JsonObject = {}): JsonObject => ({
  name: "log_crm_note",
  parameters: object(
    {
      channel: { type: "string", const: "C0" },
      message: { type: "string", description: "What the caller wanted." },
      score: { type: "integer" },
      tags: { type: "array", items: { type: "string" } },
      urgency: { type: "string", enum: ["low", "high"] },
      mood: { type: "string", enum: ["calm", "angry"] },
    },
    { required: ["channel", "message", "urgency"] },
  ),
  delivery: { api: { url: "https://crm.acme.dev/n", auth: { type: "none" }, ...api } },
  ...fields,
});
