/**
 * One program, a stack for each environment, one Tavus account. Config in Pulumi.<stack>.yaml: `crm`, `palId`, and as secret `crmToken`.
 */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";

const config = new pulumi.Config();
// Protects the tools that customers use from an accidental destroy or replacement.
const options = { protect: pulumi.getStack() === "prod" };

const note = new tavus.Tool(
  "crm-note",
  {
    // Without a name, the tool's name ends with the stack's: crm_note_dev, crm_note_prod. Names are unique in an account.
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
  },
  options,
);

// A separate PAL for each environment: otherwise the actions of all stacks would run after its calls.
new tavus.PalToolAttachment("crm-note-on-support", { palId: config.require("palId"), toolId: note }, options);

export const toolName = note.name;
