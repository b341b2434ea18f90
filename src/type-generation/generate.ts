import { isObject, type JsonObject, member } from "../tavus-api/contract/index.ts";
import { bodyType } from "./body.ts";
import { identifier, typeName } from "./names.ts";
import { DEFINITION, isolateSchema } from "./schema.ts";

/** What types are made of. */
export interface ToolSchema {
  readonly name: string;
  readonly description?: string | undefined;
  readonly parameters: JsonObject;
  /** `delivery.api` in the names of the wire; absent for a schema alone, or an app message. */
  readonly api?: { readonly template?: JsonObject | undefined; readonly isSigned: boolean } | undefined;
}

const HEADER = `/* Made by \`pulumi-tavus types\`: do not edit, run it again. */
`;

/** A name that the generator leaves as it is. */
const ROOT = "PulumiTavusRoot";
const DEFINITIONS = new RegExp(`${DEFINITION}(\\d+)`, "g");

/**
 * TypeScript for tools: for each the arguments and, where it is delivered to an endpoint, the body. The same tools give the same text.
 * @throws Error where a schema leads out of itself, or is none
 */
export async function generateTypes(tools: readonly ToolSchema[]): Promise<string> {
  // Heavy, and only needed here.
  const { compile } = await import("json-schema-to-typescript");
  const sorted = [...tools].sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts: string[] = [HEADER];
  const members: string[] = [];
  for (const tool of sorted) {
    const name = typeName(tool.name);
    const argumentsType = `${name}Arguments`;
    const { schema, definitions } = isolateSchema(tool.parameters, tool.name);
    try {
      const text = await compile(schema as Parameters<typeof compile>[0], ROOT, {
        bannerComment: "",
        additionalProperties: false,
        // Nothing outside the schema is ever read.
        $refOptions: { resolve: { external: false, file: false, http: false } },
      });
      const named = text.replaceAll(ROOT, () => argumentsType);
      parts.push(named.replace(DEFINITIONS, (_, i: string) => `${name}_${identifier(definitions[Number(i)] ?? "")}`));
    } catch (error) {
      throw new Error(`the tool ${tool.name}: its parameters are no JSON Schema: ${firstLine(error)}`);
    }
    if (tool.api === undefined) {
      members.push(`  ${JSON.stringify(tool.name)}: { arguments: ${argumentsType} };`);
      continue;
    }
    const { template, isSigned } = tool.api;
    const body = bodyType({ toolName: tool.name, argumentsType, parameters: tool.parameters, template, isSigned });
    parts.push(`/** What ${tool.name} delivers. */\nexport type ${name}Body = ${body};\n`);
    members.push(`  ${JSON.stringify(tool.name)}: { arguments: ${argumentsType}; body: ${name}Body };`);
  }
  parts.push(`/** By the names of the tools. */\nexport interface PulumiTavusTools {\n${members.join("\n")}\n}\n`);
  return parts.join("\n");
}

/** A tool as the API or a program writes it; undefined for what is none. */
export function toToolSchema(value: unknown): ToolSchema | undefined {
  if (!isObject(value) || typeof value["name"] !== "string") return undefined;
  const parameters = value["parameters"] ?? {};
  if (!isObject(parameters)) return undefined;
  const api = member(value["delivery"], "api");
  const template = member(api, "body_template") ?? member(api, "bodyTemplate");
  return {
    name: value["name"],
    parameters,
    ...(isObject(api) && {
      api: {
        isSigned: member(member(api, "auth"), "type") === "hmac",
        ...(isObject(template) && { template }),
      },
    }),
  };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
