import * as z from "zod";

/** How one property, or a whole resource, differs between program, state, and account. */
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
  path: z.string().describe("The property, as a program spells it: delivery.api.url. Empty: the resource itself."),
  wanted: z.unknown().optional().describe("What the program says. Left out where it says nothing."),
  applied: z.unknown().optional().describe("What the last up applied. Left out where there was nothing."),
  actual: z.unknown().optional().describe("What is in the account. Left out where there is nothing."),
  defaults: z
    .array(z.enum(["wanted", "applied", "actual"]))
    .optional()
    .describe("Whose value is the default, because nobody set one. Left out where there is none."),
  counts: z
    .boolean()
    .describe(
      "False for what is reported but isn't a difference: a masked secret of a tool that nobody touched, a property in `ignoreChanges`, " +
        "a field that this version doesn't know.",
    ),
  note: z.string().optional(),
});
export type DriftFinding = z.infer<typeof DriftFinding>;

export const DriftResource = z.object({
  urn: z.string().nullable().describe("Null for what isn't a resource of this stack."),
  name: z.string().describe("Of the resource; of the tool where there is no resource."),
  type: z.enum(["Tool", "PalToolAttachment", "PalTools"]),
  id: z.string().describe("The id at Tavus; empty where it does not exist yet."),
  findings: z.array(DriftFinding).describe("Empty: clean."),
});
export type DriftResource = z.infer<typeof DriftResource>;

/**
 * The output of `pulumi-tavus drift --json`. It contains no secrets: they are shown as `[secret]`.
 * @example const report = DriftReport.parse(JSON.parse(stdout));
 */
export const DriftReport = z.object({
  version: z.literal(1),
  stack: z.string(),
  checkedAt: z.iso.datetime(),
  differs: z.boolean().describe("Whether anything counts; then the exit code is 2."),
  summary: z.object({
    clean: z.number().int().describe("Resources of the stack without a finding that counts."),
    differing: z.number().int().describe("Resources of the stack with one."),
    findings: z.partialRecord(DriftClass, z.number().int()).describe("Findings that count, by class."),
  }),
  resources: z.array(DriftResource),
});
export type DriftReport = z.infer<typeof DriftReport>;
