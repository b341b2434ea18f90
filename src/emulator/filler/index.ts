import { coerceMembers, isObject, type JsonObject, member } from "../../tavus-api/contract/index.ts";
import { type Assignment, assign } from "../assignment.ts";
import type { FillContext, TranscriptLine } from "./context.ts";
import { FillError, fillArguments } from "./fill.ts";
import { withinLimit } from "./limit.ts";
import { fillByModel, type ModelOptions } from "./model.ts";
import { repair } from "./repair.ts";
import { type Check, compileSchema, describeErrors, modernized } from "./schema.ts";

/** What arguments are made of. */
export interface FillInput {
  /** Name, description and parameters. */
  readonly tool: JsonObject;
  readonly transcript: readonly TranscriptLine[];
  readonly perception: string;
  /** Values that are not to be made up, by parameter. */
  readonly given: JsonObject;
  /** Values for places in the arguments. What is around a place is filled as usual. */
  readonly assignments?: readonly Assignment[];
  readonly context: FillContext;
  readonly signal: AbortSignal;
}

/** @throws FillError if the schema allows no arguments that can be found: nothing invalid is ever delivered as a success */
export type Filler = (input: FillInput) => Promise<JsonObject>;

/**
 * Fills the arguments of an action (E-3): fixed values as they are, given ones as they were given, the others from the conversation; by
 * rules, always alike, or by a language model.
 * @param model a server that speaks OpenAI's protocol; without one, rules
 */
export function createFiller(model?: ModelOptions): Filler {
  return async (input) => {
    const parameters = isObject(input.tool["parameters"]) ? modernized(input.tool["parameters"]) : {};
    const properties = isObject(parameters["properties"]) ? parameters["properties"] : {};
    // T-22: what is fixed stays, whatever is given.
    const isOpen = (name: string): boolean =>
      Object.hasOwn(properties, name) && member(properties[name], "const") === undefined;
    const assignments = (input.assignments ?? []).filter(({ path }) => isOpen(String(path[0])));
    const [whole, inner] = [assignments.filter(isWhole), assignments.filter((one) => !isWhole(one))];
    const named = Object.fromEntries(Object.entries(input.given).filter(([name]) => isOpen(name)));
    // From a command line everything is text.
    const given = coerceMembers(assign(named, whole), parameters);
    const rest = without(parameters, Object.keys(given));
    const complete = (made: unknown): JsonObject => withInner({ ...(made as JsonObject), ...given }, inner, parameters);
    const context = await withSamples(input.context, rest);
    const check = await compileSchema(parameters);
    const made =
      model === undefined
        ? withinLimit(() => fillByRules(rest, context, (value) => check(complete(value))))
        : await fillByModel(model, { ...input, parameters: rest });
    const filled = inOrder(Object.keys(properties), complete(made));
    const errors = withinLimit(() => check(filled));
    if (errors.length > 0) throw new FillError(describeErrors(errors));
    return filled;
  };
}

const isWhole = ({ path }: Assignment): boolean => path.length === 1;

function withInner(args: JsonObject, assignments: readonly Assignment[], parameters: JsonObject): JsonObject {
  const touched = new Set(assignments.map(({ path }) => String(path[0])));
  const assigned = Object.entries(assign(args, assignments)).filter(([name]) => touched.has(name));
  return { ...args, ...coerceMembers(Object.fromEntries(assigned), parameters) };
}

/** Values that a reader of the transcript would write, and others if these don't fit the schema. */
function fillByRules(parameters: JsonObject, context: FillContext, check: Check): JsonObject {
  try {
    const filled = fillArguments(parameters, context);
    return check(filled).length === 0 ? filled : repair(filled, parameters, context, check);
  } catch (error) {
    if (!(error instanceof FillError)) throw error;
    const repaired = repair({}, parameters, context, check);
    if (check(repaired).length > 0) throw error;
    return repaired;
  }
}

/** Loaded where a pattern may need it: most schemas have none. */
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
