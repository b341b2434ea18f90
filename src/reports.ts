/**
 * What the commands write with `--json`, as zod schemas.
 * @module
 */
export {
  ContractFinding,
  ContractLeftover,
  ContractPlan,
  ContractReport,
  ContractStatus,
} from "./contract-probe/report.ts";
export { DoctorReport, Finding, FindingStatus } from "./diagnosis/report.ts";
export { DriftClass, DriftFinding, DriftReport, DriftResource } from "./drift/report.ts";
export { CheckStatus, RunCounts, VerifyAction, VerifyCheck, VerifyReport } from "./verification/report.ts";
