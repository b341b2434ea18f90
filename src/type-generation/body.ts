import { findPlaceholders, isObject, type JsonObject, member } from "../tavus-api/contract/index.ts";

export interface BodyOptions {
  readonly toolName: string;
  /** Name of the type of the arguments. */
  readonly argumentsType: string;
  readonly parameters: JsonObject;
  readonly template: JsonObject | undefined;
  /** `auth: hmac`: a customer's own callback. */
  readonly isSigned: boolean;
}

/** The type of what is delivered. */
export function bodyType(options: BodyOptions): string {
  const { template, argumentsType, isSigned, toolName } = options;
  const unsigned = template === undefined ? argumentsType : templateType(template, options, 0);
  if (!isSigned) return unsigned;
  const envelope = `{
  name: ${JSON.stringify(toolName)};
  /** ${argumentsType} as JSON in a text; may be empty or missing for a tool without arguments. */
  arguments?: string;
  conversation_id: string;
  tool_call_id?: string;
}`;
  // whether a signed delivery with a template has the envelope or the template's body is not known.
  return template === undefined ? envelope : `${envelope} | ${unsigned}`;
}

function templateType(value: unknown, options: BodyOptions, depth: number): string {
  if (typeof value === "string") return textType(value, options);
  if (Array.isArray(value)) return `[${value.map((item) => templateType(item, options, depth + 1)).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const indent = "  ".repeat(depth + 1);
  const members = Object.entries(value).map(
    ([key, item]) => `${indent}${JSON.stringify(key)}: ${templateType(item, options, depth + 1)};\n`,
  );
  return members.length === 0 ? "Record<string, never>" : `{\n${members.join("")}${"  ".repeat(depth)}}`;
}

function textType(text: string, { argumentsType, parameters }: BodyOptions): string {
  const [only, ...others] = findPlaceholders(text);
  if (only === undefined) return JSON.stringify(text);
  if (others.length > 0 || only.start > 0 || only.end < text.length) return "string";
  const schema = member(parameters["properties"], only.name);
  if (schema === undefined) return "string";
  const required = Array.isArray(parameters["required"]) && parameters["required"].includes(only.name);
  const own = `${argumentsType}[${JSON.stringify(only.name)}]`;
  // what an argument that was left out becomes is not known.
  if (!required) return `Exclude<${own}, undefined> | string | null`;
  // a number or a list may arrive as text.
  return isText(schema) ? own : `${own} | string`;
}

function isText(schema: unknown): boolean {
  if (member(schema, "type") === "string" || typeof member(schema, "const") === "string") return true;
  const choices = member(schema, "enum");
  return Array.isArray(choices) && choices.every((choice) => typeof choice === "string");
}
