/**
 * What the commands write with `--json`: a type and a schema for each report. The schemas follow Standard Schema and Standard JSON Schema, so
 * any library can use them. Their types are written out here, because a declaration file must not import a library;
 * `test/types/reports.ts` compares them with the schemas.
 */

import type { StandardSchema } from "../action/standard-schema.ts";
import type { DeliveryRecord } from "../delivery/record.ts";
import * as diagnosis from "./doctor/report.ts";
import * as drift from "./drift/report.ts";
import * as importing from "./import/report.ts";
import * as listing from "./list/report.ts";
import * as running from "./run-report.ts";
import * as typing from "./types/report.ts";
import * as verification from "./verify/report.ts";

/**
 * Reads a report, or a part of one. Members that this version doesn't know are left out.
 * @example const report = DriftReport.parse(JSON.parse(stdout));
 */
export interface ReportSchema<T> {
  /** @throws Error with every place that doesn't fit */
  parse(value: unknown): T;
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T; readonly error?: undefined }
    | { readonly success: false; readonly error: Error; readonly data?: undefined };
  /** Standard Schema and Standard JSON Schema: `DriftReport["~standard"].jsonSchema.output({ target: "draft-2020-12" })`. */
  readonly "~standard": StandardSchema["~standard"] & {
    readonly types?: { readonly input: T; readonly output: T } | undefined;
  };
}

/** How one property, or a whole resource, differs between program, state and account. */
export type DriftClass = (typeof drift.DRIFT_CLASSES)[number];
export const DriftClass: ReportSchema<DriftClass> = drift.DriftClass;

/** One difference. */
export interface DriftFinding {
  class: DriftClass;
  /** The property as a program spells it: `delivery.api.url`. Empty: the resource itself. */
  path: string;
  /** What the program says. Left out if it says nothing. */
  wanted?: unknown;
  /** What the last `up` applied. Left out if there was nothing. */
  applied?: unknown;
  /** What is in the account. Left out if there is nothing. */
  actual?: unknown;
  /** False for a masked secret of a tool that nobody touched: it is reported but is no difference. */
  counts: boolean;
  note?: string | undefined;
}
export const DriftFinding: ReportSchema<DriftFinding> = drift.DriftFinding;

/** One resource with its differences. */
export interface DriftResource {
  /** Null if it is no resource of the stack. */
  urn: string | null;
  /** Of the resource, or of the tool if there is no resource. */
  name: string;
  type: "Tool" | "PalToolAttachment" | "PalTools";
  /** The id at Tavus. Empty if it doesn't exist yet. */
  id: string;
  /** Empty: clean. */
  findings: DriftFinding[];
}
export const DriftResource: ReportSchema<DriftResource> = drift.DriftResource;

/** What `pulumi-tavus drift --json` writes. Secrets read `[secret]`. */
export interface DriftReport {
  version: 1;
  stack: string;
  /** ISO 8601, UTC. */
  checkedAt: string;
  /** Whether anything counts. Then the exit code is 2. */
  differs: boolean;
  summary: {
    /** Resources without a finding that counts. */
    clean: number;
    differing: number;
    /** Findings that count, by class. */
    findings: { [K in DriftClass]?: number };
  };
  resources: DriftResource[];
}
export const DriftReport: ReportSchema<DriftReport> = drift.DriftReport;

export type FindingStatus = (typeof diagnosis.FINDING_STATUSES)[number];
export const FindingStatus: ReportSchema<FindingStatus> = diagnosis.FindingStatus;

/** One check of `pulumi-tavus doctor`. */
export interface Finding {
  check: diagnosis.CheckName;
  status: FindingStatus;
  /** What was found, or why nothing was checked. Never a secret. */
  seen: string;
  /** The command to run or the edit to make. Every warning and problem has one. */
  remedy?: string | undefined;
}
export const Finding: ReportSchema<Finding> = diagnosis.Finding;

/** What `pulumi-tavus doctor --json` writes. */
export interface DoctorReport {
  version: 1;
  /** ISO 8601, UTC. */
  checkedAt: string;
  /** The folder of Pulumi.yaml. Null if there is none. */
  project: string | null;
  /** Null if no stack could be read. */
  stack: string | null;
  /** Whether there is no problem; warnings are allowed. Otherwise the exit code is 2. */
  healthy: boolean;
  summary: { [K in FindingStatus]: number };
  /** At least one for each check. */
  findings: Finding[];
}
export const DoctorReport: ReportSchema<DoctorReport> = diagnosis.DoctorReport;

/** `SKIP`: not checked, and why. It never counts. */
export type CheckStatus = "PASS" | "WARN" | "FAIL" | "SKIP";
export const CheckStatus: ReportSchema<CheckStatus> = verification.CheckStatus;

/** One check of an action. */
export interface VerifyCheck {
  check: (typeof verification.CHECKS)[number];
  status: CheckStatus;
  message: string;
  /** What to do. Left out if there is nothing to do. */
  remedy?: string | undefined;
}
export const VerifyCheck: ReportSchema<VerifyCheck> = verification.VerifyCheck;

/** How an action ran in the conversations of `--since`. */
export interface RunCounts {
  /** Conversations on PALs that the action is attached to. */
  conversations: number;
  success: number;
  error: number;
  timeout: number;
  skipped: number;
  /** Ended with a dialogue, and five minutes later there was no event. */
  missing: number;
}
export const RunCounts: ReportSchema<RunCounts> = verification.RunCounts;

