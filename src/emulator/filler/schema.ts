import type { Ajv, ErrorObject, Options } from "ajv";
import { compilePattern, digitsOf, isObject, type JsonObject } from "../../contract/index.ts";
import { FillError } from "./fill.ts";
import { withinLimit } from "./limit.ts";

/** All errors of a value, none if the value is valid. A pattern can be slow, so call it {@link withinLimit}. */
export type Check = (value: unknown) => readonly ErrorObject[];

type Draft = "2020-12" | "7";

/** Keywords that 2020-12 doesn't have. */
const DRAFT_7_ONLY = new Set(["additionalItems", "dependencies"]);

/**
 * Compiles the parameters of a tool. `$schema` names the draft. Without `$schema` it is 2020-12, or draft 7 if the schema uses keywords that only
 * draft 7 has.
 * @throws FillError if the schema can't be compiled, with the reason
 */
export async function compileSchema(schema: JsonObject): Promise<Check> {
  const { $schema: _, ...rest } = modernized(schema);
  let reason = "";
  for (const draft of draftsOf(schema)) {
    try {
      const ajv = await createAjv(draft);
      const validate = ajv.compile({ type: "object", ...rest });
      return (value) => endingAlways(() => (validate(value) ? [] : (validate.errors ?? [])));
    } catch (error) {
      reason ||= error instanceof RangeError ? ENDLESS : (error as Error).message;
    }
  }
  throw new FillError(`${NOT_CHECKABLE}: ${reason}`);
}

const NOT_CHECKABLE = "parameters are not a JSON Schema that can be checked";
const ENDLESS = "its references never end";

/** A schema that refers to itself at the same position overflows the stack. */
function endingAlways<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? new FillError(`${NOT_CHECKABLE}: ${ENDLESS}`) : error;
  }
}

/** The parts of the value that don't match the schema, without quoting the value. `undefined` if the value is valid. */
export async function findMismatch(schema: JsonObject, value: unknown): Promise<string | undefined> {
  try {
    const check = await compileSchema(schema);
    const errors = withinLimit(() => check(value));
    return errors.length === 0 ? undefined : describeErrors(errors);
  } catch (error) {
    if (error instanceof FillError) return error.message;
    throw error;
  }
}

/** `arguments/value must be string; arguments/list must NOT have fewer than 2 items` */
export function describeErrors(errors: readonly ErrorObject[]): string {
  return errors.map(({ instancePath, message = "is not valid" }) => `arguments${instancePath} ${message}`).join("; ");
}

/** Loaded when an action runs, because most commands never need it. */
async function createAjv(draft: Draft): Promise<Ajv> {
  const { default: formats } = await import("ajv-formats");
  const options: Options = {
    strict: false,
    allErrors: true,
    logger: false,
    // The contract has checked the keywords. Ajv's own check refuses patterns that are valid only without the `u` flag.
    validateSchema: false,
    code: { regExp: patternEngine },
  };
  // Their default exports, because a bundled CommonJS module has no other.
  const ajv =
    draft === "7"
      ? new (await import("ajv")).default.Ajv(options)
      : new (await import("ajv/dist/2020.js")).default.Ajv2020(options);
  formats.default(ajv);
  return ajv;
}

const patternEngine = Object.assign(
  (pattern: string): RegExp => {
    const compiled = compilePattern(pattern);
    if (compiled === undefined) throw new Error(`the pattern ${pattern} is not a regular expression`);
    return compiled;
  },
  { code: "compilePattern" },
);

/** The possible drafts of the schema, the most likely first. */
function draftsOf(schema: JsonObject): readonly Draft[] {
  let named: string | undefined;
  let isOld = false;
  JSON.stringify(schema, (key, value: unknown) => {
    if (key === "$schema" && typeof value === "string") named ??= value;
    if (DRAFT_7_ONLY.has(key) || (key === "items" && Array.isArray(value))) isOld = true;
    return value;
  });
  if (named !== undefined) return /draft-0[3-7]/.test(named) ? ["7"] : ["2020-12"];
  return isOld ? ["7"] : ["2020-12", "7"];
}

/** In OpenAPI 3.0, the bound has a flag next to it, and `nullable` has no type. Ajv supports neither, nor integers beyond 2^53. */
export function modernized(schema: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
    if (!isObject(value)) return value;
    for (const [flag, bound] of [
      ["exclusiveMinimum", "minimum"],
      ["exclusiveMaximum", "maximum"],
    ] as const)
      if (typeof value[flag] === "boolean" && (value[bound] === undefined || typeof value[bound] === "number")) {
        if (value[flag] && value[bound] !== undefined) value[flag] = value[bound];
        else delete value[flag];
      }
    for (const bound of ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]) {
      const digits = digitsOf(value[bound]);
      if (digits !== undefined) value[bound] = Number(digits);
    }
    // A number that JavaScript can't represent exactly is an object here, whose only type is that of its value.
    if ([value["const"], value["enum"]].flat().some((item) => digitsOf(item) !== undefined)) delete value["type"];
    if (value["nullable"] === true && value["type"] === undefined) delete value["nullable"];
    return value;
  }) as JsonObject;
}
