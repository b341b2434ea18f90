import * as z from "zod/mini";

/** The checks in the order of the report, with their titles. */
export const CHECKS = {
  node: "Node.js",
  "pulumi-cli": "Pulumi CLI",
  project: "project",
  package: "package",
  "package-versions": "package versions",
  sdk: "Pulumi SDK",
  stack: "stack",
  "api-key": "API key",
  "key-storage": "key storage",
  "base-url": "base URL",
  account: "account",
  guard: "guard",
  "recorded-settings": "recorded settings",
  "provider-text": "provider in state",
  "pending-operations": "pending operations",
  "plain-secrets": "secrets in state",
} as const;

export type CheckName = keyof typeof CHECKS;

export const FINDING_STATUSES = ["ok", "warning", "problem", "not checked"] as const;
export const FindingStatus = z.enum(FINDING_STATUSES);
export type FindingStatus = z.infer<typeof FindingStatus>;

export const Finding = z.object({
  check: z.enum(Object.keys(CHECKS) as [CheckName, ...CheckName[]]),
  status: FindingStatus,
  seen: z.string().check(z.describe("What was found, or why nothing was checked. Never a secret.")),
  remedy: z
    .optional(z.string())
    .check(z.describe("The command to run or the edit to make. Every warning and problem has one.")),
});
export type Finding = z.infer<typeof Finding>;

export const DoctorReport = z.object({
  version: z.literal(1),
  checkedAt: z.iso.datetime(),
  project: z.nullable(z.string()).check(z.describe("The folder of Pulumi.yaml. Null if there is none.")),
  stack: z.nullable(z.string()).check(z.describe("Null if no stack could be read.")),
  healthy: z.boolean().check(z.describe("True without a problem. Warnings are allowed. If false, the exit code is 2.")),
  summary: z.record(FindingStatus, z.int()),
  findings: z.array(Finding).check(z.describe("At least one for each check.")),
});
export type DoctorReport = z.infer<typeof DoctorReport>;

export const findingsOf = (check: CheckName) => ({
  ok: (seen: string): Finding => ({ check, status: "ok", seen }),
  warning: (seen: string, remedy: string): Finding => ({ check, status: "warning", seen, remedy }),
  problem: (seen: string, remedy: string): Finding => ({ check, status: "problem", seen, remedy }),
  notChecked: (seen: string, remedy?: string): Finding => ({
    check,
    status: "not checked",
    seen,
    ...(remedy !== undefined && { remedy }),
  }),
});
