import { isCredentialField } from "../../contract/credentials.ts";
import {
  CONVERSATION_ID_PLACEHOLDER,
  findPlaceholders,
  hasBody,
  isObject,
  isUnset,
  member,
  type Path,
  wholePlaceholder,
} from "../../contract/index.ts";
import { isEncrypted } from "../stack/secret.ts";
import type { ApiSource, ToolSource } from "./definitions.ts";
import { closedShape, type Place, requiredOf, schemaShape } from "./schema-shape.ts";
import { describe, type Shape, shape, text, tuple, union, unknown } from "./shape.ts";
import { literalType } from "./text.ts";

export const ENVELOPE = "TavusEnvelope";

/** The body that arrives at a tool's endpoint, as far as the contract determines it. */
export function bodyShape(tool: ToolSource, args: string, placeOf: (path: Path) => Place): Shape {
  const { delivery = {} } = tool;
  if (delivery === "hidden") return unknown();
  if (delivery === "app_message") return noBody("An app message: nothing is sent to an endpoint.");
  const hasTemplate = !isUnset(delivery.template);
  const isSigned = delivery.authType === "hmac";
  // R-8, U-29
  if (!hasBody(delivery.method)) return noBody("No body: the arguments are in the URL.");
  if (isSigned) return shape(ENVELOPE);
  if (isForm(delivery))
    return hasTemplate
      ? formShape(delivery.template, () => true)
      : formShape(member(tool.parameters, "properties"), (name) => requiredOf(tool.parameters).includes(name));
  return hasTemplate ? templateShape(delivery.template, tool, placeOf) : shape(args);
}

const noBody = (description: string): Shape => ({ text: "undefined", description });

/** The type of a value in the template. Its keys are literal and always present. */
function templateShape(template: unknown, tool: ToolSource, placeOf: (path: Path) => Place, key = ""): Shape {
  if (isEncrypted(template)) return unknown();
  if (typeof template === "string") return stringShape(template, tool, placeOf, key);
  if (Array.isArray(template)) return tuple(template.map((item) => templateShape(item, tool, placeOf, key)));
  if (!isObject(template)) return shape(literalType(template));
  const members = Object.entries(template).map(([name, item]): [string, Shape] => [
    name,
    templateShape(item, tool, placeOf, name),
  ]);
  return closedShape(new Map(members), Object.keys(template));
}

function stringShape(template: string, tool: ToolSource, placeOf: (path: Path) => Place, key: string): Shape {
  const whole = wholePlaceholder(template);
  if (whole !== undefined) return placeholderShape(whole, tool, placeOf);
  if (findPlaceholders(template).length > 0 || isCredentialField(key)) return text();
  return shape(literalType(template));
}

/** R-5, U-19: a placeholder that is the whole string keeps its type, or becomes a string. R-3: without a value, it stays unchanged as a string. */
function placeholderShape(name: string, { parameters }: ToolSource, placeOf: (path: Path) => Place): Shape {
  if (name === CONVERSATION_ID_PLACEHOLDER) return text();
  const schema = member(member(parameters, "properties"), name);
  // A name that `properties` doesn't declare can be declared elsewhere in the schema.
  if (schema === undefined)
    return ["$ref", "allOf", "anyOf", "oneOf"].some((key) => Object.hasOwn(parameters, key)) ? unknown() : text();
  const filled = schemaShape(schema, placeOf(["properties", name]));
  const isGiven = requiredOf(parameters).includes(name) || Object.hasOwn(Object(schema), "const");
  const { description } = filled;
  if (!isText(schema)) return describe(union([filled, text()]), description);
  return isGiven ? filled : describe(text(), description);
}

function isText(schema: unknown): boolean {
  if (member(schema, "nullable") === true || isEncrypted(schema)) return false;
  const fixed = member(schema, "const");
  if (fixed !== undefined) return typeof fixed === "string";
  const allowed = member(schema, "enum");
  if (Array.isArray(allowed)) return allowed.every((value) => typeof value === "string");
  return member(schema, "type") === "string";
}

function isForm({ contentType }: ApiSource): boolean {
  return typeof contentType === "string" && /^application\/x-www-form-urlencoded/i.test(contentType);
}

/** A form only contains strings. */
function formShape(fields: unknown, required: (name: string) => boolean): Shape {
  if (!isObject(fields) || isEncrypted(fields)) return closedShape(new Map(), [], text());
  const names = Object.keys(fields);
  return closedShape(new Map(names.map((name) => [name, text()])), names.filter(required));
}
