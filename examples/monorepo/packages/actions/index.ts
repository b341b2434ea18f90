import { defineAction, fixed } from "pulumi-tavus/action"; // loads no Pulumi
import { z } from "zod";

export const supportSummary = defineAction({
  name: "support_summary",
  description: "After the call ends, post a one-sentence summary.",
  parameters: {
    channel: fixed("C0SUPPORT"),
    message: z.string().describe("One sentence: what the caller wanted, and the outcome."),
  },
});
