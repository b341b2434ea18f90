import * as z from "zod";

export const CheckStatus = z.enum(["PASS", "WARN", "FAIL", "SKIP"]);
export type CheckStatus = z.infer<typeof CheckStatus>;

export const CHECKS = ["definition", "attachment", "pal", "endpoint", "probe", "runs", "callback", "live"] as const;

export const VerifyCheck = z.object({
  check: z.enum(CHECKS),
  status: CheckStatus.describe("SKIP: not checked, with the reason. It never counts."),
  message: z.string(),
  remedy: z.string().optional().describe("What to do. Left out if there is nothing to do."),
});
export type VerifyCheck = z.infer<typeof VerifyCheck>;

export const RunCounts = z.object({
  conversations: z.number().int().describe("Conversations in the period with PALs that the action is attached to."),
  success: z.number().int(),
  error: z.number().int(),
  timeout: z.number().int(),
  skipped: z.number().int(),
  missing: z.number().int().describe("Conversations that ended with a dialogue, but had no event five minutes later."),
});
export type RunCounts = z.infer<typeof RunCounts>;

export const LiveRun = z.object({
  palId: z.string(),
  conversationId: z.string().nullable().describe("Null if the conversation could not be started."),
  status: z
    .enum(["success", "error", "timeout", "skipped", "missing"])
    .describe("How the run ended. `missing`: no event came in time."),
  arguments: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("The arguments that Tavus filled in, as far as the request shows them."),
  request: z.object({ method: z.string(), url: z.string(), body: z.string().nullable() }).optional(),
  response: z.object({ httpStatus: z.number().int(), body: z.string() }).optional(),
  error: z.string().optional(),
});
export type LiveRun = z.infer<typeof LiveRun>;

export const VerifyAction = z.object({
  urn: z.string(),
  resource: z.string().describe("The name in the program."),
  tool: z.string().describe("The name at Tavus."),
  id: z.string(),
  status: CheckStatus.exclude(["SKIP"]).describe("The worst result of its checks."),
  runs: RunCounts.optional().describe("With --since."),
  live: LiveRun.optional().describe("With --live, if the action was tried."),
  checks: z.array(VerifyCheck),
});
export type VerifyAction = z.infer<typeof VerifyAction>;

/** The output of `pulumi-tavus verify --json`. It contains no secret. */
export const VerifyReport = z.object({
  version: z.literal(1),
  stack: z.string(),
  checkedAt: z.iso.datetime(),
  ok: z.boolean().describe("Whether the exit code is 0: nothing failed and, with --fail-on warn, there is no warning."),
  summary: z
    .object({ pass: z.number().int(), warn: z.number().int(), fail: z.number().int() })
    .describe("Actions by status."),
  actions: z.array(VerifyAction),
});
export type VerifyReport = z.infer<typeof VerifyReport>;
