/** Config: `pals`, a list of names of PALs, `crm`, and as secret `crmToken`. Each environment is a stack with its own config. */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
import { defineAction } from "pulumi-tavus/action";
import { z } from "zod";

const config = new pulumi.Config();
const pals = config.requireObject<string[]>("pals");

const followUp = defineAction({
  name: "follow_up",
  description: "After the call, say whether somebody has to call back.",
  parameters: {
    callBack: z.boolean().describe("Whether the caller expects a call back."),
    reason: z.string().describe("One sentence: why, or why not."),
  },
  query: (p) => ({ call: p.tavusConversationId }),
});

// The tool's name ends with the stack's, because the stacks share an account: follow_up_dev, follow_up_prod.
export const { toolId, toolName } = new tavus.PostCallAction("follow-up", {
  action: followUp,
  delivery: {
    url: `${config.require("crm")}/follow-ups`,
    auth: { type: "bearer", token: config.requireSecret("crmToken") },
  },
  // One tool, attached to each PAL.
  attachTo: Object.fromEntries(pals.map((name) => [name, tavus.getPalOutput({ name }).palId])),
});
