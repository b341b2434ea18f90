import * as z from "zod";

export const ContractStatus = z.enum(["held", "new", "not settled"]);
export type ContractStatus = z.infer<typeof ContractStatus>;

export const ContractFinding = z.object({
  id: z.string().describe("Stable name of the question."),
  rule: z.string().describe("The rule of the contract that leaves it open, such as C-16."),
  rules: z.array(z.string()).describe("All rules that it belongs to, the first included."),
  question: z.string(),
  status: ContractStatus.describe(
    "held: among the behaviours that this version works with; new: it knows no such behaviour; not settled: not seen, and why.",
  ),
  seen: z.string().nullable().describe("What the account did, in a word or two; null where it was not settled."),
  known: z.array(z.string()).describe("The behaviours that this version works with; empty where any will do."),
  detail: z.string().optional().describe("The answer that says so, where one word is not enough. Never a secret."),
  reason: z.string().optional().describe("Of what is not settled: why."),
  remedy: z.string().optional().describe("Of what is new: what to do."),
});
export type ContractFinding = z.infer<typeof ContractFinding>;

export const ContractLeftover = z.object({
  id: z.string(),
  name: z.string(),
  state: z
    .enum(["deleted", "left", "may be in use"])
    .describe("may be in use: of a run that began minutes ago, and may not have ended."),
});
export type ContractLeftover = z.infer<typeof ContractLeftover>;

/** What `pulumi-tavus contract --json` writes. No value in it is secret. */
export const ContractReport = z.object({
  version: z.literal(1),
  checkedAt: z.iso.datetime(),
  baseUrl: z.string(),
  package: z.string().describe("The version of pulumi-tavus whose assumptions were compared."),
  durationMs: z.number().int(),
  requests: z.number().int(),
  pal: z.string().nullable().describe("The PAL of --pal."),
  ok: z.boolean().describe("Whether the exit code is 0: nothing new was seen, and nothing may be left behind."),
  summary: z.object({ held: z.number().int(), new: z.number().int(), "not settled": z.number().int() }),
  findings: z.array(ContractFinding),
  cleanUp: z.object({
    name: z.string().describe("The throw-away tool of this run."),
    made: z
      .number()
      .int()
      .describe("How often it was made; never two at a time, unless the account takes a name twice."),
    left: z
      .array(z.string())
      .describe("Ids of what could not be deleted; or that a create was never answered, and may have made it."),
    orphans: z.array(ContractLeftover).describe("Throw-away tools of earlier runs."),
  }),
});
export type ContractReport = z.infer<typeof ContractReport>;

/** What `pulumi-tavus contract --json` writes without --consent: nothing was asked of anybody. */
export const ContractPlan = z.object({
  version: z.literal(1),
  baseUrl: z.string(),
  pal: z.string().nullable(),
  consent: z.literal(false),
  would: z.array(z.string()),
});
export type ContractPlan = z.infer<typeof ContractPlan>;