/** How an action ran in the chat of `--live`. */
export interface LiveRun {
  palId: string;
  /** Null if the conversation could not be started. */
  conversationId: string | null;
  /** As the event says it. `missing`: no event came in time. */
  status: "success" | "error" | "timeout" | "skipped" | "missing";
  /** What Tavus filled, as far as the request shows it. */
  arguments?: Record<string, unknown> | undefined;
  request?: { method: string; url: string; body: string | null } | undefined;
  response?: { httpStatus: number; body: string } | undefined;
  error?: string | undefined;
}
export const LiveRun: ReportSchema<LiveRun> = verification.LiveRun;

/** One action with its checks. */
export interface VerifyAction {
  urn: string;
  /** The name in the program. */
  resource: string;
  /** The name at Tavus. */
  tool: string;
  id: string;
  /** The worst of its checks. */
  status: "PASS" | "WARN" | "FAIL";
  /** With `--since`. */
  runs?: RunCounts | undefined;
  /** With `--live`, if the action was tried. */
  live?: LiveRun | undefined;
  checks: VerifyCheck[];
}
export const VerifyAction: ReportSchema<VerifyAction> = verification.VerifyAction;

/** What `pulumi-tavus verify --json` writes. It holds no secret. */
export interface VerifyReport {
  version: 1;
  stack: string;
  /** ISO 8601, UTC. */
  checkedAt: string;
  /** Whether the exit code is 0: nothing failed, and with `--fail-on warn` nothing was warned of. */
  ok: boolean;
  /** Actions by status. */
  summary: { pass: number; warn: number; fail: number };
  actions: VerifyAction[];
}
export const VerifyReport: ReportSchema<VerifyReport> = verification.VerifyReport;

/** A tool in a list. */
export interface ListedTool {
  toolId: string;
  name: string;
  triggerType: "in_call" | "post_call";
  /** Where calls are delivered, without the query, which may hold a credential. Null for an app message. */
  endpoint: string | null;
}
export const ListedTool: ReportSchema<ListedTool> = listing.ListedTool;

/** A PAL in a list. */
export interface ListedPal {
  palId: string;
  name: string;
}
export const ListedPal: ReportSchema<ListedPal> = listing.ListedPal;

/** A conversation in a list. What the account doesn't say is null. */
export interface ListedConversation {
  conversationId: string;
  name: string | null;
  /** `active` or `ended`. */
  status: string | null;
  palId: string | null;
  /** ISO 8601, UTC. */
  createdAt: string | null;
}
export const ListedConversation: ReportSchema<ListedConversation> = listing.ListedConversation;

/** What `pulumi-tavus list --json` writes: the kinds that were asked for. It holds no secret. */
export interface ListReport {
  version: 1;
  baseUrl: string;
  tools?: ListedTool[] | undefined;
  pals?: ListedPal[] | undefined;
  conversations?: ListedConversation[] | undefined;
}
export const ListReport: ReportSchema<ListReport> = listing.ListReport;

export type DeliveryStatus = "success" | "error" | "timeout" | "skipped";
export const DeliveryStatus: ReportSchema<DeliveryStatus> = running.DeliveryStatus;

/** One delivery of `trigger` and `replay`. What it doesn't have is left out. */
export interface DeliveryReport extends DeliveryRecord {}
export const DeliveryReport: ReportSchema<DeliveryReport> = running.DeliveryReport;

/** An `application.post_call_action_executed` of the conversation. */
export interface ExecutedEvent {
  eventType: string;
  timestamp: string;
  toolId: string;
  toolName: string | null;
  status: DeliveryStatus;
}
export const ExecutedEvent: ReportSchema<ExecutedEvent> = running.ExecutedEvent;

/** What `pulumi-tavus trigger --json` writes. It holds no secret. */
export interface TriggerReport {
  version: 1;
  conversationId: string;
  deliveries: DeliveryReport[];
  /** What the conversation itself says of its actions. On the emulator only. */
  events: ExecutedEvent[];
}
export const TriggerReport: ReportSchema<TriggerReport> = running.TriggerReport;

/** What `pulumi-tavus replay --json` writes. It holds no secret. */
export interface ReplayReport {
  version: 1;
  conversationId: string;
  deliveries: DeliveryReport[];
}
export const ReplayReport: ReportSchema<ReplayReport> = running.ReplayReport;

/** What `pulumi-tavus types --json` writes. */
export interface TypesReport {
  version: 1;
  /** Names of the tools. */
  tools: string[];
  /** The file of `--out`. Null if there is none. */
  file: string | null;
  /** Whether the file was not up to date. With `--check` it still isn't. */
  changed: boolean;
  /** What the file was before. With `--out`. */
  state?: "current" | "differs" | "missing" | undefined;
  /** The types themselves. Without `--out`. */
  types?: string | undefined;
}
export const TypesReport: ReportSchema<TypesReport> = typing.TypesReport;

/** What `pulumi-tavus import --json` writes. It holds no secret. */
export interface ImportReport {
  version: 1;
  tools: { id: string; name: string; resource: string }[];
  attachments: number;
  files: string[];
  /** Whether the tools are in the stack now (`--run`). */
  ran: boolean;
  /** What the stack's config still needs. */
  secrets: { key: string; tool: string; path: string }[];
  /** Tools older than rules that they break. */
  broken: { tool: string; rules: string[] }[];
  /** Fields that this version doesn't know, and leaves as they are. */
  unknown: { tool: string; fields: string[] }[];
  /** Left out, because the stack manages them already. */
  managed: string[];
  /** Left out, because JavaScript can't hold a number in them. */
  inexact: string[];
}
export const ImportReport: ReportSchema<ImportReport> = importing.ImportReport;

/** What `pulumi-tavus import --complete --json` writes. */
export interface CompletionReport {
  version: 1;
  completed: { name: string; id: string }[];
  /** Not in the account: `pulumi up` will create them. */
  missing: string[];
  files: string[];
  ran: boolean;
}
export const CompletionReport: ReportSchema<CompletionReport> = importing.CompletionReport;
