import { isObject, type JsonObject, member } from "../tavus-api/contract/index.ts";
import { type ToolSchema, toToolSchema } from "./generate.ts";

/** How Pulumi marks what is encrypted in a state; such a value is never part of a type. */
const SECRET_KEY = "4dabf18193072939515e22adb298388d";
const TOOL_TYPE = "pulumi-nodejs:dynamic/tavus:Tool";

/**
 * The tools in a file: one definition, a list of them, an answer of the API (`data`), a Pulumi state (`pulumi stack export`), or JSON Schemas
 * by tool name.
 * @throws Error with one line for the user
 */
export function readTools(json: unknown): ToolSchema[] {
  if (Array.isArray(json)) return json.map(readTool);
  if (!isObject(json)) throw new Error(UNKNOWN);
  if (Array.isArray(json["data"])) return json["data"].map(readTool);
  const resources = member(json["deployment"], "resources");
  if (Array.isArray(resources)) return fromState(resources);
  if (typeof json["name"] === "string") return [readTool(json)];
  return Object.entries(json).map(([name, parameters]) => {
    if (!isObject(parameters)) throw new Error(UNKNOWN);
    return { name, parameters };
  });
}

const UNKNOWN =
  'there are no tools in it. Give a definition, a list of them, {"data": […]}, the output of pulumi stack export, or JSON Schemas by tool name.';

function readTool(value: unknown, i = 0): ToolSchema {
  const tool = toToolSchema(value);
  if (tool === undefined) throw new Error(`tool ${i + 1} has no name, or its parameters are not an object.`);
  return tool;
}

function fromState(resources: readonly unknown[]): ToolSchema[] {
  return (
    resources
      .filter((resource): resource is JsonObject => member(resource, "type") === TOOL_TYPE)
      // What is being deleted is still in the state.
      .filter((resource) => resource["delete"] !== true)
      .map((resource) => {
        const tool = toToolSchema(plain(resource["inputs"]));
        if (tool === undefined)
          throw new Error(`the tool ${String(resource["urn"])} of the state has no name or is encrypted.`);
        return tool;
      })
  );
}

/** Inputs without Pulumi's wrapping of secrets, and without the secrets. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, SECRET_KEY))
    return typeof value["plaintext"] === "string" ? decoded(value["plaintext"]) : undefined;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** `--show-secrets`: the value as JSON in a text. A whole delivery may be secret, and its body is what we want to know. */
function decoded(text: string): unknown {
  try {
    return plain(JSON.parse(text));
  } catch {
    return undefined;
  }
}
