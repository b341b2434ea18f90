// The types are written out, because a declaration file must not import a library. `test/types/reports.ts` compares them with the schemas.
import { en } from "zod/locales";
import * as z from "zod/mini";
import type { StandardSchema } from "../action/standard-schema.ts";
import type { DeliveryRecord } from "../delivery/record.ts";
import * as dev from "./dev/report.ts";
import * as diagnosis from "./doctor/report.ts";
import * as drift from "./drift/report.ts";
import * as importing from "./import/report.ts";
import * as listing from "./list/report.ts";
import * as running from "./run-report.ts";
import * as typing from "./types/report.ts";
import * as verification from "./verify/report.ts";

/**
 * The schema of a report, or of a part of a report. It leaves out members that this version doesn't know.
 * @example const report = DriftReport.parse(JSON.parse(stdout));
 * @since 0.1.0
 */
export interface ReportSchema<T> {
  /** Checks and types a value. @throws Error with the path of every mismatch */
  parse(value: unknown): T;
  /** Checks and types a value, and returns the error instead of throwing it. */
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

const { localeError: error } = en();

/** zod/mini is half as large as zod, but its schemas have neither English messages nor JSON Schema. */
function schemaOf<T>(schema: z.ZodMiniType<T, T>): ReportSchema<T> {
  const standard: ReportSchema<T>["~standard"] = {
    vendor: "zod",
    version: 1,
    validate: (value) => {
      const result = schema.safeParse(value, { error });
      return result.success ? { value: result.data } : { issues: result.error.issues };
    },
    jsonSchema: {
      input: ({ libraryOptions, target }) => z.toJSONSchema(schema, { ...libraryOptions, target, io: "input" }),
      output: ({ libraryOptions, target }) => z.toJSONSchema(schema, { ...libraryOptions, target, io: "output" }),
    },
  };
  return {
    parse: (value) => schema.parse(value, { error }),
    safeParse: (value) => schema.safeParse(value, { error }),
    "~standard": standard,
  };
}

/**
 * How a property or a resource differs.
 *
 * - `changed outside`: somebody changed it at Tavus since the last `up`.
 * - `pending in program`: the program changed it since the last `up`.
 * - `both`: both changed it.
 * - `deleted outside`: the resource no longer exists at Tavus.
 * - `created outside`: it exists only at Tavus.
 * - `detached outside`: the tool is no longer attached to the PAL.
 * - `cannot be known (masked)`: Tavus masks the secret.
 * - `unknown to this version`: this version of the package doesn't know the field.
 * @since 0.1.0
 */
export type DriftClass =
  | "changed outside"
  | "pending in program"
  | "both"
  | "deleted outside"
  | "created outside"
  | "detached outside"
  | "cannot be known (masked)"
  | "unknown to this version";
/** Checks and types a `DriftClass`. @since 0.1.0 */
export const DriftClass: ReportSchema<DriftClass> = schemaOf(drift.DriftClass);

/** A difference between program, state, and account. @since 0.1.0 */
export interface DriftFinding {
  /** How it differs. */
  class: DriftClass;
  /** The property as a program spells it, such as `delivery.api.url`. Empty for the resource itself. */
  path: string;
  /** The program's value. Left out if the program has none. */
  wanted?: unknown;
  /** The value that the last `up` applied. Left out if it applied none. */
  applied?: unknown;
  /** The account's value. Left out if the account has none. */
  actual?: unknown;
  /** The sides whose value is the default, because nobody set one. Left out if there are none. */
  defaults?: ("wanted" | "applied" | "actual")[] | undefined;
  /**
   * False for a finding that isn't a difference: a masked secret of a tool that nobody touched, a property in `ignoreChanges`, a field that this
   * version doesn't know.
   */
  counts: boolean;
  /** More information about the finding. */
  note?: string | undefined;
}
/** Checks and types a `DriftFinding`. @since 0.1.0 */
export const DriftFinding: ReportSchema<DriftFinding> = schemaOf(drift.DriftFinding);

/** A resource with its differences. @since 0.1.0 */
export interface DriftResource {
  /** The resource's URN. Null if it isn't in the stack. */
  urn: string | null;
  /** The resource's name, or the tool's name if it isn't in the stack. */
  name: string;
  /** The type of the resource. */
  type: "Tool" | "PalToolAttachment" | "PalTools";
  /** The id at Tavus. Empty if it doesn't exist yet. */
  id: string;
  /** The differences. Empty if there are none. */
  findings: DriftFinding[];
}
/** Checks and types a `DriftResource`. @since 0.1.0 */
export const DriftResource: ReportSchema<DriftResource> = schemaOf(drift.DriftResource);

/** The output of `pulumi-tavus drift --json`. Secrets are shown as `[secret]`. @since 0.1.0 */
export interface DriftReport {
  /** The version of the report's format. */
  version: 1;
  /** The stack's name. */
  stack: string;
  /** When the check ran: ISO 8601, UTC. */
  checkedAt: string;
  /** Whether a finding counts. The exit code is then 2. */
  differs: boolean;
  /** Numbers of resources and findings. */
  summary: {
    /** Resources without a finding that counts. */
    clean: number;
    /** Resources with a finding that counts. */
    differing: number;
    /** Findings that count, by class. */
    findings: { [K in DriftClass]?: number };
  };
  /** All resources. */
  resources: DriftResource[];
}
/** Checks and types a `DriftReport`. @since 0.1.0 */
export const DriftReport: ReportSchema<DriftReport> = schemaOf(drift.DriftReport);

/** The result of a check of `pulumi-tavus doctor`. @since 0.1.0 */
export type FindingStatus = "ok" | "warning" | "problem" | "not checked";
/** Checks and types a `FindingStatus`. @since 0.1.0 */
export const FindingStatus: ReportSchema<FindingStatus> = schemaOf(diagnosis.FindingStatus);

/** A check of `pulumi-tavus doctor`. @since 0.1.0 */
export interface Finding {
  /** What was checked. */
  check:
    | "node"
    | "pulumi-cli"
    | "project"
    | "package"
    | "package-versions"
    | "sdk"
    | "stack"
    | "api-key"
    | "key-storage"
    | "base-url"
    | "account"
    | "guard"
    | "recorded-settings"
    | "provider-text"
    | "pending-operations"
    | "plain-secrets";
  /** The result. */
  status: FindingStatus;
  /** What was found, or why nothing was checked. It contains no secret. */
  seen: string;
  /** The command to run or the edit to make. Every warning and problem has one. */
  remedy?: string | undefined;
}
/** Checks and types a `Finding`. @since 0.1.0 */
export const Finding: ReportSchema<Finding> = schemaOf(diagnosis.Finding);

/** The output of `pulumi-tavus doctor --json`. It contains no secret. @since 0.1.0 */
export interface DoctorReport {
  /** The version of the report's format. */
  version: 1;
  /** When the check ran: ISO 8601, UTC. */
  checkedAt: string;
  /** The folder of Pulumi.yaml. Null if there is none. */
  project: string | null;
  /** The stack's name. Null if no stack could be read. */
  stack: string | null;
  /** True if there is no problem. Warnings are allowed. If false, the exit code is 2. */
  healthy: boolean;
  /** Numbers of findings, by status. */
  summary: { [K in FindingStatus]: number };
  /** The findings, at least one for each check. */
  findings: Finding[];
}
/** Checks and types a `DoctorReport`. @since 0.1.0 */
export const DoctorReport: ReportSchema<DoctorReport> = schemaOf(diagnosis.DoctorReport);

/** The result of a check of `pulumi-tavus verify`. `SKIP` means not checked, and doesn't count. @since 0.1.0 */
export type CheckStatus = "PASS" | "WARN" | "FAIL" | "SKIP";
/** Checks and types a `CheckStatus`. @since 0.1.0 */
export const CheckStatus: ReportSchema<CheckStatus> = schemaOf(verification.CheckStatus);

/** A check of an action. @since 0.1.0 */
export interface VerifyCheck {
  /** What was checked. */
  check: "definition" | "attachment" | "pal" | "endpoint" | "probe" | "runs" | "callback" | "live";
  /** The result. */
  status: CheckStatus;
  /** What was found, or why nothing was checked. */
  message: string;
  /** What to do. Left out if there is nothing to do. */
  remedy?: string | undefined;
}
/** Checks and types a `VerifyCheck`. @since 0.1.0 */
export const VerifyCheck: ReportSchema<VerifyCheck> = schemaOf(verification.VerifyCheck);

/** How an action ran in the conversations of `--since`. @since 0.1.0 */
export interface RunCounts {
  /** Conversations with PALs that the action is attached to. */
  conversations: number;
  /** Runs that succeeded. */
  success: number;
  /** Runs that failed. */
  error: number;
  /** Runs without an answer in time. */
  timeout: number;
  /** Runs that Tavus skipped. */
  skipped: number;
  /** Conversations that ended with a dialogue, but had no event five minutes later. */
  missing: number;
}
/** Checks and types a `RunCounts`. @since 0.1.0 */
export const RunCounts: ReportSchema<RunCounts> = schemaOf(verification.RunCounts);

/** How an action ran in the chat of `--live`. @since 0.1.0 */
export interface LiveRun {
  /** The PAL of the chat. */
  palId: string;
  /** The conversation. Null if it could not be started. */
  conversationId: string | null;
  /** How the run ended. `missing` means that no event came in time. */
  status: "success" | "error" | "timeout" | "skipped" | "missing";
  /** The arguments that Tavus filled in, as far as the request shows them. */
  arguments?: Record<string, unknown> | undefined;
  /** The request that Tavus sent. */
  request?: { method: string; url: string; body: string | null } | undefined;
  /** The answer of the endpoint. */
  response?: { httpStatus: number; body: string } | undefined;
  /** What went wrong. */
  error?: string | undefined;
}
/** Checks and types a `LiveRun`. @since 0.1.0 */
export const LiveRun: ReportSchema<LiveRun> = schemaOf(verification.LiveRun);

/** An action with its checks. @since 0.1.0 */
export interface VerifyAction {
  /** The resource's URN. */
  urn: string;
  /** The resource's name. */
  resource: string;
  /** The tool's name at Tavus. */
  tool: string;
  /** The tool's id at Tavus. */
  id: string;
  /** The worst result of its checks. */
  status: "PASS" | "WARN" | "FAIL";
  /** How it ran. Only with `--since`. */
  runs?: RunCounts | undefined;
  /** How it ran in a chat. Only with `--live`, if the action was tried. */
  live?: LiveRun | undefined;
  /** The checks. */
  checks: VerifyCheck[];
}
/** Checks and types a `VerifyAction`. @since 0.1.0 */
export const VerifyAction: ReportSchema<VerifyAction> = schemaOf(verification.VerifyAction);

/** The output of `pulumi-tavus verify --json`. It contains no secret. @since 0.1.0 */
export interface VerifyReport {
  /** The version of the report's format. */
  version: 1;
  /** The stack's name. */
  stack: string;
  /** When the check ran: ISO 8601, UTC. */
  checkedAt: string;
  /** Whether nothing failed. With `--fail-on warn`, also whether there is no warning. If false, the exit code is 2. */
  ok: boolean;
  /** Numbers of actions, by status. */
  summary: { pass: number; warn: number; fail: number };
  /** The actions. */
  actions: VerifyAction[];
}
/** Checks and types a `VerifyReport`. @since 0.1.0 */
export const VerifyReport: ReportSchema<VerifyReport> = schemaOf(verification.VerifyReport);

/** A tool in the output of `pulumi-tavus list`. @since 0.1.0 */
export interface ListedTool {
  /** The tool's id. */
  toolId: string;
  /** The tool's name. */
  name: string;
  /** When the tool runs. */
  triggerType: "in_call" | "post_call";
  /** The URL of the endpoint, without the query, which can contain a credential. Null for an app message. */
  endpoint: string | null;
}
/** Checks and types a `ListedTool`. @since 0.1.0 */
export const ListedTool: ReportSchema<ListedTool> = schemaOf(listing.ListedTool);

/** A PAL in the output of `pulumi-tavus list`. @since 0.1.0 */
export interface ListedPal {
  /** The PAL's id. */
  palId: string;
  /** The PAL's name. */
  name: string;
}
/** Checks and types a `ListedPal`. @since 0.1.0 */
export const ListedPal: ReportSchema<ListedPal> = schemaOf(listing.ListedPal);

/** A conversation in the output of `pulumi-tavus list`. Members that Tavus doesn't return are null. @since 0.1.0 */
export interface ListedConversation {
  /** The conversation's id. */
  conversationId: string;
  /** The conversation's name. */
  name: string | null;
  /** The conversation's status, such as `active` or `ended`. */
  status: string | null;
  /** The PAL of the conversation. */
  palId: string | null;
  /** When it was created: ISO 8601, UTC. */
  createdAt: string | null;
}
/** Checks and types a `ListedConversation`. @since 0.1.0 */
export const ListedConversation: ReportSchema<ListedConversation> = schemaOf(listing.ListedConversation);

/**
 * The output of `pulumi-tavus list --json`. It has only the kinds that the command lists. It contains no secret.
 * @since 0.1.0
 */
export interface ListReport {
  /** The version of the report's format. */
  version: 1;
  /** The address of the API. */
  baseUrl: string;
  /** The tools of the account. */
  tools?: ListedTool[] | undefined;
  /** The PALs of the account. */
  pals?: ListedPal[] | undefined;
  /** The newest conversations of the account. */
  conversations?: ListedConversation[] | undefined;
}
/** Checks and types a `ListReport`. @since 0.1.0 */
export const ListReport: ReportSchema<ListReport> = schemaOf(listing.ListReport);

/** How a delivery ended. @since 0.1.0 */
export type DeliveryStatus = "success" | "error" | "timeout" | "skipped";
/** Checks and types a `DeliveryStatus`. @since 0.1.0 */
export const DeliveryStatus: ReportSchema<DeliveryStatus> = schemaOf(running.DeliveryStatus);

/** A delivery of `trigger` or `replay`. Members that it doesn't have are left out. @since 0.1.0 */
export interface DeliveryReport extends DeliveryRecord {}
/** Checks and types a `DeliveryReport`. @since 0.1.0 */
export const DeliveryReport: ReportSchema<DeliveryReport> = schemaOf(running.DeliveryReport);

/** An event `application.post_call_action_executed` of the conversation. @since 0.1.0 */
export interface ExecutedEvent {
  /** The type of the event. */
  eventType: string;
  /** The time of the event, as the API writes it. */
  timestamp: string;
  /** The tool's id. */
  toolId: string;
  /** The tool's name. Null if the event has none. */
  toolName: string | null;
  /** How the run ended. */
  status: DeliveryStatus;
}
/** Checks and types an `ExecutedEvent`. @since 0.1.0 */
export const ExecutedEvent: ReportSchema<ExecutedEvent> = schemaOf(running.ExecutedEvent);

/** The output of `pulumi-tavus trigger --json`. It contains no secret. @since 0.1.0 */
export interface TriggerReport {
  /** The version of the report's format. */
  version: 1;
  /** The conversation. */
  conversationId: string;
  /** The deliveries. */
  deliveries: DeliveryReport[];
  /** The conversation's events about its actions. Empty unless the emulator ran them. */
  events: ExecutedEvent[];
}
/** Checks and types a `TriggerReport`. @since 0.1.0 */
export const TriggerReport: ReportSchema<TriggerReport> = schemaOf(running.TriggerReport);

/** The output of `pulumi-tavus replay --json`. It contains no secret. @since 0.1.0 */
export interface ReplayReport {
  /** The version of the report's format. */
  version: 1;
  /** The conversation. */
  conversationId: string;
  /** The deliveries. */
  deliveries: DeliveryReport[];
}
/** Checks and types a `ReplayReport`. @since 0.1.0 */
export const ReplayReport: ReportSchema<ReplayReport> = schemaOf(running.ReplayReport);

/**
 * A line of `pulumi-tavus dev --json`. It contains no secret.
 *
 * - `started` is the first line. Its `version` applies to all lines.
 * - `request` is a call of the API.
 * - `delivery` is a delivery or a replay.
 * @since 0.1.0
 */
export type DevEvent =
  | {
      event: "started";
      /** The version of the format. */
      version: 1;
      /** The address of the emulator. */
      url: string;
      /** The file that keeps the data. Left out if nothing is kept. */
      persist?: string | undefined;
    }
  | {
      event: "request";
      method: string;
      /** Without the query. */
      path: string;
      /** The number of the key, counting from 1. 0 for an unknown key. */
      account: number;
      /** The status of the answer. 0 if there was none. */
      status: number;
    }
  | (DeliveryReport & {
      event: "delivery";
      /** The number of the key, counting from 1. */
      account: number;
    });
/** Checks and types a `DevEvent`. @since 0.1.0 */
export const DevEvent: ReportSchema<DevEvent> = schemaOf(dev.DevEvent);

/** The output of `pulumi-tavus types --json`. @since 0.1.0 */
export interface TypesReport {
  /** The version of the report's format. */
  version: 1;
  /** The names of the tools. */
  tools: string[];
  /** The file of `--out`. Null without `--out`. */
  file: string | null;
  /** Whether the file was out of date. With `--check`, it still is. */
  changed: boolean;
  /** The state of the file before the command ran. Only with `--out`. */
  state?: "current" | "differs" | "missing" | undefined;
  /** The types. Only without `--out`. */
  types?: string | undefined;
}
/** Checks and types a `TypesReport`. @since 0.1.0 */
export const TypesReport: ReportSchema<TypesReport> = schemaOf(typing.TypesReport);

/** The output of `pulumi-tavus import --json`. It contains no secret. @since 0.1.0 */
export interface ImportReport {
  /** The version of the report's format. */
  version: 1;
  /** The imported tools, and the names of their resources. */
  tools: { id: string; name: string; resource: string }[];
  /** The number of attachments. */
  attachments: number;
  /** The files that were written. */
  files: string[];
  /** Whether the tools are in the stack now (`--run`). */
  ran: boolean;
  /** Secrets that the stack's config still needs. */
  secrets: { key: string; tool: string; path: string }[];
  /** Tools that break a rule, because they are older than the rule. */
  broken: { tool: string; rules: string[] }[];
  /** Fields that this version doesn't know. They stay unchanged. */
  unknown: { tool: string; fields: string[] }[];
  /** Tools that are left out, because the stack already manages them. */
  managed: string[];
  /** Tools that are left out, because they contain a number that JavaScript can't represent exactly. */
  inexact: string[];
}
/** Checks and types an `ImportReport`. @since 0.1.0 */
export const ImportReport: ReportSchema<ImportReport> = schemaOf(importing.ImportReport);

/** The output of `pulumi-tavus import --complete --json`. @since 0.1.0 */
export interface CompletionReport {
  /** The version of the report's format. */
  version: 1;
  /** The resources that the file now has ids for. */
  completed: { name: string; id: string }[];
  /** Tools that the account doesn't have. `pulumi up` will create them. */
  missing: string[];
  /** The files that were written. */
  files: string[];
  /** Whether the import ran (`--run`). */
  ran: boolean;
}
/** Checks and types a `CompletionReport`. @since 0.1.0 */
export const CompletionReport: ReportSchema<CompletionReport> = schemaOf(importing.CompletionReport);
