import { isUnset, type JsonObject, jsonEqual, type Tool } from "../../contract/index.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import type { PreviewStep, StackResource } from "../stack/index.ts";
import type { DriftFinding, DriftResource } from "./report.ts";

/** The PAL of an attachment or a set, taken from the resource's id. Imported resources have this id, too. */
export function palIdOf({ id }: Pick<StackResource, "id">): string {
  return id.split("/")[0] ?? "";
}

export function toolIdsOf({ kind, id, inputs, outputs }: StackResource): string[] {
  if (kind === "palToolAttachment") return [id.split("/")[1] ?? ""];
  return idsIn(isUnset(inputs["toolIds"]) ? outputs : inputs);
}

function idsIn(inputs: JsonObject): string[] {
  const ids = inputs["toolIds"];
  return Array.isArray(ids) ? [...new Set(ids.map(String))] : [];
}

/** Compares an existing attachment. Only the program can move it. */
export function compareAttachment({ inputs }: StackResource, step: PreviewStep | undefined): DriftFinding[] {
  if (step === undefined) return [];
  return ["palId", "toolId"]
    .filter((path) => !jsonEqual(step.inputs[path], inputs[path]))
    .map((path) => {
      const [wanted, applied] = [step.inputs[path], inputs[path]];
      return { class: "pending in program", path, wanted, applied, actual: applied, counts: true };
    });
}

/** Compares the exclusive set of a PAL tool by tool, so that each finding says whether the program or the console moved the tool. */
export function comparePalTools(
  resource: StackResource,
  there: readonly Tool[],
  step: PreviewStep | undefined,
): DriftFinding[] {
  const applied = new Set(toolIdsOf(resource));
  const wanted = step === undefined ? applied : new Set(idsIn(step.inputs));
  const actual = new Set(there.map((tool) => tool.tool_id));
  return [...new Set([...applied, ...wanted, ...actual])].flatMap((id) => {
    const [isWanted, wasApplied, isThere] = [wanted, applied, actual].map((set) => set.has(id));
    if (isWanted === wasApplied && isThere === wasApplied) return [];
    const outside = isThere ? "created outside" : "detached outside";
    const kind = isWanted === wasApplied ? outside : isThere === wasApplied ? "pending in program" : "both";
    const sides = {
      ...(isWanted && { wanted: id }),
      ...(wasApplied && { applied: id }),
      ...(isThere && { actual: id }),
    };
    const name = there.find((tool) => tool.tool_id === id)?.name;
    return [{ class: kind, path: "toolIds", ...sides, counts: true, ...(name && { note: name }) }];
  });
}

/** Finds tools on the stack's PALs that no resource of the stack attached. Findings about a set already include them. */
export async function unmanaged(
  resources: readonly StackResource[],
  steps: readonly PreviewStep[],
  clientOf: (resource: StackResource) => TavusClient,
): Promise<DriftResource[]> {
  const attachments = resources.filter(({ kind }) => kind === "palToolAttachment");
  const withSet = new Set(resources.filter(({ kind }) => kind === "palTools").map(placeOf));
  const pals = new Map(attachments.map((resource) => [placeOf(resource), resource]));
  const ours = new Set(resources.filter(({ kind }) => kind !== "tool").flatMap((resource) => pairsOf(resource)));
  const coming = new Set(steps.map(({ inputs }) => `${inputs["palId"]}/${inputs["toolId"]}`));
  const found = await Promise.all(
    [...pals].map(async ([place, resource]): Promise<DriftResource[]> => {
      if (withSet.has(place)) return [];
      const palId = palIdOf(resource);
      const tools = (await clientOf(resource).readPalTools(palId)) ?? [];
      return tools
        .filter(({ tool_id: id }) => !ours.has(`${resource.provider} ${palId}/${id}`) && !coming.has(`${palId}/${id}`))
        .map((tool) => stranger(palId, tool));
    }),
  );
  return found.flat();
}

const placeOf = (resource: StackResource): string => `${resource.provider} ${palIdOf(resource)}`;
const pairsOf = (resource: StackResource): string[] => toolIdsOf(resource).map((id) => `${placeOf(resource)}/${id}`);

function stranger(palId: string, tool: Tool): DriftResource {
  const note = `${tool.name} is attached to the PAL, and not by this stack.`;
  const finding: DriftFinding = { class: "created outside", path: "", actual: "present", counts: true, note };
  return { urn: null, name: tool.name, type: "PalToolAttachment", id: `${palId}/${tool.tool_id}`, findings: [finding] };
}
