import * as z from "zod/mini";

export const ListedTool = z.object({
  toolId: z.string(),
  name: z.string(),
  triggerType: z.enum(["in_call", "post_call"]),
  endpoint: z
    .nullable(z.string())
    .check(
      z.describe(
        "The URL of the endpoint, without the query, which can contain a credential. Null for an app message.",
      ),
    ),
});
export type ListedTool = z.infer<typeof ListedTool>;

export const ListedPal = z.object({ palId: z.string(), name: z.string() });
export type ListedPal = z.infer<typeof ListedPal>;

export const ListedConversation = z.object({
  conversationId: z.string(),
  name: z.nullable(z.string()),
  status: z.nullable(z.string()).check(z.describe("`active` or `ended`. Null if the list doesn't contain it.")),
  palId: z.nullable(z.string()),
  createdAt: z.nullable(z.string()).check(z.describe("ISO 8601, UTC.")),
});
export type ListedConversation = z.infer<typeof ListedConversation>;

export const ListReport = z.object({
  version: z.literal(1),
  baseUrl: z.string(),
  tools: z.optional(z.array(ListedTool)),
  pals: z.optional(z.array(ListedPal)),
  conversations: z.optional(z.array(ListedConversation)),
});
export type ListReport = z.infer<typeof ListReport>;
