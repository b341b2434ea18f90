import * as z from "zod/mini";

export const CheckStatus = z.enum(["PASS", "WARN", "FAIL", "SKIP"]);
export type CheckStatus = z.infer<typeof CheckStatus>;

export const CHECKS = ["definition", "attachment", "pal", "endpoint", "probe", "runs", "callback", "live"] as const;

export const VerifyCheck = z.object({
  check: z.enum(CHECKS),
  status: CheckStatus.check(z.describe("SKIP: not checked, with the reason. It never counts.")),
  message: z.string(),
  remedy: z.optional(z.string()).check(z.describe("What to do. Left out if there is nothing to do.")),
});
export type VerifyCheck = z.infer<typeof VerifyCheck>;

export const RunCounts = z.object({
  conversations: z.int().check(z.describe("Conversations in the period with PALs that the action is attached to.")),
  success: z.int(),
  error: z.int(),
  timeout: z.int(),
  skipped: z.int(),
  missing: z.int().check(z.describe("Conversations that ended with a dialogue, but had no event five minutes later.")),
});
export type RunCounts = z.infer<typeof RunCounts>;

export const LiveRun = z.object({
  palId: z.string(),
  conversationId: z.nullable(z.string()).check(z.describe("Null if the conversation could not be started.")),
  status: z
    .enum(["success", "error", "timeout", "skipped", "missing"])
    .check(z.describe("How the run ended. `missing`: no event came in time.")),
  arguments: z
    .optional(z.record(z.string(), z.unknown()))
    .check(z.describe("The arguments that Tavus filled in, as far as the request shows them.")),
  request: z.optional(z.object({ method: z.string(), url: z.string(), body: z.nullable(z.string()) })),
  response: z.optional(z.object({ httpStatus: z.int(), body: z.string() })),
  error: z.optional(z.string()),
});
export type LiveRun = z.infer<typeof LiveRun>;

export const VerifyAction = z.object({
  urn: z.string(),
  resource: z.string().check(z.describe("The name in the program.")),
  tool: z.string().check(z.describe("The name at Tavus.")),
  id: z.string(),
  status: z.enum(["PASS", "WARN", "FAIL"]).check(z.describe("The worst result of its checks.")),
  runs: z.optional(RunCounts).check(z.describe("With --since.")),
  live: z.optional(LiveRun).check(z.describe("With --live, if the action was tried.")),
  checks: z.array(VerifyCheck),
});
export type VerifyAction = z.infer<typeof VerifyAction>;

export const VerifyReport = z.object({
  version: z.literal(1),
  stack: z.string(),
  checkedAt: z.iso.datetime(),
  ok: z
    .boolean()
    .check(z.describe("Whether the exit code is 0: nothing failed and, with --fail-on warn, there is no warning.")),
  summary: z.object({ pass: z.int(), warn: z.int(), fail: z.int() }).check(z.describe("Actions by status.")),
  actions: z.array(VerifyAction),
});
export type VerifyReport = z.infer<typeof VerifyReport>;
