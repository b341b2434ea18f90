import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";

const config = new pulumi.Config();

// The endpoint of the action: pulumi config set hookUrl https://…
const hookUrl = config.require("hookUrl");
// Optional: the bearer token that your endpoint expects, and the PAL whose calls run the action.
const hookToken = config.getSecret("hookToken");
const palId = config.get("palId");

const note = new tavus.Tool("crm-note", {
  description: "After the call, log what the caller wanted.",
  triggerType: "post_call",
  parameters: {
    type: "object",
    properties: {
      channel: { type: "string", const: "C0SUPPORT" },
      message: { type: "string", description: "One sentence: what the caller wanted, and the outcome." },
      urgency: { type: "string", enum: ["low", "high"], description: "high if the caller is blocked, else low." },
    },
    required: ["channel", "message", "urgency"],
  },
  delivery: {
    api: {
      url: hookUrl,
      timeout: 20,
      bodyTemplate: {
        channel: "{channel}",
        text: "{message}",
        urgency: "{urgency}",
        conversation: "{tavus_conversation_id}",
      },
      ...(hookToken && { auth: { type: "bearer", token: hookToken } }),
    },
  },
});

if (palId) new tavus.PalToolAttachment("crm-note-on-pal", { palId, toolId: note });

export const toolId = note.toolId;
export const toolName = note.name;
