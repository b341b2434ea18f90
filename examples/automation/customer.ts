/** Every customer gets two actions after the calls of the customer's PAL. */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
import { defineAction } from "pulumi-tavus/action";
import { z } from "zod";

export interface Customer {
  /** Part of names, so only lower-case letters and digits. */
  readonly id: string;
  readonly palId: string;
  /** The customer's endpoint for deliveries, such as `https://crm.customer.dev/tavus`. */
  readonly endpoint: string;
  /** The bearer token for deliveries. */
  readonly token: string;
}

const note = defineAction({
  name: "note",
  description: "After the call, log what the caller wanted.",
  parameters: { message: z.string().describe("One sentence: what the caller wanted, and the outcome.") },
  query: (p) => ({ call: p.tavusConversationId }),
});

const followUp = defineAction({
  name: "follow_up",
  description: "After the call, say whether somebody has to call back.",
  parameters: {
    callBack: z.boolean().describe("Whether the caller expects a call back."),
    by: z.string().optional().describe("By when, as the caller said it."),
  },
  query: (p) => ({ call: p.tavusConversationId }),
});

/** The program of a customer's stack, whose name is the customer's id. The tools are named `note_<id>` and `follow_up_<id>`. */
export function declareCustomer({ palId, endpoint, token }: Customer): Record<string, pulumi.Output<string>> {
  const outputs: Record<string, pulumi.Output<string>> = {};
  for (const action of [note, followUp]) {
    const { toolId } = new tavus.PostCallAction(action.name, {
      action,
      delivery: { url: `${endpoint}/${action.name}`, auth: { type: "bearer", token: pulumi.secret(token) } },
      attachTo: { customer: palId },
    });
    outputs[action.name] = toolId;
  }
  return outputs;
}
