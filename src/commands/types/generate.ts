import { isDeeper } from "../../contract/index.ts";
import { bodyShape, ENVELOPE } from "./body.ts";
import type { ToolSource } from "./definitions.ts";
import { assignNames } from "./names.ts";
import { type NamedShape, parametersShapes } from "./references.ts";
import { objectOf, type Shape, text, unknown } from "./shape.ts";
import { comment, memberName } from "./text.ts";

const HEADER = comment(
  "Types of Tavus tools: the arguments of each, and the body that is delivered.\nMade by `pulumi-tavus types`. Do not edit: run it again.",
);

/**
 * Generates the file: `PulumiTavusTools` maps names to types, and the types of each tool follow. It contains no time and no path, so that it only
 * changes when a tool changes.
 */
export function generateTypes(tools: readonly ToolSource[]): string {
  const identifiers = assignNames(
    tools.map(({ name }) => name),
    "Tool",
  );
  const members: string[] = [];
  const declarations: string[] = [];
  for (const tool of tools) {
    const identifier = identifiers.get(tool.name) ?? "";
    members.push(`  ${memberName(tool.name)}: { arguments: ${identifier}Arguments; body: ${identifier}Body };`);
    declarations.push(...declare(tool, identifier));
  }
  const isSigned = tools.some(({ delivery }) => typeof delivery === "object" && delivery.authType === "hmac");
  const envelope = isSigned ? [declaration({ name: ENVELOPE, shape: ENVELOPE_SHAPE })] : [];
  const index = `export interface PulumiTavusTools {\n${members.join("\n")}\n}`;
  return `${[HEADER.trimEnd(), index, ...envelope, ...declarations].join("\n\n")}\n`;
}

/** The maximum nesting of a definition: far more than any real one needs, and far less than recursion can handle. */
const DEPTH_MAX = 200;

function declare(tool: ToolSource, identifier: string): string[] {
  // Checked in advance, because the error of a stack overflow depends on where it happens.
  if (isDeeper(tool, DEPTH_MAX)) throw new Error(`${tool.name}: the definition is nested too deeply.`);
  const { types, place } = parametersShapes(tool.name, tool.parameters, `${identifier}Arguments`);
  const body: NamedShape = { name: `${identifier}Body`, shape: bodyShape(tool, `${identifier}Arguments`, place) };
  return [...types, body].map(declaration);
}

function declaration({ name, shape: { text, description, isObject } }: NamedShape): string {
  const declared = isObject === true ? `interface ${name} ${text}` : `type ${name} = ${text};`;
  return `${comment(description)}export ${declared}`.replace(" = \n", " =\n");
}

/** the envelope is the same for every tool. It can have more members. */
const ENVELOPE_SHAPE: Shape = {
  description:
    "A signed delivery. `arguments` is the JSON of the tool's arguments. Without any, it can be empty or missing. Tavus doesn't document whether a post-call delivery always has its `conversation_id`.",
  ...objectOf(
    new Map(["name", "arguments", "tool_call_id", "conversation_id"].map((name) => [name, text()])),
    ["name"],
    unknown(),
  ),
};
