import * as z from "zod/mini";

export const ImportReport = z.object({
  version: z.literal(1),
  tools: z.array(z.object({ id: z.string(), name: z.string(), resource: z.string() })),
  attachments: z.int(),
  files: z.array(z.string()),
  ran: z.boolean().check(z.describe("Whether the tools are in the stack now (`--run`).")),
  secrets: z
    .array(z.object({ key: z.string(), tool: z.string(), path: z.string() }))
    .check(z.describe("Secrets that the stack's config still needs.")),
  broken: z
    .array(z.object({ tool: z.string(), rules: z.array(z.string()) }))
    .check(z.describe("Tools that break a rule, because they are older than it.")),
  unknown: z
    .array(z.object({ tool: z.string(), fields: z.array(z.string()) }))
    .check(z.describe("Fields that this version doesn't know. They stay unchanged.")),
  managed: z.array(z.string()).check(z.describe("Left out, because the stack already manages them.")),
  inexact: z
    .array(z.string())
    .check(z.describe("Left out, because they contain a number that JavaScript can't represent exactly.")),
});
export type ImportReport = z.infer<typeof ImportReport>;

export const CompletionReport = z.object({
  version: z.literal(1),
  completed: z.array(z.object({ name: z.string(), id: z.string() })),
  missing: z.array(z.string()).check(z.describe("Tools that the account doesn't have. `pulumi up` will create them.")),
  files: z.array(z.string()),
  ran: z.boolean(),
});
export type CompletionReport = z.infer<typeof CompletionReport>;
