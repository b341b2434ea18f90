import type { OutputUnit, Schema } from "@cfworker/json-schema";
import { isObject, type JsonObject, member, rounded } from "../../contract/index.ts";
import { mapJson, pointerSteps, valueAt } from "../../contract/value.ts";
import { follow } from "../domain/schema-place.ts";
import { draftOf, forValidator, modernized } from "./dialects.ts";
import { FillError } from "./fill.ts";
import { withinLimit } from "./limit.ts";

export interface Mismatch {
  /** The path of the part. A missing property also has a path. */
  readonly place: readonly string[];
  /** `arguments/value must be string`, without the value. */
  readonly message: string;
}

/** All mismatches of a value. Empty if the value is valid. A pattern can be slow, so call it {@link withinLimit}. */
export type Check = (value: unknown) => readonly Mismatch[];

/**
 * Compiles the parameters of a tool. `$schema` names the draft. Without `$schema` it is 2020-12, or draft 7 if the schema uses keywords that only
 * draft 7 has.
 * @throws FillError if the schema can't be checked, with the reason
 */
export async function compileSchema(parameters: JsonObject): Promise<Check> {
  // Loaded when an action runs, because most commands never need it.
  const { dereference, format, validate } = await import("@cfworker/json-schema");
  return explaining(() => {
    const schema = forValidator(plain({ type: "object", ...modernized(parameters) }) as JsonObject, format);
    const lookup = dereference(schema as Schema);
    for (const { $ref, __absolute_ref__: target = $ref } of Object.values(lookup).filter(isObject) as Schema[])
      if (target !== undefined && lookup[target] === undefined) throw new Error(`can't resolve reference ${$ref}`);
    return (value) =>
      explaining(() =>
        validate(plain(value), schema as Schema, draftOf(parameters), lookup, false)
          .errors.filter(({ keyword }) => !OF_PARTS.has(keyword))
          .map((unit) => toMismatch(unit, schema)),
      );
  });
}

/** The validator doesn't know exact numbers. */
const plain = (value: unknown): unknown => mapJson(value, rounded);

/** Names the reason why a schema can't be checked. A schema that refers to itself at the same position overflows the stack. */
function explaining<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason =
      error instanceof RangeError ? "its references never end" : (error as Error).message.split("\n", 1)[0];
    throw new FillError(`parameters are not a JSON Schema that can be checked: ${reason}`);
  }
}

/** Errors of these keywords only say that a part doesn't match. The part has its own error. */
const OF_PARTS = new Set([
  ...["$ref", "allOf", "if", "then", "else", "dependentSchemas", "properties", "patternProperties", "propertyNames"],
  ...["additionalProperties", "unevaluatedProperties", "items", "prefixItems", "additionalItems", "unevaluatedItems"],
]);

function toMismatch({ keyword, keywordLocation, instanceLocation, error }: OutputUnit, root: JsonObject): Mismatch {
  const steps = stepsTo(instanceLocation);
  const missing = REQUIRING.has(keyword) ? missingIn(error) : undefined;
  // `contains` is about any item, so this uses the first one.
  const place = missing !== undefined ? [...steps, missing] : keyword === "contains" ? [...steps, "0"] : steps;
  const problem =
    missing !== undefined
      ? `must have required property '${missing}'`
      : problemOf(keyword, stepsTo(keywordLocation), root);
  return { place, message: `${["arguments", ...steps].join("/")} ${problem}` };
}

const REQUIRING = new Set(["required", "dependentRequired"]);

/** The library names a missing property only at the end of its sentence. */
function missingIn(sentence: string): string | undefined {
  const start = ['does not have "', 'does not have required property "'].find((text) => sentence.includes(text));
  return start && sentence.slice(sentence.indexOf(start) + start.length, -'".'.length);
}

function problemOf(keyword: string, steps: readonly string[], root: JsonObject): string {
  if (keyword === "false") return "is not allowed";
  const limit = steps.reduce<unknown>(
    (schema, step) => (step === "$ref" ? follow(member(schema, step), root) : valueAt(schema, [step])),
    root,
  );
  if (keyword === "type" && limit !== undefined) return `must be ${[limit].flat().join(" or ")}`;
  // A fixed value can be confidential.
  const isShown = keyword !== "const" && ["number", "string"].includes(typeof limit);
  return `doesn't fit "${keyword}"${isShown ? `: ${JSON.stringify(limit)}` : ""}`;
}

/** The library's pointers are URI fragments. */
const stepsTo = (location: string): string[] => pointerSteps(decodeURIComponent(location));

/** The parts of the value that don't match the schema, without quoting the value. `undefined` if the value is valid. */
export async function findMismatch(schema: JsonObject, value: unknown): Promise<string | undefined> {
  try {
    const check = await compileSchema(schema);
    const found = withinLimit(() => check(value));
    return found.length === 0 ? undefined : describe(found);
  } catch (error) {
    if (error instanceof FillError) return error.message;
    throw error;
  }
}

/** `arguments/value must be string; arguments/list doesn't fit "minItems": 2` */
export const describe = (found: readonly Mismatch[]): string => found.map(({ message }) => message).join("; ");
