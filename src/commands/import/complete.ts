import { dirname, join, resolve } from "node:path";
import { isObject, type JsonObject, member, type Tool } from "../../contract/index.ts";
import type { Settings } from "../../provider/settings.ts";
import { kindOf } from "../../state-format/type-tokens.ts";
import type { TavusClient } from "../../tavus-api/client.ts";
import { readJsonFile } from "../input.ts";
import { FINE, FOUND_FAILURES } from "../report.ts";
import { type PreviewStep, parseUrn, previewStack } from "../stack/index.ts";
import { withProgress } from "../terminal.ts";
import type { ImportOptions } from "./command.ts";
import { inexactNumbersOf } from "./definition.ts";
import { writeFiles } from "./files.ts";
import {
  attachmentEntry,
  type ImportFile,
  type ImportFileOptions,
  type ImportResource,
  toolResource,
} from "./import-file.ts";
import { makePlan, type PlanOptions } from "./plan.ts";
import type { CompletionReport } from "./report.ts";
import { checkVersion, runImport } from "./run.ts";

const PLACEHOLDER = "<PLACEHOLDER>";

/** `--complete`: fills in the missing parts of a file from `pulumi preview --import-file`. */
export async function complete(
  file: string,
  options: ImportOptions,
  client: TavusClient,
  { allowLocalEndpoints }: Settings,
): Promise<number> {
  const ran = options.run === true;
  if (ran) await checkVersion(options);
  const path = resolve(options.cwd ?? ".", file);
  let json: unknown;
  try {
    json = readJsonFile(path);
  } catch {
    throw new Error(
      `--complete ${file}: there is no such file, or it is not JSON. Make it with pulumi preview --import-file ${file}.`,
    );
  }
  const steps = await withProgress("Running the program", () => previewStack(options));
  const { missing, ...completed } = await fillIn(json, steps, client, { allowLocalEndpoints, withSecrets: ran });
  if (ran) await runImport(completed, options);
  const name = options.out ?? file.replace(/(\.json)?$/, ".complete.json");
  const text = `${JSON.stringify(completed, undefined, 2)}\n`;
  const written = ran ? [] : writeFiles(dirname(path), [{ name, text }], options.force === true).paths;
  const ours = completed.resources.filter(({ type }) => kindOf(type) !== undefined);
  const report: CompletionReport = {
    version: 1,
    completed: ours.map(({ name: one, id = "" }) => ({ name: one, id })),
    missing,
    files: [...written],
    ran,
  };
  const lines = [
    `${ran ? "Imported" : "Completed"} ${ours.length} resources.`,
    ...(missing.length === 0 ? [] : [`Not in the account, so that up will create them: ${missing.join(", ")}.`]),
    ...(ran ? [] : [`Next: pulumi import --file ${join(dirname(file), name)} --generate-code=false`]),
  ];
  process.stdout.write(`${options.json === true ? JSON.stringify(report) : lines.join("\n")}\n`);
  return ours.length === 0 ? FOUND_FAILURES : FINE;
}

/**
 * Adds id, inputs, and outputs to each of our resources that the account has. A tool is found by its name in the program. Resources of other
 * providers stay unchanged. `missing` lists our resources that aren't in the account, which `up` will create.
 */
async function fillIn(
  json: unknown,
  steps: readonly PreviewStep[],
  client: TavusClient,
  options: PlanOptions & ImportFileOptions,
): Promise<ImportFile & { readonly missing: string[] }> {
  const listed = member(json, "resources");
  if (!Array.isArray(listed))
    throw new Error("the file has no resources: it is not one of pulumi preview --import-file.");
  const tools = await client.listTools();
  const planned = steps.filter(({ op }) => op === "create");

  /** The tool that a program declares. If names repeat (C-2 doesn't say that they can't), the user must choose one. */
  const toolOf = ({ inputs }: PreviewStep): Tool | undefined => {
    const found = tools.filter(({ name }) => name === String(inputs["name"]));
    if (found.length < 2) return found[0];
    const ids = found.map(({ tool_id: id }) => id).join(", ");
    throw new Error(
      `several tools are called ${String(inputs["name"])}: ${ids}. Rename all but one, or import the right one: pulumi-tavus import --tool <id>.`,
    );
  };
  /** The tool's id in the program. If the preview doesn't know the id yet, the name of the attached tool leads to it. */
  const toolIdOf = ({ dependencies, inputs }: PreviewStep): unknown => {
    const tool = planned.find(({ urn, kind }) => kind === "tool" && dependencies["toolId"]?.includes(urn));
    return tool === undefined ? inputs["toolId"] : toolOf(tool)?.tool_id;
  };
  const entryOf = async (step: PreviewStep): Promise<ImportResource | undefined> => {
    if (step.kind === "tool") return toolEntry(step.name, toolOf(step), options);
    if (step.kind !== "palToolAttachment") return undefined;
    const [palId, toolId] = [String(step.inputs["palId"]), toolIdOf(step)];
    const attached = (await client.readPalTools(palId))?.find((tool) => tool.tool_id === toolId);
    return attached && attachmentEntry(step.name, palId, attached.tool_id);
  };

  const resources: JsonObject[] = [];
  const missing: string[] = [];
  for (const entry of listed.filter(isObject)) {
    const step = planned.find(({ name, urn }) => name === entry["name"] && parseUrn(urn).type === entry["type"]);
    const isOpen = entry["id"] === PLACEHOLDER && step !== undefined;
    const found = isOpen ? await entryOf(step) : {};
    if (found === undefined) missing.push(String(step?.name));
    else resources.push({ ...entry, ...found });
  }
  const nameTable = (member(json, "nameTable") ?? {}) as Record<string, string>;
  return { nameTable, resources: resources as ImportResource[], missing };
}

function toolEntry(
  name: string,
  tool: Tool | undefined,
  options: PlanOptions & ImportFileOptions,
): ImportResource | undefined {
  if (tool === undefined) return undefined;
  const [inexact] = inexactNumbersOf(tool);
  // Otherwise the program's value would overwrite the account's exact number.
  if (inexact !== undefined)
    throw new Error(
      `${name}: ${inexact} in the account, a number that JavaScript can't hold. Use a string there and in the program, and run again.`,
    );
  const [planned] = makePlan({ tools: [tool], attachments: [] }, options).tools;
  return planned && toolResource({ ...planned, resource: name }, options);
}
