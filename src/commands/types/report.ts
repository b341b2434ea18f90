import * as z from "zod";

/** The output of `pulumi-tavus types --json`. */
export const TypesReport = z.object({
  version: z.literal(1),
  tools: z.array(z.string()).describe("Names of the tools."),
  file: z.string().nullable().describe("The file of `--out`, if any."),
  changed: z.boolean().describe("Whether the file was out of date. With `--check`, it still is."),
  state: z
    .enum(["current", "differs", "missing"])
    .optional()
    .describe("The state of the file before. Only with `--out`."),
  types: z.string().optional().describe("The types. Only without `--out`."),
});
export type TypesReport = z.infer<typeof TypesReport>;
