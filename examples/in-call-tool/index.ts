/** Config: `shop`, and as secret `shopToken`. */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";

const config = new pulumi.Config();
const shop = config.require("shop");
const auth: tavus.ToolAuth = { type: "bearer", token: config.requireSecret("shopToken") };
const orderNumber = { type: "string", description: "The number of the order that the caller asks about." };

// During the call: the PAL waits for the answer, and talks about it.
const lookUp = new tavus.Tool("look-up-order", {
  description: "Look up where an order is. Use it when the caller asks about an order.",
  onCall: "static_filler",
  staticFiller: "Let me look that up.",
  onResolve: "generate_response",
  parameters: { type: "object", properties: { orderNumber }, required: ["orderNumber"] },
  delivery: { api: { url: `${shop}/orders/{orderNumber}`, method: "GET", timeout: 5, auth } },
});

// After the call: Tavus fills the arguments from the transcript, and nobody waits.
const log = new tavus.Tool("log-complaint", {
  description: "After the call, log what the caller complained about.",
  triggerType: "post_call",
  parameters: {
    type: "object",
    properties: {
      orderNumber,
      complaint: { type: "string", description: "One sentence: what was wrong, or an empty text." },
    },
    required: ["orderNumber", "complaint"],
  },
  delivery: {
    api: {
      url: `${shop}/complaints?call={tavus_conversation_id}`,
      bodyTemplate: { order: "{orderNumber}", text: "{complaint}" },
      auth,
    },
  },
});

const { palId } = tavus.getPalOutput({ name: "Support" });
new tavus.PalToolAttachment("look-up-order-on-support", { palId, toolId: lookUp });
new tavus.PalToolAttachment("log-complaint-on-support", { palId, toolId: log });
