/** The program that the pipelines deploy. Config: `crm`, `palId`, and as secret `crmToken`. */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";

const config = new pulumi.Config();

const note = new tavus.Tool("crm-note", {
  description: "After the call, log what the caller wanted.",
  triggerType: "post_call",
  parameters: {
    type: "object",
    properties: { message: { type: "string", description: "One sentence: what the caller wanted." } },
    required: ["message"],
  },
  delivery: {
    api: {
      url: `${config.require("crm")}/notes?call={tavus_conversation_id}`,
      bodyTemplate: { text: "{message}" },
      auth: { type: "bearer", token: config.requireSecret("crmToken") },
    },
  },
});
new tavus.PalToolAttachment("crm-note-on-support", { palId: config.require("palId"), toolId: note });

export const toolName = note.name;
