import * as z from "zod";

export const CheckStatus = z.enum(["PASS", "WARN", "FAIL", "SKIP"]);
export type CheckStatus = z.infer<typeof CheckStatus>;

export const CHECKS = ["definition", "attachment", "pal", "endpoint", "probe", "runs", "callback", "live"] as const;

export const VerifyCheck = z.object({
  check: z.enum(CHECKS),
  status: CheckStatus.describe("SKIP: not looked at, and why; it never counts."),
  message: z.string(),
  remedy: z.string().optional().describe("What to do. Left out where nothing is to be done."),
});
export type VerifyCheck = z.infer<typeof VerifyCheck>;

export const RunCounts = z.object({
  conversations: z.number().int().describe("Conversations in the window on PALs that the action is attached to."),
  success: z.number().int(),
  error: z.number().int(),
  timeout: z.number().int(),
  skipped: z.number().int(),
  missing: z.number().int().describe("Ended with a dialogue, and five minutes later there was no event."),
});
export type RunCounts = z.infer<typeof RunCounts>;

export const LiveRun = z.object({
  palId: z.string(),
  conversationId: z.string().nullable().describe("Null if the conversation could not be started."),
  status: z
    .enum(["success", "error", "timeout", "skipped", "missing"])
    .describe("As the event says it. `missing`: no event came in time."),
  arguments: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("What Tavus filled, as far as the request shows it."),
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
  status: CheckStatus.exclude(["SKIP"]).describe("The worst of its checks."),
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
  ok: z
    .boolean()
    .describe("Whether the exit code is 0: nothing failed, and with --fail-on warn nothing was warned of."),
  summary: z
    .object({ pass: z.number().int(), warn: z.number().int(), fail: z.number().int() })
    .describe("Actions by status."),
  actions: z.array(VerifyAction),
});
export type VerifyReport = z.infer<typeof VerifyReport>;
