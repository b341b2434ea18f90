import * as z from "zod/mini";

/** The output of `pulumi-tavus types --json`. */
export const TypesReport = z.object({
  version: z.literal(1),
  tools: z.array(z.string()).check(z.describe("Names of the tools.")),
  file: z.nullable(z.string()).check(z.describe("The file of `--out`, if any.")),
  changed: z.boolean().check(z.describe("Whether the file was not up to date. With `--check` it still isn't.")),
  state: z
    .optional(z.enum(["current", "differs", "missing"]))
    .check(z.describe("What the file was before. With `--out`.")),
  types: z.optional(z.string()).check(z.describe("The types themselves. Without `--out`.")),
});
export type TypesReport = z.infer<typeof TypesReport>;
