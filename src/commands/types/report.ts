import * as z from "zod/mini";

export const TypesReport = z.object({
  version: z.literal(1),
  tools: z.array(z.string()).check(z.describe("Names of the tools.")),
  file: z.nullable(z.string()).check(z.describe("The file of `--out`, if any.")),
  changed: z.boolean().check(z.describe("Whether the file was out of date. With `--check`, it still is.")),
  state: z
    .optional(z.enum(["current", "differs", "missing"]))
    .check(z.describe("The state of the file before. Only with `--out`.")),
  types: z.optional(z.string()).check(z.describe("The types. Only without `--out`.")),
});
export type TypesReport = z.infer<typeof TypesReport>;
