import { defineAction } from "pulumi-tavus/action";
import { z } from "zod";

export const crmNote = defineAction({
  name: "crm_note",
  description: "After the call, log a note about the caller.",
  parameters: {
    email: z.string().describe("The caller's email address, as the caller spelled it."),
    note: z.string().describe("One sentence: what the caller wanted, and the outcome."),
  },
});
