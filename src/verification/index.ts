/**
 * After a deployment: is what a stack declares live, attached, reachable, and did it run lately? Changes nothing at Tavus.
 * @module
 */
export { VerifyReport } from "./report.ts";
export { type VerifyOptions, verify } from "./verify.ts";
