import type { StackResource, StackState } from "../../src/commands/stack/index.ts";
import type { JsonObject } from "../../src/contract/index.ts";
import { toInputs } from "../../src/contract/wire.ts";
import { caller } from "../../src/emulator/testing/start.ts";
import type { Emulator } from "../../src/emulator.ts";

/**
 * The state of a stack that has declared this tool.
 * @param palId the PAL that the stack attaches the tool to
 */
export async function stackWith(
  emulator: Emulator,
  definition: JsonObject,
  toolId: string,
  palId?: string,
): Promise<StackState> {
  const tool = (await caller(emulator)("GET", `/v2/tools/${toolId}`)).body;
  const inputs = toInputs({ ...definition, tool_id: toolId } as never);
  const outputs = { ...inputs, toolId, createdAt: tool["created_at"], updatedAt: tool["updated_at"] };
  const base = { provider: "default", providerName: undefined, external: false, secretPaths: [] };
  const resources: StackResource[] = [
    { ...base, urn: "urn:a", name: "note", kind: "tool", id: toolId, inputs, outputs },
  ];
  if (palId !== undefined) {
    const ids = { palId, toolId };
    const id = `${palId}/${toolId}`;
    resources.push({ ...base, urn: "urn:b", name: "on", kind: "palToolAttachment", id, inputs: ids, outputs: ids });
  }
  const account = { apiKey: emulator.apiKey, baseUrl: emulator.url, allowLocalEndpoints: true, guard: "off" } as const;
  return { stackName: "prod", resources, secrets: [], recordedConfig: undefined, accountOf: () => account };
}
