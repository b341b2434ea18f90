/**
 * After a deployment: is what a stack declares live, attached, reachable, and did it run lately? Changes nothing at Tavus.
 * @module
 */
export { type LiveOptions, planLive } from "./live.ts";
export { type LiveRun, VerifyReport } from "./report.ts";
export { chooseActions, type VerifyOptions, verify } from "./verify.ts";
