import * as z from "zod";

export const ListedTool = z.object({
  toolId: z.string(),
  name: z.string(),
  triggerType: z.enum(["in_call", "post_call"]),
  endpoint: z
    .string()
    .nullable()
    .describe("The URL of the endpoint, without the query, which can contain a credential. Null for an app message."),
});
export type ListedTool = z.infer<typeof ListedTool>;

export const ListedPal = z.object({ palId: z.string(), name: z.string() });
export type ListedPal = z.infer<typeof ListedPal>;

export const ListedConversation = z.object({
  conversationId: z.string(),
  name: z.string().nullable(),
  status: z.string().nullable().describe("`active` or `ended`. Null if the list doesn't contain it."),
  palId: z.string().nullable(),
  createdAt: z.string().nullable().describe("ISO 8601, UTC."),
});
export type ListedConversation = z.infer<typeof ListedConversation>;

/** The output of `pulumi-tavus list --json`: the requested kinds. It contains no secret. */
export const ListReport = z.object({
  version: z.literal(1),
  baseUrl: z.string(),
  tools: z.array(ListedTool).optional(),
  pals: z.array(ListedPal).optional(),
  conversations: z.array(ListedConversation).optional(),
});
export type ListReport = z.infer<typeof ListReport>;
