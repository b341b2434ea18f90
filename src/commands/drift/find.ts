import type { TavusClient } from "../../tavus-api/client.ts";
import type { PreviewStep, StackResource, StackState } from "../stack/index.ts";
import { compareAttachment, comparePalTools, palIdOf, toolIdsOf, unmanaged } from "./attachments.ts";
import type { DriftFinding, DriftReport, DriftResource } from "./report.ts";
import { compareTool, withoutIgnored } from "./tool.ts";

const TYPES = { tool: "Tool", palToolAttachment: "PalToolAttachment", palTools: "PalTools" } as const;

export interface DriftSources {
  readonly state: StackState;
  /** The program's pending changes. Empty if the program wasn't run. */
  readonly steps: readonly PreviewStep[];
  readonly clientOf: (resource: StackResource) => TavusClient;
  readonly now?: () => Date;
}

/**
 * Compares program, state, and account, and changes nothing. Sends one list request for each hundred tools, and one request for each PAL.
 * @throws TavusError if the account can't be read
 */
export async function findDrift({
  state,
  steps,
  clientOf,
  now = () => new Date(),
}: DriftSources): Promise<DriftReport> {
  // The state has a renamed resource under its old URN.
  const formerOf = ({ urn, formerUrn = urn }: PreviewStep): string => formerUrn;
  const stepOf = new Map(steps.map((step) => [formerOf(step), step]));
  const known = await Promise.all(
    state.resources.map(async (resource): Promise<DriftResource> => {
      const step = stepOf.get(resource.urn);
      const findings = await findingsOf(resource, step, clientOf(resource));
      return { urn: resource.urn, name: resource.name, type: TYPES[resource.kind], id: resource.id, findings };
    }),
  );
  const inState = new Set(state.resources.map(({ urn }) => urn));
  const planned = steps.filter((step) => !inState.has(formerOf(step))).map(toPlanned);
  const strangers = await unmanaged(state.resources, steps, clientOf);
  const resources = [...known, ...planned, ...strangers];
  return { version: 1, stack: state.stackName ?? "", checkedAt: now().toISOString(), ...count(resources), resources };
}

async function findingsOf(
  resource: StackResource,
  step: PreviewStep | undefined,
  client: TavusClient,
): Promise<DriftFinding[]> {
  if (resource.kind === "tool") {
    const actual = await client.readTool(resource.id);
    if (actual === undefined) return [missing("deleted outside", step)];
    if (step?.op === "delete") return [leaving()];
    // The resource is managed elsewhere (Tool.get), so its changes aren't drift here.
    if (resource.external) return [];
    return compareTool(resource, actual, step);
  }
  // The client shares the request among all readers of a PAL.
  const tools = await client.readPalTools(palIdOf(resource));
  if (tools === undefined) return [{ ...missing("deleted outside", step), note: "The PAL is gone." }];
  // The members of a set that is only read can change each time.
  if (resource.external && resource.kind === "palTools") return [];
  if (resource.kind === "palTools" && step?.op !== "delete")
    return withoutIgnored(comparePalTools(resource, tools, step), resource, step);
  const isThere = toolIdsOf(resource).every((id) => tools.some((tool) => tool.tool_id === id));
  if (!isThere) return [missing("detached outside", step)];
  return step?.op === "delete" ? [leaving()] : compareAttachment(resource, step);
}

/** A resource that is gone from the account. The class is `both` if the program deletes it as well. */
function missing(kind: "deleted outside" | "detached outside", step: PreviewStep | undefined): DriftFinding {
  const isWanted = step?.op !== "delete";
  const wanted = isWanted ? { wanted: "present" } : {};
  return { class: isWanted ? kind : "both", path: "", ...wanted, applied: "present", counts: true };
}

function leaving(): DriftFinding {
  const note = "The program no longer declares it.";
  return { class: "pending in program", path: "", applied: "present", actual: "present", counts: true, note };
}

function toPlanned({ urn, name, kind }: PreviewStep): DriftResource {
  const note = "Not created yet.";
  const finding: DriftFinding = { class: "pending in program", path: "", wanted: "present", counts: true, note };
  return { urn, name, type: TYPES[kind], id: "", findings: [finding] };
}

/** The same report, but findings of these classes don't count. */
export function allowClasses(report: DriftReport, allowed: readonly string[]): DriftReport {
  const resources = report.resources.map((resource) => ({
    ...resource,
    findings: resource.findings.map((one) => ({ ...one, counts: one.counts && !allowed.includes(one.class) })),
  }));
  return { ...report, ...count(resources), resources };
}

/** A tool that somebody else attached to a PAL of the stack has a finding, but isn't a resource of the stack. */
function count(resources: readonly DriftResource[]): Pick<DriftReport, "differs" | "summary"> {
  const counting = resources.map(({ urn, findings }) => ({ urn, found: findings.filter(({ counts }) => counts) }));
  const findings: DriftReport["summary"]["findings"] = {};
  for (const finding of counting.flatMap(({ found }) => found))
    findings[finding.class] = (findings[finding.class] ?? 0) + 1;
  const own = counting.filter(({ urn }) => urn !== null);
  const differing = own.filter(({ found }) => found.length > 0).length;
  const differs = Object.keys(findings).length > 0;
  return { differs, summary: { clean: own.length - differing, differing, findings } };
}
