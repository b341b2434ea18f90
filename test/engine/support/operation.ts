import type {
  DiagnosticEvent,
  EngineEvent,
  OpType,
  PropertyDiff,
  StepEventMetadata,
} from "@pulumi/pulumi/automation/index.js";
import type { RunResult } from "../../../tools/process.ts";

export interface Step {
  op: OpType;
  urn: string;
  type: string;
  /** The last part of the URN. */
  name: string;
  /** The id before the step. If there was none, the id after it. */
  id: string;
  /** Maps each property path to its kind of change. Empty if the engine computed no differences. */
  detailedDiff: Record<string, PropertyDiff>;
  /** The top-level keys that changed, and those that force a replacement. */
  diffs: readonly string[];
  replaceKeys: readonly string[];
  oldInputs: Record<string, unknown>;
  newInputs: Record<string, unknown>;
  oldOutputs: Record<string, unknown>;
  newOutputs: Record<string, unknown>;
  failed: boolean;
}

export interface Diagnostic {
  severity: DiagnosticEvent["severity"];
  message: string;
  urn?: string;
}

/** The result of one engine operation, successful or not. */
export interface Operation {
  ok: boolean;
  exitCode: number;
  stdout: string;
  stderr: string;
  /** The steps in the order in which the engine began them, without the stack itself and the providers. */
  steps: Step[];
  /** The steps that do more than read a resource. */
  changes: Step[];
  diagnostics: Diagnostic[];
  /** The number of resources by operation. Empty if the engine didn't get that far. */
  summary: Partial<Record<OpType, number>>;
}

const LOOKING = new Set<OpType>(["same", "read", "refresh"]);

export function toOperation({ exitCode, stdout, stderr }: RunResult, events: readonly EngineEvent[]): Operation {
  const steps = toSteps(events);
  return {
    ok: exitCode === 0,
    exitCode,
    stdout,
    stderr,
    steps,
    changes: steps.filter((step) => !LOOKING.has(step.op)),
    diagnostics: toDiagnostics(events),
    summary: events.findLast((event) => event.summaryEvent)?.summaryEvent?.resourceChanges ?? {},
  };
}

function toSteps(events: readonly EngineEvent[]): Step[] {
  const steps: Step[] = [];
  for (const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } of events) {
    if (resourcePreEvent && isOurs(resourcePreEvent.metadata)) steps.push(toStep(resourcePreEvent.metadata));
    const end = resOutputsEvent ?? resOpFailedEvent;
    if (!end || !isOurs(end.metadata)) continue;
    // The event at the end of a step contains more than the one at its beginning. For example, a refresh only has its findings at the end.
    const step = toStep(end.metadata, resOpFailedEvent !== undefined);
    const begun = steps.findLastIndex(({ urn, op }) => urn === step.urn && (op === step.op || op === "refresh"));
    if (begun < 0) steps.push(step);
    else steps[begun] = step;
  }
  return steps;
}

function isOurs({ type }: StepEventMetadata): boolean {
  return type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:");
}

function toStep(metadata: StepEventMetadata, failed = false): Step {
  const { old, new: now } = metadata;
  return {
    op: metadata.op,
    urn: metadata.urn,
    type: metadata.type,
    name: metadata.urn.split("::").at(-1) ?? "",
    id: old?.id || now?.id || "",
    detailedDiff: metadata.detailedDiff ?? {},
    diffs: metadata.diffs ?? [],
    replaceKeys: metadata.keys ?? [],
    oldInputs: old?.inputs ?? {},
    newInputs: now?.inputs ?? {},
    oldOutputs: old?.outputs ?? {},
    newOutputs: now?.outputs ?? {},
    failed,
  };
}

function toDiagnostics(events: readonly EngineEvent[]): Diagnostic[] {
  return events.flatMap(({ diagnosticEvent: event }) => {
    // The engine's events contain debug messages, which its output leaves out. The SDK's types don't include them.
    if (event === undefined || String(event.severity) === "debug") return [];
    // Colors are marked as <{%fg 1%}>.
    const message = event.message.replaceAll(/<\{%.*?%\}>/g, "").trimEnd();
    return [{ severity: event.severity, message, ...(event.urn ? { urn: event.urn } : {}) }];
  });
}
