import { isObject, type JsonObject, MASK, type Path } from "../../contract/index.ts";
import { unknown } from "../../provider/tool/outputs.ts";
import { IMPORTED, PROVIDER } from "../../state-format/properties.ts";
import { PROVIDER_TEXTS } from "../../state-format/provider-texts.ts";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../state-format/secrets.ts";
import { TYPE_TOKENS } from "../../state-format/type-tokens.ts";
import type { ConfigText, Plan, PlannedTool } from "./plan.ts";

/** One resource of a file for `pulumi import --file` (CLI >= 3.254). */
export interface ImportResource extends JsonObject {
  readonly type: string;
  readonly name: string;
  readonly id: string;
}

export interface ImportFile {
  readonly nameTable: Readonly<Record<string, string>>;
  readonly resources: readonly ImportResource[];
}

export interface ImportFileOptions {
  /**
   * Writes secrets in plain text, for a file that is deleted after use. Without secrets, the state contains the mask, and the first `up` sends each
   * secret once.
   */
  readonly withSecrets: boolean;
}

export function toImportFile({ tools, attachments }: Plan, options: ImportFileOptions): ImportFile {
  return {
    nameTable: {},
    resources: [
      ...tools.map((tool) => toolResource(tool, options)),
      ...attachments.map(({ resource, pal, toolId }) => attachmentEntry(resource, pal.id, toolId)),
    ],
  };
}

export function toolResource(tool: PlannedTool, { withSecrets }: ImportFileOptions): ImportResource {
  const inputs = tool.texts.reduce<JsonObject>(
    (definition, text) => replaceAt(definition, text.path, secretText(text, withSecrets)) as JsonObject,
    { ...tool.inputs, [PROVIDER]: PROVIDER_TEXTS.tool },
  );
  const { tool_id: id, created_at: createdAt, updated_at: updatedAt } = tool.tool;
  const facts = { toolId: id, ...(createdAt && { createdAt }), ...(updatedAt && { updatedAt }) };
  return {
    type: TYPE_TOKENS.tool,
    name: tool.resource,
    id,
    // Newer rules must not refuse an existing tool (check.ts: IMPORTED).
    inputs: { ...inputs, [IMPORTED]: true },
    outputs: { ...inputs, ...facts, ...unknown(tool.tool) },
  };
}

export function attachmentEntry(name: string, palId: string, toolId: string): ImportResource {
  const inputs = { palId, toolId, [PROVIDER]: PROVIDER_TEXTS.palToolAttachment };
  return { type: TYPE_TOKENS.palToolAttachment, name, id: `${palId}/${toolId}`, inputs, outputs: inputs };
}

/** The state's form of a secret before encryption (sdk/go/common/apitype: SecretV1). */
function secretText({ parts }: ConfigText, withSecrets: boolean): JsonObject {
  const values = parts.map((part) => (typeof part === "string" ? part : withSecrets ? part.value : undefined));
  const text = values.every((value) => value !== undefined) ? values.join("") : MASK;
  return { [SIGNATURE_KEY]: SECRET_SIGNATURE, plaintext: JSON.stringify(text) };
}

function replaceAt(value: unknown, [step, ...rest]: Path, replacement: unknown): unknown {
  if (step === undefined) return replacement;
  if (!isObject(value)) return value;
  return { ...value, [step]: replaceAt(value[step], rest, replacement) };
}
