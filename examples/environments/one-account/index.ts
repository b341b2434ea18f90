/**
 * One program, a stack for each environment, one Tavus account. Config in Pulumi.<stack>.yaml: `crm`, `palId`, and as secret `crmToken`.
 */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";

const config = new pulumi.Config();
// A destroy or a replacement of what customers use has to be asked for twice.
const options = { protect: pulumi.getStack() === "prod" };

const note = new tavus.Tool(
  "crm-note",
  {
    // Without a name the tool ends with the stack's: crm_note_dev, crm_note_prod. Names are unique in an account.
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

// A PAL of its own for each environment: actions of all stacks that are attached to one PAL would all run.
new tavus.PalToolAttachment("crm-note-on-support", { palId: config.require("palId"), toolId: note }, options);

export const toolName = note.name;
