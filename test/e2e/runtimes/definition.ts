import { z } from "zod";
import { defineAction, fixed } from "../../../src/action.ts";

export const summary = defineAction({
  name: "support_summary",
  description: "Summarise the call.",
  parameters: {
    channel: fixed("C0SUPPORT"),
    message: z.string().describe("One sentence."),
    count: z.int().describe("How many."),
  },
});
