import * as z from "zod/mini";

export const DRIFT_CLASSES = [
  "changed outside",
  "pending in program",
  "both",
  "deleted outside",
  "created outside",
  "detached outside",
  "cannot be known (masked)",
  "unknown to this version",
] as const;

export const DriftClass = z.enum(DRIFT_CLASSES);
export type DriftClass = z.infer<typeof DriftClass>;

export const DriftFinding = z.object({
  class: DriftClass,
  path: z
    .string()
    .check(z.describe("The property as a program spells it, such as delivery.api.url. Empty for the resource itself.")),
  wanted: z.optional(z.unknown()).check(z.describe("The program's value. Left out if the program has none.")),
  applied: z
    .optional(z.unknown())
    .check(z.describe("The value that the last up applied. Left out if it applied none.")),
  actual: z.optional(z.unknown()).check(z.describe("The account's value. Left out if the account has none.")),
  defaults: z
    .optional(z.array(z.enum(["wanted", "applied", "actual"])))
    .check(z.describe("Whose value is the default, because nobody set one. Left out if there is none.")),
  counts: z
    .boolean()
    .check(
      z.describe(
        "False for a finding that isn't a difference: a masked secret of a tool that nobody touched, a property in `ignoreChanges`, " +
          "a field that this version doesn't know.",
      ),
    ),
  note: z.optional(z.string()),
});
export type DriftFinding = z.infer<typeof DriftFinding>;

export const DriftResource = z.object({
  urn: z.nullable(z.string()).check(z.describe("The resource's URN. Null if it isn't in the stack.")),
  name: z.string().check(z.describe("The resource's name, or the tool's name if it isn't in the stack.")),
  type: z.enum(["Tool", "PalToolAttachment", "PalTools"]),
  id: z.string().check(z.describe("The id at Tavus. Empty if it doesn't exist yet.")),
  findings: z.array(DriftFinding).check(z.describe("Empty: clean.")),
});
export type DriftResource = z.infer<typeof DriftResource>;

export const DriftReport = z.object({
  version: z.literal(1),
  stack: z.string(),
  checkedAt: z.iso.datetime(),
  differs: z.boolean().check(z.describe("Whether a finding counts. The exit code is then 2.")),
  summary: z.object({
    clean: z.int().check(z.describe("Resources of the stack without a finding that counts.")),
    differing: z.int().check(z.describe("Resources of the stack with a finding that counts.")),
    findings: z.partialRecord(DriftClass, z.int()).check(z.describe("Findings that count, by class.")),
  }),
  resources: z.array(DriftResource),
});
export type DriftReport = z.infer<typeof DriftReport>;
