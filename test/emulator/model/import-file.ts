import { type ImportFile, toImportFile } from "../../../src/commands/import/import-file.ts";
import { makePlan } from "../../../src/commands/import/plan.ts";
import type { Tool } from "../../../src/contract/index.ts";
import type { Importable } from "./program.ts";

/** The file of `pulumi-tavus import`, with the program's resource names. */
export function importFileOf(found: readonly Importable[]): ImportFile {
  const { nameTable, resources } = toImportFile(
    makePlan(
      { tools: found.map(({ tool }) => tool as unknown as Tool), attachments: [] },
      { allowLocalEndpoints: true },
    ),
    { withSecrets: true },
  );
  const urnOf = new Map(found.map(({ urn, tool }) => [tool["tool_id"], urn]));
  return { nameTable, resources: resources.map((one) => ({ ...one, name: urnOf.get(one.id) ?? one.name })) };
}
