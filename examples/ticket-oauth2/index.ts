/** Config: `ticketUrl`, `loginUrl`, `clientId`, and as secret `clientSecret`. */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";

const config = new pulumi.Config();

const ticket = new tavus.Tool("open-ticket", {
  description: "After the call, open a ticket about the caller's problem.",
  triggerType: "post_call",
  parameters: {
    type: "object",
    properties: {
      title: { type: "string", description: "The problem in at most ten words." },
      details: { type: "string", description: "What the caller tried, and what happened." },
      priority: { type: "integer", enum: [1, 2, 3], description: "1 if the caller can't work, 3 if it can wait." },
    },
    required: ["title", "details", "priority"],
  },
  delivery: {
    api: {
      url: config.require("ticketUrl"),
      headers: { "X-Source": "tavus" },
      bodyTemplate: {
        title: "{title}",
        description: "{details}",
        priority: "{priority}",
        external_id: "{tavus_conversation_id}",
      },
      // Before each delivery, Tavus gets a token from `loginUrl`.
      auth: {
        type: "oauth2_client_credentials",
        tokenUrl: config.require("loginUrl"),
        clientId: config.require("clientId"),
        clientSecret: config.requireSecret("clientSecret"),
        scope: "tickets:write",
      },
    },
  },
});

const { palId } = tavus.getPalOutput({ name: "Support" });
new tavus.PalToolAttachment("open-ticket-on-support", { palId, toolId: ticket });
