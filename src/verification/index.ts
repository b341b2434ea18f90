/**
 * After a deployment: is what a stack declares live, attached, reachable, and did it run lately? Changes nothing at Tavus.
 * @module
 */
export { type LiveOptions, type LivePlan, planLive } from "./live.ts";
export { CheckStatus, LiveRun, RunCounts, VerifyAction, VerifyCheck, VerifyReport } from "./report.ts";
export { chooseActions, type VerifyOptions, verify } from "./verify.ts";
