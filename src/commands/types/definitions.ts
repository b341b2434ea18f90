import { isObject, isUnset, type JsonObject, jsonEqual, member } from "../../contract/index.ts";
import { TYPE_TOKENS } from "../../state-format/type-tokens.ts";
import { isEncrypted } from "../stack/secret.ts";
import { resourcesOf } from "../stack/state.ts";
import { byName } from "./names.ts";

/** The parts of a definition that a tool's types depend on. Nothing else is kept, especially no secrets. */
export interface ToolSource {
  readonly name: string;
  readonly parameters: JsonObject;
  readonly delivery?: DeliverySource;
}

/** `hidden` means that a stack keeps the delivery as a secret. */
export type DeliverySource = "app_message" | "hidden" | ApiSource;

export interface ApiSource {
  readonly method?: unknown;
  readonly contentType?: unknown;
  readonly authType?: unknown;
  readonly template?: unknown;
}

interface Spelling {
  readonly appMessage: string;
  readonly template: string;
  readonly contentType: string;
}
const WIRE: Spelling = { appMessage: "app_message", template: "body_template", contentType: "content_type" };
const INPUTS: Spelling = { appMessage: "appMessage", template: "bodyTemplate", contentType: "contentType" };

/**
 * The tools of a JSON value: a definition, a list of them, a list response, a seed of the emulator, a map from name to schema, or a stack's export.
 */
export function readDefinitions(json: unknown, where: string): ToolSource[] {
  const tools = isExport(json) ? ofStack(json, where) : ofApi(json, where);
  if (tools.length === 0) throw new Error(`${where} has no tools.`);
  return withoutRepeats(tools, where);
}

function ofApi(json: unknown, where: string): ToolSource[] {
  if (Array.isArray(json)) return json.map((tool, i) => toSource(tool, `item ${i + 1} of ${where}`, WIRE));
  if (!isObject(json)) throw new Error(`${where} has no tool definitions.`);
  if (typeof json["name"] === "string") return [toSource(json, where, WIRE)];
  // A list response, or a seed that contains only PALs.
  const list = json["data"] ?? json["tools"] ?? (Array.isArray(json["pals"]) ? [] : undefined);
  if (Array.isArray(list)) return ofApi(list, where);
  const schemas = Object.entries(json);
  if (!schemas.every(([, schema]) => isObject(schema)))
    throw new Error(
      `${where} has no tool definitions: neither a name, nor data, nor tools, nor a schema for each name, nor a stack's deployment.`,
    );
  return schemas.map(([name, parameters]) => toSource({ name, parameters }, where, WIRE));
}

/** Checks more than the key `deployment`, because a tool can also have that name. */
function isExport(json: unknown): boolean {
  const deployment = member(json, "deployment");
  return isObject(deployment) && ["manifest", "resources"].some((key) => Object.hasOwn(deployment, key));
}

/** Reads the inputs, which the program declares. A tool that is only read has only outputs. */
function ofStack(exported: unknown, where: string): ToolSource[] {
  return resourcesOf(exported)
    .filter(({ type }) => type === TYPE_TOKENS.tool)
    .map(({ urn, inputs, outputs }) =>
      toSource(isUnset(member(inputs, "name")) ? outputs : inputs, `${String(urn)} of ${where}`, INPUTS),
    );
}

function toSource(tool: unknown, where: string, spelling: Spelling): ToolSource {
  const name = member(tool, "name");
  if (typeof name !== "string" || name === "") throw new Error(`${where} has no name.`);
  const parameters = member(tool, "parameters") ?? {};
  if (isEncrypted(parameters))
    throw new Error(`${name}: parameters are a secret of the stack, so their types are not known.`);
  if (!isObject(parameters)) throw new Error(`${name}: parameters is not a JSON Schema.`);
  const delivery = toDelivery(member(tool, "delivery"), spelling);
  return { name, parameters: asObject(parameters), ...(delivery !== undefined && { delivery }) };
}

/** T-6: parameters are an object, even if the schema is empty or has no type. */
function asObject(parameters: JsonObject): JsonObject {
  if (Object.keys(parameters).length === 0) return { type: "object", properties: {} };
  const says = ["type", "$ref", "anyOf", "oneOf", "allOf", "const", "enum"];
  return says.some((keyword) => Object.hasOwn(parameters, keyword)) ? parameters : { type: "object", ...parameters };
}

function toDelivery(delivery: unknown, spelling: Spelling): DeliverySource | undefined {
  const api = member(delivery, "api");
  const auth = member(api, "auth");
  if ([delivery, api, auth, member(auth, "type")].some(isEncrypted)) return "hidden";
  if (isObject(api))
    return {
      method: member(api, "method"),
      contentType: member(api, spelling.contentType),
      authType: member(auth, "type"),
      template: member(api, spelling.template),
    };
  return member(delivery, spelling.appMessage) === true ? "app_message" : undefined;
}

/** Removes repeated names. Two accounts of a stack can have the same tool, but each name has one type. */
function withoutRepeats(tools: readonly ToolSource[], where: string): ToolSource[] {
  const found = new Map<string, ToolSource>();
  for (const tool of tools) {
    const known = found.get(tool.name);
    if (known !== undefined && !jsonEqual(known, tool))
      throw new Error(`${where} has two different tools with the name ${tool.name}.`);
    found.set(tool.name, tool);
  }
  return [...found.values()].sort((a, b) => byName(a.name, b.name));
}
