import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";

const config = new pulumi.Config();

/** PAL Support line */
const supportLinePal = "p9ef89e68c846";

/** td4497a9f1736 */
export const logCrmNote = new tavus.Tool("log_crm_note", {
  name: "log_crm_note",
  description: "After the call, log what the caller wanted.",
  triggerType: "post_call",
  parameters: {
    type: "object",
    properties: { message: { type: "string", description: "One sentence: what the caller wanted." } },
    required: ["message"],
  },
  delivery: {
    api: {
      url: "https://support.acme.dev/hooks/log_crm_note?call={tavus_conversation_id}",
      auth: { type: "bearer", token: config.requireSecret("crmToken") },
    },
  },
});

/** t5d456ab80792 */
export const postSummary = new tavus.Tool("post_summary", {
  name: "post_summary",
  description: "After the call, post a summary.",
  triggerType: "post_call",
  parameters: {
    type: "object",
    properties: { message: { type: "string", description: "One sentence: what the caller wanted." } },
    required: ["message"],
  },
  delivery: {
    api: {
      url: "https://support.acme.dev/hooks/post_summary?call={tavus_conversation_id}",
      bodyTemplate: { text: "{message}" },
    },
  },
});

new tavus.PalToolAttachment("log_crm_note-on-support-line", { palId: supportLinePal, toolId: logCrmNote });
new tavus.PalToolAttachment("post_summary-on-support-line", { palId: supportLinePal, toolId: postSummary });
