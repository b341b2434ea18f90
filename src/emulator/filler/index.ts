import { coerceMembers, isObject, type JsonObject, member } from "../../contract/index.ts";
import { type Assignment, assign } from "../domain/assignment.ts";
import { propertiesOf } from "../domain/schema-place.ts";
import type { FillContext } from "./context.ts";
import { modernized } from "./dialects.ts";
import { FillError, fillArguments } from "./fill.ts";
import { withinLimit } from "./limit.ts";
import { narrow } from "./narrow.ts";
import { repair } from "./repair.ts";
import { compileSchema, describe } from "./schema.ts";

export interface FillInput {
  /** Name, description, and parameters. */
  readonly tool: JsonObject;
  readonly given: JsonObject;
  /** Values for paths in the arguments. Everything around a path is filled as usual. */
  readonly assignments?: readonly Assignment[];
  readonly context: FillContext;
}

/**
 * Fills the arguments of an action (E-3). Fixed and given values stay unchanged, and the others come from the conversation.
 * @throws FillError if no valid arguments are found, because an invalid delivery must not look like a success
 */
export async function fillFromCall(input: FillInput): Promise<JsonObject> {
  const parameters = isObject(input.tool["parameters"]) ? modernized(input.tool["parameters"]) : {};
  const properties = propertiesOf(parameters);
  // T-22: a fixed value stays, no matter which value is given.
  const isOpen = (name: string): boolean =>
    Object.hasOwn(properties, name) && member(properties[name], "const") === undefined;
  const assignments = (input.assignments ?? []).filter(({ path }) => isOpen(String(path[0])));
  const [whole, inner] = [assignments.filter(isWhole), assignments.filter((one) => !isWhole(one))];
  const named = Object.fromEntries(Object.entries(input.given).filter(([name]) => isOpen(name)));
  // Command lines only contain text.
  const given = coerceMembers(assign(named, whole), parameters);
  const narrowed = narrow(parameters, inner, parameters);
  const rest = without(narrowed, Object.keys(given));
  const complete = (made: JsonObject): JsonObject => withInner({ ...made, ...given }, inner, narrowed);
  const context = await withSamples(input.context, rest);
  const check = await compileSchema(parameters);
  return withinLimit(() => {
    const made = repair(fillArguments(rest, context), rest, context, (value) => check(complete(value as JsonObject)));
    const filled = inOrder(Object.keys(properties), complete(made));
    const mismatches = check(filled);
    if (mismatches.length > 0) throw new FillError(describe(mismatches));
    return filled;
  });
}

const isWhole = ({ path }: Assignment): boolean => path.length === 1;

function withInner(args: JsonObject, assignments: readonly Assignment[], parameters: JsonObject): JsonObject {
  const touched = new Set(assignments.map(({ path }) => String(path[0])));
  const assigned = Object.entries(assign(args, assignments)).filter(([name]) => touched.has(name));
  return { ...args, ...coerceMembers(Object.fromEntries(assigned), parameters) };
}

/** Loaded only if a pattern may need it. Most schemas have none. */
async function withSamples(context: FillContext, parameters: JsonObject): Promise<FillContext> {
  if (!JSON.stringify(parameters).includes('"pattern"')) return context;
  const { sampleText } = await import("./pattern.ts");
  return { ...context, sample: sampleText };
}

function without(parameters: JsonObject, names: readonly string[]): JsonObject {
  if (names.length === 0) return parameters;
  const properties = Object.entries(parameters["properties"] as JsonObject).filter(([name]) => !names.includes(name));
  const required = Array.isArray(parameters["required"]) ? parameters["required"] : [];
  return {
    ...parameters,
    properties: Object.fromEntries(properties),
    required: required.filter((name) => !names.includes(String(name))),
  };
}

function inOrder(names: readonly string[], values: JsonObject): JsonObject {
  const declared = names.filter((name) => Object.hasOwn(values, name)).map((name) => [name, values[name]] as const);
  const others = Object.entries(values).filter(([name]) => !names.includes(name));
  return Object.fromEntries([...declared, ...others]);
}
