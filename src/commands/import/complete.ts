import { isObject, type JsonObject, member, type Tool } from "../../contract/index.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import type { PreviewStep } from "../stack/index.ts";
import { inexactNumbersOf } from "./definition.ts";
import {
  attachmentEntry,
  type ImportFile,
  type ImportFileOptions,
  type ImportResource,
  toolResource,
} from "./import-file.ts";
import { makePlan, type PlanOptions } from "./plan.ts";

const PLACEHOLDER = "<PLACEHOLDER>";

export interface Completed {
  readonly file: ImportFile;
  /** Our resources that aren't in the account. `up` will create them. */
  readonly missing: readonly string[];
}

/**
 * Fills in the open parts of a file from `pulumi preview --import-file`: id, inputs, and outputs of each of our resources that the account has. A
 * tool is found by its name in the program. Resources of other providers stay unchanged.
 * @throws Error with one line if the file isn't one of these
 */
export async function completeImportFile(
  json: unknown,
  steps: readonly PreviewStep[],
  client: TavusClient,
  options: PlanOptions & ImportFileOptions,
): Promise<Completed> {
  const listed = member(json, "resources");
  if (!Array.isArray(listed))
    throw new Error("the file has no resources: it is not one of pulumi preview --import-file.");
  const tools = byName(await client.listTools());
  const planned = steps.filter(({ op }) => op === "create");
  const resources: JsonObject[] = [];
  const missing: string[] = [];
  for (const entry of listed.filter(isObject)) {
    const step = planned.find(({ name, urn }) => name === entry["name"] && urn.includes(String(entry["type"])));
    if (entry["id"] !== PLACEHOLDER || step === undefined) {
      resources.push(entry);
      continue;
    }
    const found = await complete(step, planned, tools, client, options);
    if (found === undefined) missing.push(step.name);
    else resources.push({ ...entry, ...found });
  }
  const nameTable = member(json, "nameTable");
  return {
    file: { nameTable: (nameTable ?? {}) as Record<string, string>, resources: resources as ImportResource[] },
    missing,
  };
}

/** If names repeat (C-2 doesn't say that they can't), the user must choose one. */
function byName(tools: readonly Tool[]): { get(name: string): Tool | undefined } {
  return {
    get(name) {
      const [found, ...more] = tools.filter((tool) => tool.name === name);
      if (more.length === 0) return found;
      const ids = [found, ...more].map((tool) => tool?.tool_id).join(", ");
      throw new Error(
        `several tools are called ${name}: ${ids}. Rename all but one, or import the right one: pulumi-tavus import --tool <id>.`,
      );
    },
  };
}

async function complete(
  step: PreviewStep,
  planned: readonly PreviewStep[],
  tools: ReturnType<typeof byName>,
  client: TavusClient,
  options: PlanOptions & ImportFileOptions,
): Promise<ImportResource | undefined> {
  if (step.kind === "tool") {
    const tool = tools.get(String(step.inputs["name"]));
    const [inexact] = tool === undefined ? [] : inexactNumbersOf(tool);
    // Otherwise the program's value would overwrite it.
    if (inexact !== undefined)
      throw new Error(
        `${step.name}: ${inexact} in the account, a number that JavaScript can't hold. Use a string there and in the program, and run again.`,
      );
    const [one] = tool === undefined ? [] : makePlan({ tools: [tool], attachments: [] }, options).tools;
    return one && toolResource({ ...one, resource: step.name }, options);
  }
  if (step.kind !== "palToolAttachment") return undefined;
  const palId = String(step.inputs["palId"]);
  const toolId = toolIdOf(step, planned, tools);
  const there = await client.readPalTools(palId);
  return there?.some((tool) => tool.tool_id === toolId) === true
    ? attachmentEntry(step.name, palId, String(toolId))
    : undefined;
}

/** The id in the program, or that of the tool which the program will attach. A preview doesn't know that id, but the name leads to it. */
function toolIdOf(
  step: PreviewStep,
  planned: readonly PreviewStep[],
  tools: ReturnType<typeof byName>,
): string | undefined {
  const urns = step.dependencies["toolId"] ?? [];
  const tool = planned.find(({ urn, kind }) => kind === "tool" && urns.includes(urn));
  if (tool !== undefined) return tools.get(String(tool.inputs["name"]))?.tool_id;
  const id = step.inputs["toolId"];
  return typeof id === "string" ? id : undefined;
}
