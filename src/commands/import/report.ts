import * as z from "zod/mini";

/** The output of `pulumi-tavus import --json`. It contains no secret. */
export const ImportReport = z.object({
  version: z.literal(1),
  tools: z.array(z.object({ id: z.string(), name: z.string(), resource: z.string() })),
  attachments: z.int(),
  files: z.array(z.string()),
  ran: z.boolean().check(z.describe("Whether the tools are in the stack now (`--run`).")),
  secrets: z
    .array(z.object({ key: z.string(), tool: z.string(), path: z.string() }))
    .check(z.describe("What the stack's config still needs.")),
  broken: z
    .array(z.object({ tool: z.string(), rules: z.array(z.string()) }))
    .check(z.describe("Tools older than rules that they break.")),
  unknown: z
    .array(z.object({ tool: z.string(), fields: z.array(z.string()) }))
    .check(z.describe("Fields that this version doesn't know, and leaves as they are.")),
  managed: z.array(z.string()).check(z.describe("Left out, because the stack manages them already.")),
  inexact: z.array(z.string()).check(z.describe("Left out, because JavaScript can't hold a number in them.")),
});
export type ImportReport = z.infer<typeof ImportReport>;

/** The output of `pulumi-tavus import --complete --json`. */
export const CompletionReport = z.object({
  version: z.literal(1),
  completed: z.array(z.object({ name: z.string(), id: z.string() })),
  missing: z.array(z.string()).check(z.describe("Not in the account: `pulumi up` will create them.")),
  files: z.array(z.string()),
  ran: z.boolean(),
});
export type CompletionReport = z.infer<typeof CompletionReport>;
