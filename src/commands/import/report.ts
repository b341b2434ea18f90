import * as z from "zod";

/** The output of `pulumi-tavus import --json`. It contains no secret. */
export const ImportReport = z.object({
  version: z.literal(1),
  tools: z.array(z.object({ id: z.string(), name: z.string(), resource: z.string() })),
  attachments: z.number().int(),
  files: z.array(z.string()),
  ran: z.boolean().describe("Whether the tools are in the stack now (`--run`)."),
  secrets: z
    .array(z.object({ key: z.string(), tool: z.string(), path: z.string() }))
    .describe("Secrets that the stack's config still needs."),
  broken: z
    .array(z.object({ tool: z.string(), rules: z.array(z.string()) }))
    .describe("Tools that break a rule, because they are older than it."),
  unknown: z
    .array(z.object({ tool: z.string(), fields: z.array(z.string()) }))
    .describe("Fields that this version doesn't know. They stay unchanged."),
  managed: z.array(z.string()).describe("Left out, because the stack already manages them."),
  inexact: z
    .array(z.string())
    .describe("Left out, because they contain a number that JavaScript can't represent exactly."),
});
export type ImportReport = z.infer<typeof ImportReport>;

/** The output of `pulumi-tavus import --complete --json`. */
export const CompletionReport = z.object({
  version: z.literal(1),
  completed: z.array(z.object({ name: z.string(), id: z.string() })),
  missing: z.array(z.string()).describe("Tools that the account doesn't have. `pulumi up` will create them."),
  files: z.array(z.string()),
  ran: z.boolean(),
});
export type CompletionReport = z.infer<typeof CompletionReport>;
