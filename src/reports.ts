/**
 * What the commands write with `--json`, as zod schemas.
 * @module
 */
export { DoctorReport, Finding, FindingStatus } from "./diagnosis/report.ts";
export { DriftClass, DriftFinding, DriftReport, DriftResource } from "./drift/report.ts";
export { CheckStatus, RunCounts, VerifyAction, VerifyCheck, VerifyReport } from "./verification/report.ts";
