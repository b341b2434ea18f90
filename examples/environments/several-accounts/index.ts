/** One stack with an account for each region. Config for each: `<region>PalId`, and as secrets `<region>ApiKey` and `<region>CrmToken`. */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";

const config = new pulumi.Config();

/** Everything of one region, in its own account. */
function declareRegion(region: "eu" | "us"): pulumi.Output<string> {
  const account = new tavus.Provider(region, { apiKey: config.requireSecret(`${region}ApiKey`) });
  const note = new tavus.Tool(
    `crm-note-${region}`,
    {
      // The accounts are independent, so they can have tools with the same name.
      name: `crm_note_${pulumi.getStack()}`,
      description: "After the call, log what the caller wanted.",
      triggerType: "post_call",
      parameters: {
        type: "object",
        properties: { message: { type: "string", description: "One sentence: what the caller wanted." } },
        required: ["message"],
      },
      delivery: {
        api: {
          url: `https://crm.${region}.acme.dev/notes?call={tavus_conversation_id}`,
          bodyTemplate: { text: "{message}" },
          auth: { type: "bearer", token: config.requireSecret(`${region}CrmToken`) },
        },
      },
    },
    { provider: account },
  );
  new tavus.PalToolAttachment(
    `crm-note-${region}-on-support`,
    { palId: config.require(`${region}PalId`), toolId: note },
    // Without it, the attachment would look for the tool in the stack's own account.
    { provider: account },
  );
  return note.toolId;
}

export const toolIds = { eu: declareRegion("eu"), us: declareRegion("us") };
