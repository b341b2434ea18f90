/**
 * What the contract leaves open, settled by one throw-away tool in a real account.
 * @module
 */
export { ProbeFailure } from "./failure.ts";
export { fateOf } from "./left.ts";
export { planOf } from "./plan.ts";
export { type ProbeOptions, probeContract } from "./probe.ts";
export { ContractFinding, ContractLeftover, ContractPlan, ContractReport, ContractStatus } from "./report.ts";
