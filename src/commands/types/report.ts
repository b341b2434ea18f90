import * as z from "zod";

/** The output of `pulumi-tavus types --json`. */
export const TypesReport = z.object({
  version: z.literal(1),
  tools: z.array(z.string()).describe("Names of the tools."),
  file: z.string().nullable().describe("The file of `--out`, if any."),
  changed: z.boolean().describe("Whether the file was not up to date. With `--check` it still isn't."),
  state: z.enum(["current", "differs", "missing"]).optional().describe("What the file was before. With `--out`."),
  types: z.string().optional().describe("The types themselves. Without `--out`."),
});
export type TypesReport = z.infer<typeof TypesReport>;
